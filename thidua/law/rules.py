"""The rules as dated entries, and the set of them that is asked by day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum, auto
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from thidua.law.citing import Citation
from thidua.law.facts import AbsenceKind, BallotKind, Denominator, Kind, Level, Scope, Subject, UnitKind
from thidua.law.refusals import NotInForce, Unknown
from thidua.law.wording import day_words
from thidua.law.years import Calendar

if TYPE_CHECKING:
    from thidua.law.conditions import Condition


class Mode(StrEnum):
    """How an entry of a layer lies over those below."""

    REPLACE = "replace"
    ADD = "add"
    TIGHTEN = "tighten"


class Local(StrEnum):
    """What a layer may do to an entry: nothing, only ask for more, or anything."""

    CLOSED = "closed"
    TIGHTEN = "tighten"
    FREE = "free"


class Rank(IntEnum):
    """Layers in the order in which they lie over each other."""

    NATION = auto()
    MINISTRY = auto()
    PROVINCE = auto()
    DEPARTMENT = auto()
    COMMUNE = auto()
    UNIT = auto()


@dataclass(frozen=True, slots=True)
class Layer:
    """One body's own rules."""

    name: str
    rank: Rank


@dataclass(frozen=True, slots=True)
class SettingRef:
    """A number that an entry of `setting` gives, or nobody yet."""

    key: str


Number = Fraction | SettingRef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """What every rule carries. Without `verified` a note says what still has to be compared with the document."""

    sources: tuple[Citation, ...]
    valid_from: date | None
    valid_to: date | None
    verified: bool
    note: str
    local: Local
    mode: Mode
    layer: Layer
    file: str

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Document(Entry):
    """`unsettles`: documents whose rules have to be compared anew once this one, not yet read, is in force."""

    key: str
    short: str
    title: str
    issued: date | None
    ended_by: str
    unsettles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Award(Entry):
    key: str
    name: str
    short: str
    kind: Kind
    subjects: tuple[Subject, ...]
    scope: Scope
    learners: bool
    """For pupils and classes, not for staff."""
    residential: bool
    """Of places where people live, not of schools and offices: judged only when asked for by name."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Setting(Entry):
    """A number that a locality decides; `value` is None until somebody has."""

    key: str
    name: str
    value: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Standard(Entry):
    award: str
    subject: Subject
    when: Condition


ALL_AWARDS = "all"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bar(Entry):
    """A condition that stands before several awards at once, or before all: pending proceedings, discipline."""

    key: str
    awards: tuple[str, ...]
    subject: Subject
    when: Condition


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Vote(Entry):
    """How a council passes a matter; None where no document fixes a share."""

    matters: tuple[str, ...]
    share: Fraction | None
    denominator: Denominator
    ballot: BallotKind
    compulsory: bool
    absent_in_writing: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quorum(Entry):
    council: str
    share: Fraction | None
    for_matters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Authority(Entry):
    """Whose decision gives these awards to those who belong to units of these kinds."""

    awards: tuple[str, ...]
    units: tuple[UnitKind, ...]
    office: str
    name: str
    proposer: str


@dataclass(frozen=True, slots=True)
class Paper:
    key: str
    name: str
    only_if: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DossierList(Entry):
    awards: tuple[str, ...]
    levels: tuple[Level, ...]
    papers: tuple[Paper, ...]
    copies: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Quota(Entry):
    """At most `share` of what `of` names; None where there is no cap."""

    key: str
    name: str
    share: Fraction | None
    of: str
    at_least: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BonusRate(Entry):
    awards: tuple[str, ...]
    subject: Subject
    multiple: Fraction
    at_most: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rounding(Entry):
    """Sums are rounded up to whole multiples of `step` đồng."""

    key: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BaseSalary(Entry):
    """Đồng a month."""

    amount: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Deadline(Entry):
    """Either a day of the year, `years` after the one asked about, or so many days from an event."""

    key: str
    name: str
    month: int | None
    day: int | None
    years: int
    days: int | None
    working: bool
    before: bool
    awards: tuple[str, ...]
    """Those it is for; all that its name covers, where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holiday(Entry):
    """Days on which nobody works: one of every year, or a stretch of dates. With `works` the stretch is worked though
    it falls on a weekend, in exchange for other days.
    """

    key: str
    name: str
    month: int | None
    day: int | None
    first: date | None
    last: date | None
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transition(Entry):
    """From `begins` on other rules hold; dossiers received before stay with theirs. With `favourable` the newer
    rule is applied to them where it is better for the nominee.
    """

    key: str
    document: str
    begins: date
    favourable: bool
    awards: tuple[str, ...]
    """Those it is for; all, where none is named."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AbsenceRule(Entry):
    """Whether time away counts as time worked, and from how many months on it may explain a year without result."""

    kind: AbsenceKind
    counts: bool
    explains_from: int
    ask: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReuseRule(Entry):
    """What an initiative used for one kind of award is worth for another: nothing, or only a warning."""

    used_for: Kind
    asked_for: Kind
    counts: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Principle(Entry):
    """A rule that the judge knows by its key, or that people only read: its text and source."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SchoolYear(Entry):
    begins: Calendar


