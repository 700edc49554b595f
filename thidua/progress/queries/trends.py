"""One target over time and over units: its versions, what a node came to in each period, who stands where."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from django.db.models import QuerySet

from thidua.kernel.calendar import Period
from thidua.people.models import Person
from thidua.plans.models import Plan, Target
from thidua.plans.queries import STANDING, plans_visible_to
from thidua.progress.heat import Heat, heat_of
from thidua.progress.models import Measurement
from thidua.progress.queries.boards import Cells
from thidua.progress.shares import NOTHING, Share
from thidua.writing.document import Point

BUCKETS = 10
Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Moment:
    """What a node came to in one period, under the version of the target that asked for it."""

    period: Period
    target: Target
    share: Share
    heat: Heat


def versions_of(target: Target) -> list[Target]:
    """The same line in all versions of its plan that came into force, the newest first."""
    rows = Target.objects.filter(
        line_key=target.line_key, plan__family_key=target.plan.family_key, plan__status__in=STANDING, removed=False
    )
    return list(rows.select_related("plan").order_by("-plan__version", "-pk")) or [target]


def targets_visible_to(person: Person) -> QuerySet[Target]:
    plans = plans_visible_to(person).filter(status__in=STANDING)
    return Target.objects.filter(plan__in=plans, removed=False)


def target_below(cell: Measurement, person: Person) -> Target | None:
    """The target of the unit's own plan whose sums of the period the figure is made of; where `person` may see it."""
    rows = targets_visible_to(person).filter(
        plan__unit=cell.unit_id, plan__status=Plan.Status.ISSUED, parent_line__line_key=cell.target.line_key
    )
    return rows.filter(sums__unit=cell.unit_id, sums__period=cell.period).order_by("pk").first()


def share_in(cells: Cells, unit: int, versions: Iterable[Target], period: str) -> tuple[Target, Share] | None:
    """What a unit came to in a period: under the newest version with a figure, else under the newest that asked."""
    found = [(target, cells[key]) for target in versions if (key := (unit, target.pk, period)) in cells]
    return next((pair for pair in found if pair[1].reported), next((pair for pair in found if pair[1]), None))


def moments_of(sums: Cells, unit: int, versions: Sequence[Target], periods: Iterable[Period]) -> list[Moment]:
    moments: list[Moment] = []
    for period in periods:
        target, share = share_in(sums, unit, versions, period.key) or (versions[0], NOTHING)
        before = moments[-1].share if moments else None
        moments.append(Moment(period, target, share, heat_of(target, share, before)))
    return moments


def ranked(items: Iterable[Item], values: Mapping[Item, Decimal], *, falling: bool) -> list[tuple[int | None, Item]]:
    """Best first, with places: who is equal shares the place and the next is skipped (1, 1, 3); without a value one
    has no place and comes last. Within a place the given order stays.
    """
    listed = list(items)
    placed = sorted((item for item in listed if item in values), key=lambda item: values[item], reverse=falling)
    rows: list[tuple[int | None, Item]] = []
    for _, equal in groupby(placed, key=lambda item: values[item]):
        place = len(rows) + 1
        rows += [(place, item) for item in equal]
    return rows + [(None, item) for item in listed if item not in values]


def is_falling(target: Target) -> bool:
    """Whether more is better."""
    return target.comparator not in ("<=", "<")


def distribution(target: Target, values: Iterable[Decimal]) -> list[Point]:
    """How many units lie in each tenth of the scale, or have each count."""
    if target.measure == Target.Measure.RATIO:
        tenths = Counter(min(int(value // 10), BUCKETS - 1) for value in values)
        return [Point(f"{10 * n}–{10 * n + 10}", Decimal(tenths[n])) for n in range(BUCKETS)]
    known = sorted(values)
    width = max(-(-int(known[-1] + 1) // BUCKETS), 1) if known else 1
    counted = Counter(int(value) // width for value in known)
    last = max(counted, default=0)
    return [
        Point(f"{n * width}" if width == 1 else f"{n * width}–{(n + 1) * width - 1}", Decimal(counted[n]))
        for n in range(last + 1)
    ]
