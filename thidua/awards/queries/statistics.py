"""How many awards were given: by award, by unit and team, by year; a fixed number of questions a page."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from thidua.awards.models import Award, Season
from thidua.awards.queries.awards import colleagues_paths
from thidua.awards.queries.visibility import awards_visible_to, seasons_visible_to
from thidua.kernel.text import fold
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import number_of, shortest, under_any
from thidua.people.queries.rights import STEP
from thidua.writing.document import Point
from thidua.writing.sheets import Column

MOST_YEARS = 10
TEACHES = "giao vien"
"""In the title of a post of who teaches; posts say no more about it."""
COLUMNS = [
    Column("Đơn vị", 40),
    Column("Danh hiệu, hình thức khen thưởng", 36),
    Column("Năm", 12),
    Column("Đối tượng", 12),
    Column("Số lượt", 10),
]


@dataclass
class Line:
    """An award, a unit or a year, with how often persons and collectives were honoured."""

    label: str
    persons: int = 0
    collectives: int = 0
    unit: Unit | None = None
    awards: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.persons + self.collectives

    @property
    def common(self) -> list[tuple[str, int]]:
        return self.awards.most_common()

    def add(self, is_person: bool, count: int, award: str = "") -> None:
        if is_person:
            self.persons += count
        else:
            self.collectives += count
        if award:
            self.awards[award] += count


@dataclass(frozen=True, slots=True)
class Teaching:
    """Of the awards of persons whose post has a title written down, how many are of who teaches."""

    teaching: int
    known: int
    persons: int


@dataclass(frozen=True, slots=True)
class Board:
    node: Unit | None
    above: list[Unit]
    year: str
    years: list[Line]
    awards: list[Line]
    units: list[Line]
    comparison: list[tuple[str, list[tuple[Line, int]]]]
    """An award, and its number in each of `years`."""
    teaching: Teaching
    by_team: bool
    """Whether `units` are teams of a school."""

    @property
    def whole(self) -> Line:
        found = Line("Tổng")
        for line in self.awards:
            found.add(True, line.persons)
            found.add(False, line.collectives)
        return found


def seen_units(by: Person) -> QuerySet[Unit]:
    return Unit.objects.filter(under_any(colleagues_paths(by)))


def node_of(by: Person, asked: Mapping[str, str]) -> Unit | None:
    """The unit asked for, else the topmost one that the person sees; None where several stand side by side."""
    units = seen_units(by)
    if chosen := number_of(asked.get("donvi", "")):
        return units.filter(pk=chosen).first()
    tops = shortest(colleagues_paths(by))
    return units.filter(path=tops[0]).first() if len(tops) == 1 else None


def counted_awards(by: Person, asked: Mapping[str, str], node: Unit | None) -> QuerySet[Award]:
    """Valid ones below the node, of the season `dot` where it is asked for."""
    rows = awards_visible_to(by).filter(status=Award.Status.VALID)
    if node is not None:
        rows = rows.filter(under_any([node.path], "unit__path") | under_any([node.path], "collective__path"))
    if season := season_of(by, asked):
        rows = rows.filter(Q(nomination__season=season) | Q(decision__season=season))
    return rows


def season_of(by: Person, asked: Mapping[str, str]) -> Season | None:
    chosen = number_of(asked.get("dot", ""))
    return seasons_visible_to(by).filter(pk=chosen).first() if chosen else None


def board_of(by: Person, asked: Mapping[str, str]) -> Board:
    node = node_of(by, asked)
    rows = counted_awards(by, asked, node)
    table = list(_counts(rows, "year", "award", "award_name"))
    names = {award: name for _, award, name, _, _ in table}
    years = _years(table)
    year = asked.get("nam", "") if asked.get("nam") in years else (list(years)[-1] if years else "")
    awards: dict[str, Line] = {}
    for of, award, _, is_collective, n in table:
        if of == year:
            awards.setdefault(award, Line(names[award])).add(not is_collective, n)
    shown = list(years)[-MOST_YEARS:]
    counts = Counter({(award, of): 0 for award in names for of in shown})
    for of, award, _, _, n in table:
        if of in shown:
            counts[award, of] += n
    order = sorted(names, key=lambda award: (-sum(counts[award, of] for of in shown), names[award]))
    this_year = rows.filter(year=year)
    by_team = node is not None and node.is_school
    return Board(
        node=node,
        above=_above(by, node),
        year=year,
        years=[years[of] for of in shown],
        awards=sorted(awards.values(), key=lambda line: (-line.total, line.label)),
        units=_by_team(this_year, node) if by_team and node else _by_unit(this_year, node),
        comparison=[(names[award], [(years[of], counts[award, of]) for of in shown]) for award in order],
        teaching=teaching_of(this_year),
        by_team=by_team,
    )


def _counts(rows: QuerySet[Award], *fields: str) -> QuerySet[Any]:
    """The fields, whether it is of a collective, and how many there are."""
    is_collective = ExpressionWrapper(Q(person__isnull=True), BooleanField())
    grouped = rows.order_by().annotate(is_collective=is_collective).values_list(*fields, "is_collective")
    return grouped.annotate(n=Count("pk"))


def _years(table: list[tuple[Any, ...]]) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for year, _, _, is_collective, n in sorted(table, key=lambda row: str(row[0])):
        found.setdefault(year, Line(year)).add(not is_collective, n)
    return found


def _above(by: Person, node: Unit | None) -> list[Unit]:
    """The units above that one may look into as well, topmost first."""
    if node is None:
        return []
    paths = [node.path[:end] for end in range(STEP, len(node.path), STEP)]
    return list(seen_units(by).filter(path__in=paths).order_by("path"))


def _by_unit(rows: QuerySet[Award], node: Unit | None) -> list[Line]:
    """By the unit right below the node in which the awards lie; the node's own ones under its own name."""
    depth = len(node.path) + STEP if node else 0
    counts: dict[str, Line] = {}
    grouped = _counts(rows, "unit__path", "award_name")
    for path, award, is_collective, n in grouped:
        key = path[:depth] if depth else path
        counts.setdefault(key, Line("")).add(not is_collective, n, award)
    for unit in Unit.objects.filter(path__in=list(counts)):
        counts[unit.path].unit, counts[unit.path].label = unit, unit.name
    named = [line for line in counts.values() if line.unit]
    return sorted(named, key=lambda line: (-line.total, line.unit.sort_key if line.unit else ""))


