"""What the board of a plan shows: the parts of one node of the tree, target by target, in one period."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.kernel.calendar import Period
from thidua.kernel.text import fold
from thidua.people.models import Person, Unit
from thidua.people.queries import number_of, oversight_paths, under_any
from thidua.plans.models import Duty, Obligation, Plan, Target
from thidua.plans.queries import own_reach
from thidua.plans.rounds import top_of
from thidua.progress.heat import heat_of
from thidua.progress.models import Measurement, RollUp
from thidua.progress.queries.sums import FIELDS
from thidua.progress.shares import Share, share_of

ONLY = {
    "chua-nop": "Chưa nộp",
    "tre": "Quá hạn chưa nộp",
    "cho-duyet": "Chờ duyệt",
    "chua-dat": "Có chỉ tiêu chưa đạt",
}
HANDED_IN = (Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED)
Cells = dict[tuple[int, int, str], Share]
"""By unit, target and period."""


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the board: a node with units below it, or one unit that reports (`paper` is its hand-in)."""

    unit: int
    label: str
    sort_key: str
    paper: Obligation | None = None

    @property
    def is_node(self) -> bool:
        return self.paper is None


@dataclass(frozen=True, slots=True)
class Counts:
    """Hand-ins of a period at a node: how many must, have, wait for a decision, are overdue or were returned."""

    units: int
    reported: int
    waiting: int
    late: int
    returned: int


def oversees(person: Person, path: str) -> bool:
    """Who oversees a unit sees the figures of every unit below it, each by name."""
    return any(path.startswith(held) for held in oversight_paths(person))


def top_unit(plan: Plan) -> Unit:
    return plan.unit if top_of(plan) == plan.unit.path else Unit.objects.get(path=top_of(plan))


def measured_targets(plan: Plan) -> list[Target]:
    rows = Target.objects.filter(plan=plan, removed=False).order_by("order", "pk")
    return list(rows.only("plan_id", "text", "comparator", "value", "unit_of_count", "measure", "frequency", "level"))


def sums_at(node: Unit, targets: Iterable[Target]) -> Cells:
    """All sums of a node, every period of every target."""
    rows = RollUp.objects.filter(unit=node, target__in=[target.pk for target in targets])
    return {
        (node.pk, target, period): Share(*facts)
        for target, period, *facts in rows.values_list("target", "period", *FIELDS)
    }


def periods_at(node: Unit, targets: Iterable[Target]) -> dict[Period, set[int]]:
    """The periods that were opened, in order, each with the ids of the targets that it asks for."""
    rows = RollUp.objects.filter(Q(units__gt=0) | Q(reported__gt=0), unit=node)
    found: dict[str, set[int]] = defaultdict(set)
    for target, period in rows.filter(target__in=[target.pk for target in targets]).values_list("target", "period"):
        found[period].add(target)
    return {period: found[period.key] for period in sorted(map(Period.from_key, found))}


MOST_COMMUNES = 400
NEARLY_OVER = timedelta(days=15)


def present_of(periods: Sequence[Period], today: date) -> Period | None:
    """The last period that is over or nearly so, whose figures come in now; before any is, the first."""
    over = [period for period in periods if period.end <= today + NEARLY_OVER]
    return over[-1] if over else next(iter(periods), None)


def communes_of(node: Unit) -> list[tuple[int, str]]:
    """The communes below a node of the plan, by which its units can be narrowed."""
    rows = Unit.objects.filter(kind=Unit.Kind.COMMUNE, path__under=node.path).exclude(pk=node.pk).order_by("sort_key")
    return [(pk, short or name) for pk, short, name in rows.values_list("pk", "short_name", "name")[:MOST_COMMUNES]]


def hand_ins(plans: Iterable[int], period: str, node: Unit | None = None) -> QuerySet[Obligation]:
    """The hand-ins of a period under a plan (or its versions), of all units or of those that a node sums."""
    papers = Obligation.objects.filter(duty__in=list(figure_duties(plans)), period=period)
    return papers if node is None else papers.filter(_summed_by(node.pk))


def figure_duties(plans: Iterable[int]) -> QuerySet[Duty, int]:
    return Duty.objects.filter(plan__in=list(plans)).exclude(frequency="").values_list("pk", flat=True)


def _summed_by(unit: int) -> Q:
    ends = Q(place=str(unit)) | Q(place__startswith=f"{unit},")
    return ends | Q(place__endswith=f",{unit}") | Q(place__contains=f",{unit},")


def counts_of(papers: QuerySet[Obligation], today: date) -> Counts:
    owing = Q(status__in=Obligation.OWING)
    asked = papers.exclude(status=Obligation.Status.EXCUSED).annotate(deadline_day=Coalesce("extended_to", "due"))
    return Counts(
        **asked.aggregate(
            units=Count("pk"),
            reported=Count("pk", filter=Q(status__in=HANDED_IN)),
            waiting=Count("pk", filter=Q(status=Obligation.Status.SUBMITTED)),
            late=Count("pk", filter=owing & Q(deadline_day__lt=today)),
            returned=Count("pk", filter=Q(status=Obligation.Status.RETURNED)),
        )
    )


def nodes_below(node: Unit, targets: Sequence[Target], period: str) -> list[Part]:
    """The nodes right below one that sum something of these targets in the period."""
    sums = RollUp.objects.filter(unit=OuterRef("pk"), period=period, target__in=[target.pk for target in targets])
    rows = Unit.objects.filter(Exists(sums), path__under=node.path, depth=node.depth + 1)
    return [Part(pk, short or name, key) for pk, short, name, key in rows.values_list(*UNIT_FIELDS)]


