"""What is known of a person or a collective: plain data that a caller fills in, and nothing judged yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, IntEnum, StrEnum, auto
from functools import cached_property

from thidua.law.wording import day_words, grouped
from thidua.law.years import Year


class Subject(StrEnum):
    PERSON = "person"
    COLLECTIVE = "collective"


class Worded(IntEnum):
    """Steps in order, each with its Vietnamese word."""

    words: str

    def __new__(cls, words: str) -> Worded:
        member = int.__new__(cls, len(cls.__members__))
        member._value_ = len(cls.__members__)
        member.words = words
        return member


class Grade(Worded):
    """How a year's work was graded, the lowest first."""

    NOT_COMPLETED = "không hoàn thành nhiệm vụ"
    COMPLETED = "hoàn thành nhiệm vụ"
    GOOD = "hoàn thành tốt nhiệm vụ"
    EXCELLENT = "hoàn thành xuất sắc nhiệm vụ"


class Scope(Worded):
    """How far an initiative's effect was recognised, or how wide a cluster or movement reaches."""

    UNIT = "cơ sở"
    PROVINCE = "bộ, ban, ngành, tỉnh"
    NATION = "toàn quốc"


class DisciplineForm(Worded):
    """Forms of discipline, the mildest first."""

    REPRIMAND = "khiển trách"
    WARNING = "cảnh cáo"
    PAY_CUT = "hạ bậc lương"
    LOWERED = "giáng chức"
    REMOVED = "cách chức"
    DISMISSED = "buộc thôi việc"


class WordedChoice(Enum):
    """Kinds without an order: the value is the key in files, `words` what people read."""

    words: str

    def __new__(cls, key: str, words: str) -> WordedChoice:
        member = object.__new__(cls)
        member._value_ = key
        member.words = words
        return member


class InitiativeKind(WordedChoice):
    INITIATIVE = "initiative", "sáng kiến"
    RESEARCH = "research", "đề tài, đề án khoa học, công trình khoa học và công nghệ"


class AbsenceKind(WordedChoice):
    MATERNITY = "maternity", "nghỉ thai sản"
    TREATMENT = "treatment", "điều trị thương tích do chiến đấu hoặc cứu người, cứu tài sản"
    SICK = "sick", "nghỉ ốm"
    UNPAID = "unpaid", "nghỉ không hưởng lương"
    STUDY = "study", "đi học"


class ProceedingKind(WordedChoice):
    DISCIPLINARY = "disciplinary", "đang trong quá trình xem xét kỷ luật"
    INVESTIGATION = "investigation", "đang bị điều tra"
    INSPECTION = "inspection", "đang thanh tra, kiểm tra vì có dấu hiệu vi phạm"
    COMPLAINT = "complaint", "có khiếu nại, tố cáo hoặc phản ánh đang được xác minh"


class LeadKind(WordedChoice):
    CLUSTER = "cluster", "cụm, khối thi đua"
    MOVEMENT = "movement", "phong trào thi đua"


class UnitKind(WordedChoice):
    """Kinds of unit that a nominee belongs to; the keys are those of the organisation tree."""

    MINISTRY = "ministry", "bộ, cơ quan trung ương"
    PROVINCE = "province", "tỉnh, thành phố"
    DEPARTMENT = "department", "sở"
    DIVISION = "division", "phòng, ban thuộc sở"
    COMMUNE = "commune", "xã, phường, đặc khu"
    PRESCHOOL = "preschool", "trường mầm non"
    PRIMARY = "primary", "trường tiểu học"
    LOWER_SECONDARY = "lower_secondary", "trường trung học cơ sở"
    UPPER_SECONDARY = "upper_secondary", "trường trung học phổ thông"
    COMBINED = "combined", "trường nhiều cấp học"
    CENTRE = "centre", "trung tâm giáo dục"


