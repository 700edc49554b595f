"""Who has registered for what in a season, and who has not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from thidua.awards.models import Registration, Season
from thidua.awards.queries.seasons import award_rules
from thidua.awards.queries.visibility import seasons_visible_to
from thidua.kernel.exports import Export, export_kind
from thidua.kernel.text import fold, name_key
from thidua.law.facts import Subject
from thidua.law.rules import Award
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import LEADERS, WORKERS, authorities, number_of, valid_posts
from thidua.plans.matching import inner_units, staff_of
from thidua.writing.sheets import Column

STATES = {"da": "Đã đăng ký", "chua": "Chưa đăng ký", "muon": "Đăng ký sau hạn"}
ROW = 400
"""Letters of one line of names in a message."""


@dataclass(slots=True)
class Line:
    """One of the staff, or a collective, with what stands registered."""

    subject: Person | Unit
    place: Unit | None
    """The team or division; None for who is not of the staff any more."""
    rows: list[Registration] = field(default_factory=list)
    known: Mapping[str, Award] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.subject.full_name if isinstance(self.subject, Person) else self.subject.name

    @property
    def names(self) -> list[str]:
        """Of the awards, as the unit's rules call them."""
        return [self.known[row.award].name if row.award in self.known else row.award_name for row in self.rows]

    @property
    def is_late(self) -> bool:
        return any(row.late for row in self.rows)

    @property
    def goals(self) -> str:
        return next((row.goals for row in self.rows if row.goals), "")

    @property
    def awards(self) -> set[str]:
        return {row.award for row in self.rows}


@dataclass(frozen=True, slots=True)
class Group:
    """A team, or the office itself, with how many of its people have registered."""

    place: Unit | None
    registered: int
    people: int


@dataclass(frozen=True)
class Board:
    persons: list[Line]
    collectives: list[Line]
    awards: dict[str, Award]

    @property
    def people(self) -> int:
        """The staff; who left after registering is not counted."""
        return sum(line.place is not None for line in self.persons)

    @property
    def registered(self) -> int:
        return sum(bool(line.rows) for line in self.persons if line.place is not None)

    @property
    def missing(self) -> list[Line]:
        """The staff who have registered for nothing."""
        return [line for line in self.persons if not line.rows and line.place is not None]

    @property
    def groups(self) -> list[Group]:
        found: dict[int | None, list[Line]] = defaultdict(list)
        for line in self.persons:
            found[line.place.pk if line.place else None].append(line)
        return [Group(lines[0].place, sum(bool(line.rows) for line in lines), len(lines)) for lines in found.values()]

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Of each award of the season how many stand registered."""
        lines = [*self.persons, *self.collectives]
        return [(award.name, sum(key in line.awards for line in lines)) for key, award in self.awards.items()]


def board_of(season: Season, today: date) -> Board:
    """In a fixed number of queries, however many people there are. Who holds several posts stands where the post
    lies deepest: a leader in the team, not in the school.
    """
    awards = {award.key: award for award in award_rules(season)}
    rows: dict[tuple[str, int], list[Registration]] = defaultdict(list)
    standing = season.registrations.filter(status=Registration.Status.REGISTERED)
    for row in standing.select_related("person", "collective").order_by("pk"):
        rows["p" if row.person_id else "c", row.person_id or row.collective_id or 0].append(row)
    persons: dict[int, Line] = {}
    for post in staff_posts(season.unit, today):
        line = persons.get(post.person_id)
        if line is None or (line.place and line.place.depth < post.unit.depth):
            persons[post.person_id] = Line(post.person, post.unit, rows.get(("p", post.person_id), []), awards)
    for (kind, key), found in rows.items():
        if kind == "p" and key not in persons and found[0].person:
            persons[key] = Line(found[0].person, None, found, awards)
    ordered = sorted(persons.values(), key=_order)
    units = [(found[0].collective, found) for (kind, _), found in rows.items() if kind == "c"]
    collectives = [Line(unit, unit, found, awards) for unit, found in units if unit is not None]
    return Board(ordered, sorted(collectives, key=lambda line: line.place.path if line.place else ""), awards)


def staff_posts(unit: Unit, today: date) -> Iterable[Post]:
    places = Unit.objects.filter(Q(pk=unit.pk) | Q(pk__in=inner_units(unit)))
    posts = Post.objects.valid_on(today).filter(unit__in=places, role__in=WORKERS, person__is_active=True)
    return posts.select_related("person", "unit").order_by("unit__path", "pk")


def _order(line: Line) -> tuple[bool, str, str]:
    return line.place is None, line.place.path if line.place else "", name_key(line.name)


def narrowed(board: Board, asked: Mapping[str, str]) -> list[Line]:
    """The persons of the board by `q`, `to` (team), `danhhieu` and `trangthai`."""
    words = fold(asked.get("q", "")[:200]).split()
    place, award, state = number_of(asked.get("to", "")), asked.get("danhhieu", ""), asked.get("trangthai", "")
    return [
        line
        for line in board.persons
        if all(word in fold(line.name) for word in words)
        and (not place or (line.place and line.place.pk == place))
        and (award not in board.awards or award in line.awards)
        and (state != "da" or line.rows)
        and (state != "chua" or not line.rows)
        and (state != "muon" or line.is_late)
    ]


def awards_for(season: Season, subject: Person | Unit) -> list[Award]:
    """Those of the season that a person, or a collective, may be given."""
    whose = Subject.PERSON if isinstance(subject, Person) else Subject.COLLECTIVE
    return [award for award in award_rules(season) if whose in award.subjects]


def held_by(season: Season, subject: Person | Unit) -> list[Registration]:
    """Withdrawn ones too."""
    whose = {"person": subject} if isinstance(subject, Person) else {"collective": subject}
    return list(season.registrations.filter(**whose).order_by("pk"))


def line_of(season: Season, subject: Person | Unit) -> Line:
    """One subject with what stands registered."""
    held = [row for row in held_by(season, subject) if row.status == Registration.Status.REGISTERED]
    return Line(subject, None, held, {award.key: award for award in award_rules(season)})


def collectives_of(by: Person, season: Season, today: date) -> list[Unit]:
    """Collectives that the person may register: those one leads, in or below the season's unit."""
    led = {post.unit_id: post.unit for post in valid_posts(by) if post.role in LEADERS}
    return [unit for unit in led.values() if belongs(season, unit, today)]