UNIT_FIELDS = ("pk", "short_name", "name", "sort_key")


def reporting_right_below(papers: QuerySet[Obligation], node: Unit) -> QuerySet[Obligation]:
    """Of the hand-ins those that the node is the first to sum."""
    return papers.filter(Q(place=str(node.pk)) | Q(place__startswith=f"{node.pk},"))


def visible_to(person: Person, papers: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Those of one's own units and of units that one oversees."""
    return papers.filter(own_reach(person) | under_any(oversight_paths(person), "unit__path"))


def narrowed(
    papers: QuerySet[Obligation], asked: Mapping[str, str], targets: Sequence[Target], today: date
) -> QuerySet[Obligation]:
    """By the address: q, loai (kind of unit), cum (cluster), xa (commune), chi (one of ONLY)."""
    if words := fold(asked.get("q", "")):
        papers = papers.filter(unit__search_text__contains=words)
    if kind := asked.get("loai"):
        papers = papers.filter(unit__kind=kind)
    if cluster := number_of(asked.get("cum", "")):
        papers = papers.filter(unit__clusters=cluster)
    if commune := number_of(asked.get("xa", "")):
        papers = papers.filter(_summed_by(commune) | Q(unit=commune))
    match asked.get("chi"):
        case "chua-nop":
            papers = papers.filter(status__in=Obligation.OWING)
        case "tre":
            papers = papers.annotate(deadline_day=Coalesce("extended_to", "due"))
            papers = papers.filter(status__in=Obligation.OWING, deadline_day__lt=today)
        case "cho-duyet":
            papers = papers.filter(status=Obligation.Status.SUBMITTED)
        case "chua-dat":
            missed = Measurement.objects.filter(obligation=OuterRef("pk"), target__in=targets, reached=False)
            papers = papers.filter(Exists(missed.filter(status=Measurement.Status.ACCEPTED)))
    return papers


def parts_of(papers: QuerySet[Obligation]) -> list[Part]:
    """The units that report, each with its hand-in as far as its standing needs."""
    fields = ("pk", "status", "due", "extended_to", "submitted_at", "unit", "unit__short_name", "unit__name")
    return [
        Part(
            unit,
            short or name,
            key,
            Obligation(pk=pk, unit_id=unit, status=status, due=due, extended_to=extended_to, submitted_at=submitted_at),
        )
        for pk, status, due, extended_to, submitted_at, unit, short, name, key in papers.values_list(
            *fields, "unit__sort_key"
        )
    ]


def sort_values(target: Target, period: str, parts: Sequence[Part]) -> dict[int, Any]:
    """By unit: what a list is sorted by for one target; units without an accepted figure are missing."""
    cells, _ = cells_of(parts, [target], [period])
    found = ((part.unit, heat_of(target, cells.get((part.unit, target.pk, period)))) for part in parts)
    return {unit: heat.value for unit, heat in found if heat.value is not None}


def by_figure(papers: QuerySet[Obligation], target: Target) -> QuerySet[Obligation]:
    """With `figure`, the accepted value for one target."""
    accepted = Measurement.objects.filter(obligation=OuterRef("pk"), target=target, status="accepted")
    return papers.annotate(figure=Subquery(accepted.values("value")[:1]))


def cells_of(
    parts: Iterable[Part], targets: Iterable[Target], periods: Sequence[str]
) -> tuple[Cells, dict[tuple[int, int, str], int]]:
    """The sums of nodes and the figures of units, in two queries; and of the latter the ids of the cells. Of what a
    unit still writes nothing is told.
    """
    listed, targets = list(parts), list(targets)
    ids = [target.pk for target in targets]
    nodes = [part.unit for part in listed if part.is_node]
    units = [part.unit for part in listed if not part.is_node]
    cells: Cells = {}
    found: dict[tuple[int, int, str], int] = {}
    if nodes:
        sums = RollUp.objects.filter(unit__in=nodes, period__in=periods, target__in=ids)
        for unit, target, period, *facts in sums.values_list("unit", "target", "period", *_fields_for(targets)):
            cells[unit, target, period] = Share(*facts)
    if units:
        own = Measurement.objects.filter(unit__in=units, period__in=periods, target__in=ids)
        for cell in own.filter(status__in=Measurement.REPORTED).values_list(*CELL_FIELDS, named=True):
            cells[cell.unit, cell.target, cell.period] = share_of(cell)
            found[cell.unit, cell.target, cell.period] = cell.pk
    return cells, found


def _fields_for(targets: Iterable[Target]) -> tuple[str, ...]:
    """Only counts have a total, the last of the fields; decimals are what costs most to fetch."""
    return FIELDS if any(target.measure == Target.Measure.COUNT for target in targets) else FIELDS[:-1]


CELL_FIELDS = ("pk", "unit", "target", "period", "status", "reached", "numerator", "denominator", "value")


def plans_answering(plan: Plan, units: Sequence[int]) -> dict[int, int]:
    """By unit: its own plan in force that was made for this one, or for another version of it."""
    if not units:
        return {}
    rows = Plan.objects.filter(parent__family_key=plan.family_key, unit__in=units, status=Plan.Status.ISSUED)
    return dict(rows.order_by("pk").values_list("unit", "pk"))