class Level(WordedChoice):
    """Where a dossier is handed in, or a council sits."""

    BASE = "base", "cơ sở"
    COMMUNE = "commune", "cấp xã"
    PROVINCE = "province", "bộ, ban, ngành, tỉnh"
    STATE = "state", "cấp Nhà nước"


class Kind(WordedChoice):
    TITLE = "title", "danh hiệu thi đua"
    COMMENDATION = "commendation", "hình thức khen thưởng"
    HONOUR = "honour", "danh hiệu vinh dự nhà nước"


class Denominator(WordedChoice):
    ALL_MEMBERS = "all_members", "tổng số thành viên hội đồng"
    PRESENT_MEMBERS = "present_members", "số thành viên có mặt"


class BallotKind(WordedChoice):
    SECRET = "secret", "bỏ phiếu kín"
    OPEN = "open", "biểu quyết công khai"
    UNSTATED = "unstated", "bỏ phiếu (văn bản không nêu kín hay công khai)"


class Outcome(IntEnum):
    """What can be said of a condition, the worst first, so that `min` joins and `max` chooses."""

    NOT_MET = 0
    OPEN = auto()
    MET = auto()

    @property
    def words(self) -> str:
        return _OUTCOMES[self]


_OUTCOMES = {Outcome.NOT_MET: "chưa đạt", Outcome.OPEN: "người xem xét", Outcome.MET: "đạt"}


@dataclass(frozen=True, slots=True)
class YearGrade:
    year: Year
    grade: Grade
    decision: str = ""

    @property
    def words(self) -> str:
        return _with_decision(f"{self.year.label}: {self.grade.words}", self.decision)


@dataclass(frozen=True, slots=True)
class AwardRecord:
    """An award received, or (`proposed`) asked for in the same round and not yet decided."""

    award: str
    year: Year
    """The year it was given for; for an achievement of several years, the last."""
    decided: date | None = None
    decision: str = ""
    proposed: bool = False

    @property
    def words(self) -> str:
        return _with_decision(self.year.label, self.decision, self.decided)


@dataclass(frozen=True, slots=True)
class Use:
    """An initiative was put forward for an award."""

    award: str
    year: Year


@dataclass(frozen=True, slots=True)
class Initiative:
    """An initiative recognised, or a research work accepted, in a year."""

    name: str
    year: Year
    kind: InitiativeKind = InitiativeKind.INITIATIVE
    scope: Scope = Scope.UNIT
    applied: bool = False
    """Applied with effect, as the recognition or confirmation says."""
    replicable: bool = False
    """Can be spread, or has influence, within `scope`."""
    decision: str = ""
    uses: tuple[Use, ...] = ()

    @property
    def words(self) -> str:
        return _with_decision(f"“{self.name}” ({self.year.label}, phạm vi {self.scope.words})", self.decision)


@dataclass(frozen=True, slots=True)
class Discipline:
    form: DisciplineForm
    decided: date
    until: date | None = None
    """The last day on which it counts; None where nobody has written it down."""
    decision: str = ""

    @property
    def words(self) -> str:
        end = f", hết hiệu lực ngày {day_words(self.until)}" if self.until else ", chưa ghi ngày hết hiệu lực"
        return _with_decision(f"kỷ luật {self.form.words} ngày {day_words(self.decided)}{end}", self.decision)


@dataclass(frozen=True, slots=True)
class Absence:
    kind: AbsenceKind
    start: date
    end: date | None = None
    """The last day; None while it lasts."""

    @property
    def words(self) -> str:
        end = f" đến {day_words(self.end)}" if self.end else ""
        return f"{self.kind.words} từ {day_words(self.start)}{end}"


@dataclass(frozen=True, slots=True)
class Transfer:
    on: date
    came_from: str = ""

    @property
    def words(self) -> str:
        place = f" từ {self.came_from}" if self.came_from else ""
        return f"chuyển công tác{place} ngày {day_words(self.on)}"


