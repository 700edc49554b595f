"""The running plans that somebody sees, each with how far its present figures are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When

from thidua.kernel.calendar import Period
from thidua.people.models import Person, Unit
from thidua.plans.models import Plan, Target
from thidua.plans.queries import own_paths, plans_visible_to, running_plans
from thidua.plans.rounds import top_of
from thidua.progress.heat import Heat, distance_of, heat_of, is_reached
from thidua.progress.models import RollUp
from thidua.progress.queries.boards import present_of
from thidua.progress.queries.sums import FIELDS
from thidua.progress.shares import NOTHING, Share

FARTHEST = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """A target at the top of its plan in its present period. `gone` is how much of the way is gone, in per cent."""

    target: Target
    period: Period
    share: Share
    heat: Heat
    gone: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A plan with its targets that have a period; the hand-ins are of the target asked of most units."""

    plan: Plan
    standings: list[Standing]

    @property
    def units(self) -> int:
        return max((each.share.units for each in self.standings), default=0)

    @property
    def reported(self) -> int:
        return max((each.share.reported for each in self.standings), default=0)

    @property
    def reached(self) -> int:
        return sum(is_reached(each.target, each.share) for each in self.standings)

    @property
    def periods(self) -> list[Period]:
        return sorted({each.period for each in self.standings})


def plans_measured(person: Person, today: date) -> QuerySet[Plan]:
    """Running plans that one sees and that ask for figures: first those of the units one works in, the newest first."""
    asked = Exists(RollUp.objects.filter(target__plan=OuterRef("pk")))
    rows = running_plans(today).filter(asked, pk__in=plans_visible_to(person).values("pk"))
    own = Case(When(unit__path__in=own_paths(person), then=Value(0)), default=Value(1))
    return rows.select_related("unit", "document").order_by(own, "-issued_at", "-pk")


def overviews_of(plans: Sequence[Plan], today: date) -> list[Overview]:
    """In a fixed number of queries, however many plans."""
    targets: dict[int, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(plan__in=plans, removed=False).order_by("order", "pk"):
        targets[target.plan_id].append(target)
    tops = _tops(plans)
    sums: dict[int, dict[int, dict[str, Share]]] = defaultdict(lambda: defaultdict(dict))
    rows = RollUp.objects.filter(target__plan__in=plans, unit__in=set(tops.values()))
    for target_id, unit, period, *facts in rows.values_list("target", "unit", "period", *FIELDS):
        sums[unit][target_id][period] = Share(*facts)
    return [Overview(plan, list(_standings(targets[plan.pk], sums[tops[plan.pk]], today))) for plan in plans]


def _tops(plans: Iterable[Plan]) -> dict[int, int]:
    """By plan: the unit at which its figures are summed up."""
    paths = {plan.pk: top_of(plan) for plan in plans}
    ids = dict(Unit.objects.filter(path__in=set(paths.values())).values_list("path", "pk"))
    return {plan: ids[path] for plan, path in paths.items()}


def _standings(targets: Iterable[Target], sums: Mapping[int, dict[str, Share]], today: date) -> Iterable[Standing]:
    for target in targets:
        shares = {Period.from_key(key): share for key, share in sums.get(target.pk, {}).items() if share}
        periods = sorted(shares)
        period = present_of(periods, today)
        if period is None:
            continue
        before = [each for each in periods if each < period]
        share = shares[period]
        heat = heat_of(target, share, shares[before[-1]] if before else None)
        away = distance_of(target, share)
        yield Standing(target, period, share, heat, 0 if away is None else int(100 - 100 * away))


def farthest(overviews: Iterable[Overview]) -> list[tuple[Plan, Standing]]:
    """The targets farthest from their goal, those without a figure left out."""
    known = [
        (away, overview.plan, each)
        for overview in overviews
        for each in overview.standings
        if (away := distance_of(each.target, each.share or NOTHING)) and away > Decimal(0)
    ]
    known.sort(key=lambda row: (-row[0], row[2].target.pk))
    return [(plan, each) for _, plan, each in known[:FARTHEST]]
