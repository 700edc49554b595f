"""Lists of initiatives and rounds as their pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Prefetch, Q, QuerySet

from thidua.initiatives.models import Author, Initiative, Review, Round
from thidua.initiatives.queries.places import with_homes
from thidua.initiatives.queries.visibility import initiatives_visible_to, reviews_of, rounds_visible_to
from thidua.people.models import Person
from thidua.people.queries import matching, number_of
from thidua.plans.models import Plan
from thidua.writing.sheets import Column, workbook

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

WHOSE = {"cua-toi": "Của tôi", "don-vi": "Đã đăng ký ở đơn vị", "cong-nhan": "Được công nhận"}


def chosen_initiatives(by: Person, asked: Mapping[str, str]) -> QuerySet[Initiative]:
    """Those that one may see, newest first, narrowed by `q`, `cua` (whose), `trangthai`, `linhvuc`, `nam`, `dot`.

    Without `cua` what was recognised elsewhere is left out: that is the library's.
    """
    rows = matching(initiatives_visible_to(by), asked.get("q", ""))
    mine = Q(authors__person=by) | Q(created_by=by)
    whose = asked.get("cua", "")
    if whose == "cua-toi":
        rows = rows.filter(mine)
    elif whose == "cong-nhan":
        rows = rows.filter(status__in=Initiative.HONOURED)
    else:
        rows = rows.filter(Q(round__in=rounds_visible_to(by).values("pk")) | mine)
        rows = rows.exclude(Q(status=Initiative.Status.DRAFT)) if whose == "don-vi" else rows
    rows = _narrowed(rows, asked, withdrawn=whose == "cua-toi")
    if chosen := number_of(asked.get("dot", "")):
        rows = rows.filter(round=chosen)
    return with_authors(rows).order_by("-pk").distinct()


def _narrowed(rows: QuerySet[Initiative], asked: Mapping[str, str], *, withdrawn: bool = False) -> QuerySet[Initiative]:
    """By `trangthai`, `linhvuc`, `nam`; those that were withdrawn only where asked for."""
    if asked.get("trangthai") in Initiative.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    elif not withdrawn:
        rows = rows.exclude(status=Initiative.Status.WITHDRAWN)
    if asked.get("linhvuc") in Initiative.Field.values:
        rows = rows.filter(field=asked["linhvuc"])
    if 1900 <= (year := number_of(asked.get("nam", ""))) < 2200:
        rows = rows.filter(year=year)
    return rows


SERVING = {"ke-hoach": "Của kế hoạch này", "cap-duoi": "Của kế hoạch đơn vị cấp dưới"}


def initiatives_serving(plan: Plan, by: Person, asked: Mapping[str, str]) -> QuerySet[Initiative]:
    """Those one may see that serve the plan's targets or were registered in its rounds, in any of its versions; and
    in plans made from it. Narrowed by `q`, `cua` (see SERVING), `trangthai`, `linhvuc`, `nam`.
    """
    family = plan.family_key
    own = Q(target__plan__family_key=family) | Q(round__plan__family_key=family)
    below = Q(target__parent_line__plan__family_key=family) | Q(round__plan__parent__family_key=family)
    wanted = {"ke-hoach": own, "cap-duoi": below & ~own}.get(asked.get("cua", ""), own | below)
    rows = matching(initiatives_visible_to(by), asked.get("q", "")).filter(wanted)
    return with_homes(with_authors(_narrowed(rows, asked))).select_related("target").order_by("-pk").distinct()


def rounds_of_plan(plan: Plan, by: Person) -> QuerySet[Round]:
    """Rounds of the plan in any of its versions, those that close last first."""
    rows = rounds_visible_to(by).filter(plan__family_key=plan.family_key).select_related("unit")
    return rows.distinct().order_by("-closes", "-pk")


def with_authors(rows: QuerySet[Initiative]) -> QuerySet[Initiative]:
    authors = Author.objects.select_related("person").order_by("order", "pk")
    return rows.select_related("unit", "round").prefetch_related(Prefetch("authors", authors))


COLUMNS = (
    Column("Tên sáng kiến", 60),
    Column("Loại", 12),
    Column("Lĩnh vực", 24),
    Column("Đơn vị", 36),
    Column("Tác giả (tỷ lệ)", 50),
    Column("Đợt", 30),
    Column("Năm", 8),
    Column("Đăng ký lúc", 18),
    Column("Trạng thái", 22),
    Column("Phạm vi công nhận", 18),
)


def sheet_lines(rows: Iterable[Initiative]) -> Iterable[Sequence[Any]]:
    for row in rows:
        authors = "; ".join(f"{author} ({author.share.normalize():f} %)" for author in row.authors.all())
        yield (
            row.title,
            row.get_kind_display(),
            row.get_field_display(),
            row.unit.name,
            authors,
            row.round.name if row.round else "",
            row.year,
            row.registered_at,
            row.get_status_display(),
            row.get_scope_display() if row.scope else "",
        )


def sheet_of(rows: QuerySet[Initiative]) -> bytes:
    return workbook("Sáng kiến", COLUMNS, sheet_lines(rows.iterator(chunk_size=500)))


def open_rounds(by: Person, now: datetime) -> list[Round]:
    """Rounds that take registrations now or soon, the first to close first."""
    rows = rounds_visible_to(by).filter(status=Round.Status.ANNOUNCED, closes__gt=now).select_related("unit", "plan")
    return list(rows.distinct().order_by("closes")[:10])


class Counted(TypedDict):
    standing: int


def chosen_rounds(by: Person, asked: Mapping[str, str]) -> "QuerySet[WithAnnotations[Round, Counted]]":
    """Rounds that one may see, newest first, narrowed by `trangthai` and `nam`, with how many stand in them."""
    away = Q(initiatives__status__in=[Initiative.Status.DRAFT, Initiative.Status.WITHDRAWN])
    rows = rounds_visible_to(by).select_related("unit", "plan")
    if asked.get("trangthai") in Round.Status.values:
        rows = rows.filter(status=asked["trangthai"])
    if 1900 <= (year := number_of(asked.get("nam", ""))) < 2200:
        rows = rows.filter(year=year)
    counted = Count("initiatives", filter=Q(initiatives__isnull=False) & ~away, distinct=True)
    return rows.annotate(standing=counted).order_by("-closes", "-pk")


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a stepper, as the component takes it."""

    label: str
    state: str
    about: tuple[str, datetime | None] = ("", None)


