"""The board of a plan: its units by what each owes, with the counts on top."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.kernel.calendar import Period
from thidua.people.models import Cluster, Person, Unit
from thidua.people.queries import matching, number_of, oversight_paths, under_any
from thidua.plans.models import Addressee, ExtensionRequest, Obligation, Plan
from thidua.plans.queries.plans import own_paths
from thidua.plans.queries.work import is_late
from thidua.plans.rounds import top_of

LATE, UNOPENED, ASKING, UNKNOWING = "qua-han", "chua-mo", "xin-gia-han", "chua-nam"
STATES = (
    *Obligation.Status.choices,
    (LATE, "Quá hạn chưa nộp"),
    (UNOPENED, "Chưa mở kế hoạch"),
    (ASKING, "Đang xin gia hạn"),
    (UNKNOWING, "Chưa xác nhận bản sửa đổi"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """One duty for one date or one period, and how many units stand where."""

    duty: int
    text: str
    period: str
    due: date
    owed: int
    handed_in: int
    late: int
    returned: int
    waiting: int

    @property
    def key(self) -> str:
        return key_of(self.duty, self.period, self.due)

    @property
    def when(self) -> str:
        """The period of figures, else the day."""
        return Period.from_key(self.period).label if self.period else f"{self.due:%d/%m/%Y}"


def key_of(duty: int, period: str, due: date) -> str:
    """Stands for a column in addresses: `12:2026-Q4`, `12:2026-12-10`."""
    return f"{duty}:{period or due.isoformat()}"


def sees_all_units(person: Person, plan: Plan) -> bool:
    """Who oversees the issuing unit sees every unit's standing, others only their own and those below them."""
    return any(plan.unit.path.startswith(path) for path in oversight_paths(person))


def has_whole_board(person: Person, plan: Plan) -> bool:
    return sees_all_units(person, plan) or person.has_perm("plans.change_plan", plan)


def papers_of_board(person: Person, plan: Plan, units: QuerySet[Unit]) -> QuerySet[Obligation]:
    """What the shown units owe."""
    papers = Obligation.objects.filter(duty__plan=plan)
    return papers if has_whole_board(person, plan) else papers.filter(unit__in=units.order_by().values("pk"))


def units_of_board(person: Person, plan: Plan) -> QuerySet[Unit]:
    """The units that a plan is addressed to or that owe something under it, as far as the person sees them."""
    addressed = Addressee.objects.filter(plan=plan).values("unit")
    owing = Obligation.objects.filter(duty__plan=plan).values("unit")
    rows = Unit.objects.filter(Q(pk__in=addressed) | Q(pk__in=owing))
    if has_whole_board(person, plan):
        return rows
    return rows.filter(Q(path__in=own_paths(person)) | under_any(oversight_paths(person)))


def columns_of(papers: QuerySet[Obligation], today: date) -> list[Column]:
    """By deadline; one query. The rounds of figures are one column whatever the day of each unit."""
    status = Obligation.Status
    groups = (
        papers.order_by()
        .values_list("duty", "duty__text", "period", "due")
        .annotate(
            owed=Count("pk", filter=~Q(status=status.EXCUSED)),
            handed_in=Count("pk", filter=Q(status__in=[status.SUBMITTED, status.ACCEPTED])),
            late=Count("pk", filter=is_late(today) & Q(status__in=Obligation.OWING)),
            returned=Count("pk", filter=Q(status=status.RETURNED)),
            waiting=Count("pk", filter=Q(status=status.SUBMITTED)),
        )
    )
    columns: dict[str, Column] = {}
    for column in (Column(*row) for row in groups.order_by("due", "duty__order", "duty")):
        known = columns.get(column.key)
        columns[column.key] = _together(known, column) if known else column
    return list(columns.values())


def _together(one: Column, other: Column) -> Column:
    counts = ("owed", "handed_in", "late", "returned", "waiting")
    return replace(one, **{name: getattr(one, name) + getattr(other, name) for name in counts})


def of_column(key: str) -> Q:
    """The papers of a duty (`12`) or of one column (`12:2026-Q4`); all for an empty key, none for one that is wrong."""
    duty, _, round_key = key.partition(":")
    if not duty:
        return Q()
    if not round_key:
        return Q(duty=number_of(duty))
    try:
        return Q(duty=number_of(duty), period="", due=date.fromisoformat(round_key))
    except ValueError:
        return Q(duty=number_of(duty), period=round_key[:24])


