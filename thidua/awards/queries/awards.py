"""The register of awards: as lists, as a book, and as one person's or one collective's own page for life."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, Q, QuerySet, TextField, Value, When

from thidua.awards.models import Award, OtherAward, Season
from thidua.awards.queries.visibility import awards_visible_to, reasons_told_to
from thidua.initiatives.models import Recognition
from thidua.initiatives.queries.library import library_visible_to
from thidua.law import RuleSet, national_rules
from thidua.people.models import Person, Post, Succession, Unit
from thidua.people.queries import (
    EDITORS,
    WORKERS,
    matching,
    number_of,
    organisation_paths,
    oversight_paths,
    paths_held,
    under_any,
    units_visible_to,
)
from thidua.writing.registers import AWARDS, Register
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

WHOM = {"ca-nhan": "Cá nhân", "tap-the": "Tập thể"}
MANY = 500
"""Rows that are fetched at once."""
COLUMNS = [
    Column("Cá nhân, tập thể", 34),
    Column("Mã cán bộ, mã đơn vị", 16),
    Column("Đơn vị", 36),
    Column("Danh hiệu, hình thức khen thưởng", 36),
    Column("Năm", 12),
    Column("Loại khen thưởng", 22),
    Column("Thành tích", 50),
    Column("Số quyết định", 22),
    Column("Ngày quyết định", 14),
    Column("Cơ quan quyết định", 36),
    Column("Tình trạng", 16),
    Column("Hủy bỏ ngày", 14),
    Column("Quyết định hủy bỏ", 22),
    Column("Lý do hủy bỏ", 40),
]


def award_names(rules: RuleSet | None = None) -> list[tuple[str, str]]:
    """Of the State's rules where no others are given; awards of places where people live are left out."""
    return [(one.key, one.name) for one in (rules or national_rules()).awards() if not one.residential]


def chosen_awards(by: Person, asked: Mapping[str, str]) -> QuerySet[Award]:
    """Narrowed by `q` (name, award, number of the decision), `donvi` (a subtree), `nam`, `danhhieu`, `loai`,
    `doituong` and `trangthai`; the newest first.
    """
    rows = matching(awards_visible_to(by), asked.get("q", ""))
    if unit := units_visible_to(by).filter(pk=number_of(asked.get("donvi", ""))).first():
        rows = rows.filter(under_any([unit.path], "unit__path") | under_any([unit.path], "collective__path"))
    year = asked.get("nam", "")
    if len(year) == 4 and year.isascii() and year.isdecimal():
        rows = rows.filter(year__contains=year)
    for name, field, values in (("loai", "kind", Season.Kind.values), ("trangthai", "status", Award.Status.values)):
        if asked.get(name) in values:
            rows = rows.filter(**{field: asked[name]})
    if asked.get("danhhieu") in dict(award_names()):
        rows = rows.filter(award=asked["danhhieu"])
    if asked.get("doituong") in WHOM:
        rows = rows.filter(person__isnull=asked["doituong"] == "tap-the")
    return rows.order_by("-year", "-decision_date", "-pk")


def shown_in_lists(rows: QuerySet[Award]) -> QuerySet[Award]:
    return rows.select_related("person", "collective", "unit")


class Told(TypedDict):
    told_reason: str


def with_reasons(rows: QuerySet[Award], by: Person) -> "QuerySet[WithAnnotations[Award, Told]]":
    """With `told_reason`: why it was revoked, empty for whom that is not told."""
    return rows.annotate(
        told_reason=Case(When(reasons_told_to(by), then="reason"), default=Value(""), output_field=TextField())
    )


def award_lines(rows: QuerySet[Award], by: Person) -> Iterator[tuple[Any, ...]]:
    for row in with_reasons(shown_in_lists(rows), by).iterator(chunk_size=MANY):
        subject = row.subject
        yield (
            row.subject_name,
            subject.code,
            row.unit.name,
            row.award_name,
            row.year,
            row.get_kind_display(),
            row.achievement,
            row.decision_number,
            row.decision_date,
            row.decided_by,
            row.get_status_display(),
            row.revoked_on,
            row.revoked_by_paper,
            row.told_reason,
        )