def steps_of(row: Initiative) -> list[Step]:
    """Where it is between draft and spread, who holds it and since when."""
    status, order = Initiative.Status, _PATH
    if row.status == status.WITHDRAWN:
        return [Step("Đã rút", "now", (str(row.changed_by), row.changed))]
    path = [*order]
    if row.status == status.NOT_RECOGNISED:
        path = [*order[:5], status.NOT_RECOGNISED]
    place = path.index(status(row.status))
    told = {
        status.REGISTERED: ("đăng ký", row.registered_at),
        status.REPORTED: ("nộp kết quả", row.reported_at),
        status.DRAFT: (str(row.created_by), row.created),
    }
    return [
        Step(
            step.label,
            "done" if n < place else "now" if n == place else "next",
            told[step] if step in told and told[step][1] else ("", None),
        )
        for n, step in enumerate(path)
    ]


_PATH = (
    Initiative.Status.DRAFT,
    Initiative.Status.REGISTERED,
    Initiative.Status.UNDER_WAY,
    Initiative.Status.REPORTED,
    Initiative.Status.UNDER_REVIEW,
    Initiative.Status.RECOGNISED,
    Initiative.Status.SPREAD,
)


def answers_awaited(by: Person) -> QuerySet[Author]:
    """Where somebody named the person as author, and waits for a word."""
    waiting = Author.objects.filter(person=by, agreed_at=None, declined_at=None)
    rows = waiting.filter(initiative__status__in=Initiative.WRITABLE)
    return rows.select_related("initiative__unit").order_by("pk")


def returned_to(by: Person) -> QuerySet[Initiative]:
    """The person's initiatives whose results were sent back."""
    rows = Initiative.objects.filter(authors__person=by, authors__agreed_at__isnull=False)
    return rows.filter(status=Initiative.Status.UNDER_WAY, reported_at__isnull=False).exclude(reason="").order_by("pk")


def reviews_to_do(by: Person) -> QuerySet[Review]:
    rows = reviews_of(by).filter(status=Review.Status.ASSIGNED, initiative__status=Initiative.Status.UNDER_REVIEW)
    return rows.filter(initiative__round__status__in=Round.REVIEWING).select_related("initiative__round")


def counts_by_status(the_round: Round, rows: QuerySet[Initiative]) -> list[tuple[str, int]]:
    """How many of these stand in each state, in the order of the states."""
    counts = dict(rows.filter(round=the_round).values_list("status").annotate(Count("pk", distinct=True)).order_by())
    return [(status.label, counts[status.value]) for status in Initiative.Status if status.value in counts]