Key = tuple[str, ...]
E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class RuleSet:
    """All entries by table and natural key, those of the topmost layer first."""

    layers: tuple[Layer, ...]
    tables: Mapping[type[Entry], Mapping[Key, tuple[Entry, ...]]]
    remembered: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def find(self, table: type[E], on: date, *key: str) -> E | None:
        """The entry of that key in force on the day, of the topmost layer that has one."""
        question = (table, key, on)
        if question not in self.remembered:
            held = (entry for entry in self.versions(table, *key) if entry.mode is not Mode.TIGHTEN)
            self.remembered[question] = next((entry for entry in held if entry.holds_on(on)), None)
        found: E | None = self.remembered[question]
        return found

    def find_standing(self, table: type[E], on: date, *key: str) -> E | None:
        """As `find`; where a rule ended only because its document did and nothing has come in its place, the rule
        itself, which then is in doubt: what protects must not fall silent.
        """
        found = self.find(table, on, *key)
        if found is not None:
            return found
        question = ("lapsed", table, key, on)
        if question not in self.remembered:
            held = [one for one in self.versions(table, *key) if one.valid_to and one.valid_to < on]
            last = max(held, key=lambda one: one.valid_to or on, default=None)
            self.remembered[question] = last if last and self._ended_with_document(last) else None
        lapsed: E | None = self.remembered[question]
        return lapsed

    def _ended_with_document(self, entry: Entry) -> bool:
        return bool(entry.sources) and entry.valid_to == self.document(entry.sources[0].document).valid_to

    def all_standing(self, table: type[E], on: date) -> list[E]:
        found = (self.find_standing(table, on, *key) for key in self.tables.get(table, {}))
        return list(dict.fromkeys(entry for entry in found if entry is not None))

    def all(self, table: type[E], on: date) -> list[E]:
        """Every entry in force on the day, each once."""
        keys = self.tables.get(table, {})
        found = (self.find(table, on, *key) for key in keys)
        return list(dict.fromkeys(entry for entry in found if entry is not None))

    def versions(self, table: type[E], *key: str) -> tuple[E, ...]:
        held: Any = self.tables.get(table, {}).get(key, ())
        return held

    def entries(self) -> Iterable[tuple[type[Entry], Key, Entry]]:
        for table, keys in self.tables.items():
            for key, held in keys.items():
                for entry in held:
                    yield table, key, entry

    def award(self, key: str) -> Award:
        """Raises Unknown."""
        held = self.versions(Award, key)
        if not held:
            raise Unknown(f"Không có danh hiệu hay hình thức khen thưởng nào mang mã “{key}”. Kiểm tra lại mã.")
        return held[0]

    def awards(self) -> list[Award]:
        return [held[0] for held in self._of(Award).values()]

    def document(self, key: str) -> Document:
        held = self.versions(Document, key)
        if not held:
            raise Unknown(f"Không có văn bản nào mang mã “{key}”. Kiểm tra lại mã.")
        return held[0]

    def _of(self, table: type[E]) -> Mapping[Key, tuple[E, ...]]:
        held: Any = self.tables.get(table, {})
        return held

    def number(self, value: Number, on: date) -> Fraction | None:
        """The number itself, or that of a setting; None where nobody has set it."""
        if isinstance(value, Fraction):
            return value
        setting = self.find(Setting, on, value.key)
        return setting.value if setting else None

    def calendar(self, on: date) -> Calendar:
        """When school years begin. Raises NotInForce."""
        entry = self.find(SchoolYear, on, "school_year")
        if entry is None:
            raise NotInForce(f"Chưa có quy định về ngày bắt đầu năm học áp dụng cho ngày {day_words(on)}.")
        return entry.begins

    def cite(self, sources: Iterable[Citation]) -> str:
        """`điểm d khoản 1 Điều 74 Luật Thi đua, khen thưởng 06/2022/QH15; …`."""
        return "; ".join(f"{source.place} {self.document(source.document).short}".strip() for source in sources)

    def doubts(self, entry: Entry, on: date) -> tuple[str, ...]:
        """Why this rule still has to be compared with the documents, a sentence each; empty where it has not."""
        own = (entry.note or "Chưa đọc được nguyên văn.",) if not entry.verified else ()
        return own + self.unsettled(entry.sources, on)

    def unsettled(self, sources: tuple[Citation, ...], on: date) -> tuple[str, ...]:
        """Sentences about newer documents, not yet read, that may have changed these, and about one that has ended."""
        question = ("unsettled", sources, on)
        if question not in self.remembered:
            cited = {source.document for source in sources}
            newer = (document for document in self.all(Document, on) if cited.intersection(document.unsettles))
            ended = [_ended_words(self.document(one.document), on) for one in sources[:1]]
            self.remembered[question] = tuple(
                dict.fromkeys([*(document.note for document in newer), *filter(None, ended)])
            )
        found: tuple[str, ...] = self.remembered[question]
        return found


def _ended_words(document: Document, on: date) -> str:
    """Empty while the document is in force."""
    if document.valid_to is None or on <= document.valid_to:
        return ""
    day = day_words(document.valid_to)
    return f"{document.short} chỉ có hiệu lực đến {day}; chưa có văn bản thay thế trong dữ liệu, cần đối chiếu."