@dataclass(frozen=True, slots=True)
class Proceeding:
    kind: ProceedingKind
    since: date
    cleared: date | None = None
    """The day of the conclusion that clears; None until there is one."""

    @property
    def words(self) -> str:
        return f"{self.kind.words} từ {day_words(self.since)}"


@dataclass(frozen=True, slots=True)
class Lead:
    """Came first in a cluster, or in a movement at its review."""

    year: Year
    kind: LeadKind
    scope: Scope
    lasting: int = 0
    """Years that a movement ran until its review."""

    @property
    def words(self) -> str:
        years = f" ({self.lasting} năm)" if self.lasting else ""
        return f"{self.year.label}: dẫn đầu {self.kind.words} phạm vi {self.scope.words}{years}"


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a collective in one year, counted."""

    year: Year
    members: int
    completed: int | None = None
    """Graded as having completed their tasks, or better."""
    advanced_workers: int | None = None
    fighters: int | None = None
    """With the title of emulation fighter of the unit."""
    worst_discipline: DisciplineForm | None = None

    @property
    def words(self) -> str:
        return f"{self.year.label}: {grouped(self.members)} thành viên"


@dataclass(frozen=True)
class Facts:
    """What persons and collectives have in common. `known_since`: years before it are not in the records at all."""

    key: str = ""
    name: str = ""
    grades: tuple[YearGrade, ...] = ()
    awards: tuple[AwardRecord, ...] = ()
    disciplines: tuple[Discipline, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()
    claims: frozenset[str] = frozenset()
    """Grounds put forward with evidence, by the key of the condition; a person still has to look."""
    judgements: dict[str, bool] = field(default_factory=dict)
    """What persons have already decided, by the key of the condition."""
    registered: frozenset[tuple[str, Year]] | None = None
    """Awards registered for; None where nobody keeps registrations."""
    known_since: Year | None = None
    learner: bool = False
    """A pupil, or a class of pupils."""

    @cached_property
    def grade_by_year(self) -> dict[Year, YearGrade]:
        return {grade.year: grade for grade in self.grades}

    @cached_property
    def award_by_year(self) -> dict[tuple[str, Year], AwardRecord]:
        """Decided ones win over proposed ones."""
        ordered = sorted(self.awards, key=lambda record: not record.proposed)
        return {(record.award, record.year): record for record in ordered}

    @cached_property
    def years_of_award(self) -> dict[str, list[Year]]:
        years: dict[str, set[Year]] = {}
        for record in self.awards:
            if not record.proposed:
                years.setdefault(record.award, set()).add(record.year)
        return {award: sorted(found) for award, found in years.items()}


@dataclass(frozen=True)
class PersonFacts(Facts):
    initiatives: tuple[Initiative, ...] = ()
    absences: tuple[Absence, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    hired: date | None = None
    service_years: int | None = None
    """Whole years in the sector on the day of judging, time under discipline left out."""
    hard_area_years: int | None = None
    """Of these, years in specially difficult areas."""


@dataclass(frozen=True)
class CollectiveFacts(Facts):
    members: tuple[Members, ...] = ()
    leads: tuple[Lead, ...] = ()
    dissolved: date | None = None

    @cached_property
    def members_by_year(self) -> dict[Year, Members]:
        return {count.year: count for count in self.members}


FIGURES = {
    Subject.PERSON: {
        "service_years": "số năm công tác trong ngành",
        "hard_area_years": "số năm công tác ở vùng đặc biệt khó khăn",
    },
    Subject.COLLECTIVE: {
        "members": "số thành viên",
        "completed": "số thành viên hoàn thành nhiệm vụ trở lên",
        "advanced_workers": "số thành viên đạt Lao động tiên tiến",
        "fighters": "số thành viên đạt Chiến sĩ thi đua cơ sở",
    },
}
"""Figures that conditions may compare, with their words."""


def _with_decision(words: str, decision: str, decided: date | None = None) -> str:
    paper = decision + (f" ngày {day_words(decided)}" if decided else "") if decision else ""
    return f"{words} ({paper})" if paper else words