def units_opened(plan: Plan, units: QuerySet[Unit]) -> tuple[int, int]:
    """How many of the units were addressed, and how many of them opened the plan."""
    rows = Addressee.objects.filter(plan=plan, unit__in=units.order_by().values("pk"))
    counts = rows.aggregate(addressed=Count("pk"), opened=Count("opened_at"))
    return counts["addressed"], counts["opened"]


def chosen_rows(
    units: QuerySet[Unit], plan: Plan, papers: QuerySet[Obligation], asked: Mapping[str, str], today: date
) -> QuerySet[Unit]:
    """The units narrowed by `q`, `viec`, `trangthai`, `loai`, `cum`, `xa`, in the order that `xep` asks for: `tre` puts
    those first who are late longest.
    """
    rows = matching(units, asked.get("q", ""))
    if asked.get("loai") in Unit.Kind.values:
        rows = rows.filter(kind=asked["loai"])
    if cluster := asked.get("cum"):
        rows = rows.filter(clusters=number_of(cluster))
    if commune := asked.get("xa"):
        path = Unit.objects.filter(pk=number_of(commune)).values_list("path", flat=True).first()
        rows = rows.filter(path__under=path) if path else rows.none()
    rows = _in_state(rows, plan, papers, asked.get("trangthai", ""), today)
    if asked.get("viec"):
        rows = rows.filter(pk__in=papers.order_by().values("unit"))
    if asked.get("xep") != "tre":
        return rows.order_by("sort_key", "pk")
    return rows.annotate(late_since=_late_since(papers, today)).order_by(
        Coalesce("late_since", date(9999, 12, 31)), "sort_key", "pk"
    )


def _in_state(
    rows: QuerySet[Unit], plan: Plan, papers: QuerySet[Obligation], state: str, today: date
) -> QuerySet[Unit]:
    if state == UNOPENED:
        return rows.filter(pk__in=Addressee.objects.filter(plan=plan, opened_at=None).values("unit"))
    if state == UNKNOWING:
        waiting_for = Addressee.objects.filter(plan=plan, plan__supersedes__isnull=False, acknowledged_at=None)
        return rows.filter(pk__in=waiting_for.exclude(unit=plan.unit_id).values("unit"))
    if state == LATE:
        papers = papers.filter(is_late(today), status__in=Obligation.OWING)
    elif state == ASKING:
        waiting = ExtensionRequest.objects.filter(obligation=OuterRef("pk"), status=ExtensionRequest.Status.ASKED)
        papers = papers.filter(Exists(waiting), status__in=Obligation.OWING)
    elif state in Obligation.Status.values:
        papers = papers.filter(status=state)
    else:
        return rows
    return rows.filter(pk__in=papers.order_by().values("unit"))


def _late_since(papers: QuerySet[Obligation], today: date) -> Subquery:
    """The first deadline that the unit let pass and has not made good."""
    late = papers.filter(is_late(today), status__in=Obligation.OWING, unit=OuterRef("pk"))
    return Subquery(late.order_by().values("unit").annotate(first=Min(Coalesce("extended_to", "due"))).values("first"))


def cells_of(papers: QuerySet[Obligation], units: Iterable[Unit]) -> dict[int, dict[str, Obligation]]:
    """By unit and column: the papers of the shown units, in one query."""
    rows = papers.filter(unit__in=[unit.pk for unit in units]).order_by("due")
    rows = rows.only("duty", "unit", "period", "due", "extended_to", "status", "submitted_at")
    cells: dict[int, dict[str, Obligation]] = {}
    for paper in rows:
        cells.setdefault(paper.unit_id, {})[key_of(paper.duty_id, paper.period, paper.due)] = paper
    return cells


def opened_by(plan: Plan, units: Iterable[Unit]) -> dict[int, Addressee]:
    rows = plan.addressees.filter(unit__in=[unit.pk for unit in units]).select_related("opened_by")
    return {row.unit_id: row for row in rows}


def groups_of(plan: Plan, units: QuerySet[Unit]) -> dict[str, list[tuple[Any, str]]]:
    """What the list can be narrowed by: kinds, clusters and communes of its units."""
    ids = units.order_by().values("pk")
    kinds = set(units.order_by().values_list("kind", flat=True).distinct())
    clusters = Cluster.objects.filter(units__in=ids).distinct().order_by("sort_key")
    communes = Unit.objects.filter(kind=Unit.Kind.COMMUNE, path__under=top_of(plan)).order_by("sort_key")
    return {
        "kinds": [(kind, words) for kind, words in Unit.Kind.choices if kind in kinds],
        "clusters": list(clusters.values_list("pk", "name")[:200]),
        "communes": [(unit.pk, unit.label) for unit in communes[:400]],
    }
