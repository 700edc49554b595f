"""What two plans say, as the comparison sees it: plain data, no database."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of lines that are compared; the values are those of the desk's addresses."""

    TARGET = "chi-tieu"
    DUTY = "moc"
    TASK = "nhiem-vu"
    PHASE = "giai-doan"


class Verdict(StrEnum):
    KEPT = "kept"
    SHARPER = "sharper"
    WEAKER = "weaker"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line. `answers` is the key of the line above that it was derived from, where it was."""

    key: str
    kind: Kind
    text: str
    answers: str = ""
    comparator: str = ""
    value: Decimal | None = None
    unit: str = ""
    mandatory: bool = True
    start: date | None = None
    due: date | None = None
    """The last day: a deadline, or the end of a phase."""
    recurrence: str = ""
    is_plan: bool = False
    """A duty to hand in a plan: the plan that answers it is itself what is handed in."""
    departure: str = ""


@dataclass(frozen=True, slots=True)
class SaidPlan:
    """A plan's lines, in order. `dropped` are the reasons for lines taken out, by the key of the line above."""

    lines: tuple[SaidLine, ...] = ()
    start: date | None = None
    end: date | None = None
    signed: date | None = None
    """The day it was issued, today for a draft: what a duty to hand in a plan is measured by."""
    dropped: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one line of the plan above; of an added line only `child` is there."""

    verdict: Verdict
    parent: SaidLine | None = None
    child: SaidLine | None = None
    likeness: float = 0.0
    """From 0 to 1; 1 for lines that were derived or joined by a person."""
    late: int = 0
    """Days later than the deadline above."""
    why: str = ""
    """In words, what is weaker, sharper or does not fit."""
    departure: str = ""
    by_person: bool = False

    @property
    def line(self) -> SaidLine:
        """The one above, or the added one."""
        line = self.parent or self.child
        assert line
        return line


@dataclass(frozen=True, slots=True)
class Answer:
    """How a plan answers the one above, in the order of the lines above; then what it adds."""

    findings: tuple[Finding, ...] = ()
    added: tuple[Finding, ...] = ()
    unfit: tuple[str, ...] = ()
    """Sentences on times of the plan that do not fit those of the plan above."""

    def count(self, verdict: Verdict) -> int:
        if verdict is Verdict.ADDED:
            return len(self.added)
        return sum(finding.verdict is verdict for finding in self.findings)

    @property
    def later(self) -> int:
        return sum(finding.late > 0 for finding in self.findings)