def book_of(office: Unit, rows: QuerySet[Award], year: int | None) -> Register:
    """A printed book of these awards; revoked ones stay in their place with a note."""
    ordered = shown_in_lists(rows).order_by("year", "decision_date", "pk")
    lines = tuple(_book_lines(ordered.iterator(chunk_size=MANY)))
    above = Unit.objects.get_parent(office)
    years = sorted({str(line[4]) for line in lines})
    span = (f"{len(lines)} lượt khen thưởng" + (f", từ năm {years[0]} đến năm {years[-1]}" if years else ""),)
    return Register(AWARDS, office.name, above.name if above else "", year, span, lines)


def _book_lines(rows: Iterator[Award]) -> Iterator[tuple[Any, ...]]:
    for n, row in enumerate(rows, start=1):
        said = (row.subject_name, row.unit.name, row.award_name, row.year)
        yield (n, *said, row.decision_number, row.decision_date, row.decided_by, row.revocation)


# One person's or one collective's page.


def colleagues_paths(by: Person) -> tuple[str, ...]:
    """Subtrees whose people's honours one may read for life: one's own office or school, and what one oversees."""
    own = organisation_paths(by) if paths_held(by, WORKERS) else ()
    return (*own, *oversight_paths(by))


def passports_visible_to(by: Person) -> QuerySet[Person]:
    """Oneself, and who works or worked where one works or oversees."""
    posts = Post.objects.filter(under_any(colleagues_paths(by), "unit__path"))
    return Person.objects.filter(Q(pk=by.pk) | Q(pk__in=posts.values("person")))


def collectives_visible_to(by: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(under_any(colleagues_paths(by)))


@dataclass(frozen=True, slots=True)
class YearOfAwards:
    year: str
    awards: Sequence[Award]


def awards_by_year(rows: QuerySet[Award]) -> list[YearOfAwards]:
    """The newest year first; all of a passport's awards, revoked ones among them."""
    ordered = rows.select_related("collective", "person", "unit", "decision__season__unit")
    ordered = ordered.order_by("-year", "-decision_date", "-pk")
    return [YearOfAwards(year, list(group)) for year, group in groupby(ordered, key=lambda row: row.year)]


def awards_of_person(person: Person) -> QuerySet[Award]:
    return Award.objects.filter(person=person)


def awards_of_collective(unit: Unit) -> QuerySet[Award]:
    """Of the unit and of those that it goes on for: a merged school keeps what its predecessors earned."""
    return Award.objects.filter(collective__in=with_predecessors(unit))


def with_predecessors(unit: Unit) -> set[int]:
    """Ids of the unit and of those that it goes on for."""
    found, newest = {unit.pk}, [unit.pk]
    while newest:
        olds = set(Succession.objects.filter(new__in=newest).values_list("old", flat=True)) - found
        found |= olds
        newest = list(olds)
    return found


def other_awards_of(subject: Person | Unit) -> list[OtherAward]:
    """What the State's rules do not know; of a collective also what those were given that it goes on for."""
    if isinstance(subject, Person):
        rows = OtherAward.objects.filter(person=subject)
    else:
        rows = OtherAward.objects.filter(collective__in=with_predecessors(subject))
    return list(rows.select_related("person", "collective", "unit"))


def recognitions_of_person(person: Person, by: Person) -> QuerySet[Recognition]:
    """Decisions on initiatives of which the person is an author, as far as the reader may know of these."""
    rows = Recognition.objects.filter(
        initiative__authors__person=person,
        initiative__authors__declined_at=None,
        status=Recognition.Status.VALID,
        initiative__in=library_visible_to(by).values("pk"),
    )
    return rows.select_related("initiative").order_by("-decision_date", "-pk")


def revocable(rows: Sequence[YearOfAwards], by: Person) -> set[int]:
    """Ids of the valid ones that the person may revoke."""
    valid = (row for year in rows for row in year.awards if row.status == Award.Status.VALID)
    return {row.pk for row in valid if by.has_perm("awards.revoke_award", row)}


def mendable(rows: Sequence[OtherAward], by: Person) -> set[int]:
    """Ids of those that the person may mend."""
    kept = set(paths_held(by, EDITORS))
    return {row.pk for row in rows if row.unit.path in kept and row.person_id != by.pk}


def counts_of(rows: Sequence[YearOfAwards]) -> list[tuple[str, int]]:
    """How often each award is held validly, the most frequent first."""
    counts: dict[str, int] = {}
    for year in rows:
        for row in year.awards:
            if row.status == Award.Status.VALID:
                counts[row.award_name] = counts.get(row.award_name, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