def _by_team(rows: QuerySet[Award], node: Unit) -> list[Line]:
    """By the team in which the person worked on the day of the decision; whoever is in none, under the school."""
    told = list(rows.order_by().values_list("person", "collective__path", "award_name", "decision_date"))
    below = under_any([node.path], "unit__path")
    posts = Post.objects.filter(below, unit__kind=Unit.Kind.TEAM, person__in=rows.values("person"))
    held: dict[int, list[tuple[str, date, date | None]]] = {}
    for person, path, first, last in posts.values_list("person", "unit__path", "valid_from", "valid_to"):
        held.setdefault(person, []).append((path, first, last))
    counts: dict[str, Line] = {}
    for person, collective, award, day in told:
        path = _team_on(held.get(person, []), day) if person else collective
        counts.setdefault(path or node.path, Line("")).add(bool(person), 1, award)
    for unit in Unit.objects.filter(path__in=list(counts)):
        own = unit.path == node.path
        counts[unit.path].unit, counts[unit.path].label = (
            unit,
            f"{unit.name} (không thuộc tổ nào)" if own else unit.name,
        )
    named = [line for line in counts.values() if line.unit]
    return sorted(named, key=lambda line: (-line.total, line.unit.sort_key if line.unit else ""))


def _team_on(posts: list[tuple[str, date, date | None]], day: date) -> str:
    """Where the person was on the day; else in the team that is known."""
    there = [path for path, first, last in posts if first <= day and (last is None or last >= day)]
    return (there or [path for path, _, _ in posts] or [""])[0]


def teaching_of(rows: QuerySet[Award]) -> Teaching:
    """By the titles of the posts on the day of the decision; who has several teaches where one of them says so."""
    persons = rows.filter(person__isnull=False)
    told = list(persons.order_by().values_list("person", "decision_date"))
    posts = Post.objects.filter(person__in=persons.values("person")).exclude(title="")
    held: dict[int, list[tuple[bool, date, date | None]]] = {}
    for person, title, first, last in posts.values_list("person", "title", "valid_from", "valid_to"):
        held.setdefault(person, []).append((TEACHES in fold(title), first, last))
    known = teaching = 0
    for person, day in told:
        then = [teaches for teaches, first, last in held.get(person, []) if first <= day and (not last or last >= day)]
        known += bool(then)
        teaching += any(then)
    return Teaching(teaching, known, len(told))


def points_of(board: Board) -> list[Point]:
    """For the chart; under it a school year is short: `25-26`."""
    return [Point(short(line.label), Decimal(line.total)) for line in board.years]


def short(year: str) -> str:
    first, dash, last = year.partition("-")
    return f"{first[2:]}-{last[2:]}" if dash else year


def statistics_lines(by: Person, asked: Mapping[str, str]) -> list[tuple[Any, ...]]:
    """Every year, unit and award with its number, for counting on in Excel."""
    rows = counted_awards(by, asked, node_of(by, asked))
    grouped = _counts(rows, "unit__name", "award_name", "year")
    return [
        (unit, award, year, "Tập thể" if is_collective else "Cá nhân", n)
        for unit, award, year, is_collective, n in sorted(grouped, key=lambda row: (row[0], row[2], row[1], row[3]))
    ]