def belongs(season: Season, subject: Person | Unit, today: date) -> bool:
    """Whether the season is theirs: its staff; its teams and divisions, itself, and the units that it stands above."""
    if isinstance(subject, Person):
        return staff_of(season.unit, today).filter(pk=subject.pk).exists()
    if subject.valid_to is not None and subject.valid_to < today:
        return False
    inner = subject.pk == season.unit_id or inner_units(season.unit).filter(pk=subject.pk).exists()
    return inner or (subject.kind != Unit.Kind.TEAM and authorities(subject).filter(pk=season.unit_id).exists())


SHEET = (
    Column("Họ và tên", 30),
    Column("Mã cán bộ", 14),
    Column("Tổ, phòng", 30),
    Column("Danh hiệu, hình thức đăng ký", 60),
    Column("Chỉ tiêu, nội dung phấn đấu", 60),
    Column("Đăng ký lúc", 18),
    Column("Sau hạn", 10),
)


@export_kind("awards.registrations")
def registrations_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    season = seasons_visible_to(by).select_related("unit").get(pk=number_of(asked.get("season_id", "")))
    board = board_of(season, today) if by.has_perm("awards.list_registrations", season) else Board([], [], {})
    lines = narrowed(board, asked)
    if not any(asked.get(name) for name in ("q", "to", "danhhieu", "trangthai")):
        lines = [*lines, *board.collectives]
    return Export("Đăng ký thi đua", "dang-ky-thi-dua", SHEET, _cells(lines), len(lines))


def _cells(lines: Iterable[Line]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        yield (
            line.name,
            line.subject.code if isinstance(line.subject, Person) else "",
            line.place.label if line.place else "không còn công tác tại đơn vị",
            "; ".join(line.names) or "chưa đăng ký",
            line.goals,
            line.rows[0].at if line.rows else None,
            "có" if line.is_late else "",
        )


def reminder_of(season: Season, board: Board, link: str, today: date) -> str:
    """Text to paste into a group of a messenger: who has not registered, by team; empty when all have."""
    missing: dict[str, list[str]] = defaultdict(list)
    for line in board.missing:
        missing[line.place.label if line.place else ""].append(line.name)
    if not missing:
        return ""
    last = season.registers_until
    until = f" Hạn đăng ký: hết ngày {last:%d/%m/%Y}." if last and last >= today else ""
    if last and last < today:
        until = f" Đã quá hạn {last:%d/%m/%Y}; đăng ký vẫn được nhận và ghi là sau hạn."
    total = sum(len(names) for names in missing.values())
    lines = [f"{season.unit.label}: còn {total} người chưa đăng ký thi đua, đợt “{season.title}”.{until}", ""]
    for place, names in missing.items():
        lines += _rows(place, names)
    return "\n".join([*lines, "", f"Đăng ký trên điện thoại trong một phút tại: {link}", "Trân trọng."])


def _rows(place: str, names: list[str]) -> Iterator[str]:
    lead, row = f"- {place} ({len(names)}): ", list[str]()
    for name in names:
        if row and len(lead) + len(", ".join([*row, name])) > ROW:
            yield lead + ", ".join(row)
            lead, row = f"- {place} (tiếp): ", []
        row.append(name)
    yield lead + ", ".join(row)
