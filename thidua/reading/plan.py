"""What a plan says, as data: every item knows the words it was read from and how sure its reading is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one block: half open character offsets into `Block.text`."""

    block: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something read: where it stands, and the reason to check it (empty where the reading is sure)."""

    source: Span | None = None
    doubt: str = ""

    @property
    def certainty(self) -> str:
        """`sure` or `check`."""
        return "check" if self.doubt else "sure"


@dataclass(frozen=True, slots=True)
class Said(Item):
    """A single value; `value` is None where the document does not give it."""

    value: str | None = None


@dataclass(frozen=True, slots=True)
class SaidDate(Item):
    value: date | None = None


@dataclass(frozen=True, slots=True)
class Header:
    issuer: Said
    number: Said
    place: Said
    date: SaidDate


@dataclass(frozen=True, slots=True)
class Period(Item):
    """The time the plan runs; None where open or not said."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Basis(Item):
    number: str
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Heading(Item):
    level: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Target(Item):
    """A target; `comparator`, `value` and `unit` are None for one set in words. `level` is whose it is."""

    text: str
    comparator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    level: str = "own"


@dataclass(frozen=True, slots=True)
class Deadline(Item):
    """A dated duty. `kind` is plan, report, registration, data or other; `level` who owes it, `body` by name."""

    date: date
    action: str
    kind: str = "other"
    level: str = "own"
    body: str = ""


@dataclass(frozen=True, slots=True)
class Phase(Item):
    label: str
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Assignment(Item):
    body: str
    level: str = "own"


@dataclass(frozen=True, slots=True)
class Recipient(Item):
    text: str


@dataclass(frozen=True, slots=True)
class Signer(Item):
    capacity: str | None = None
    position: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Task(Item):
    """A piece of work: who does it, with whom, by when; `recurrence` is the wording of a recurring time."""

    text: str
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    due: date | None = None
    timing: str = ""
    product: str = ""
    level: str = "own"


@dataclass(frozen=True, slots=True)
class Recurring(Item):
    """A duty that comes round: `timing` is its wording, `rule` the key of the recurrence, `dates` the next days it is
    due within the plan's time (at most 24; none when the document gives no day to count from).
    """

    action: str
    timing: str
    rule: str
    kind: str = "other"
    level: str = "own"
    body: str = ""
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Section(Item):
    """A heading and the blocks under it, by the kind of matter it deals with."""

    kind: str
    title: str
    heading: int
    blocks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    header: Header
    title: Said
    movement: Said
    period: Period
    bases: tuple[Basis, ...] = ()
    outline: tuple[Heading, ...] = ()
    indicators: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    phases: tuple[Phase, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    signer: Signer = Signer()
    tasks: tuple[Task, ...] = ()
    recurring: tuple[Recurring, ...] = ()
    sections: tuple[Section, ...] = ()


def as_schema(plan: Plan) -> dict[str, Any]:
    """The plan as the JSON object of the published schema, and nothing more."""
    return {
        "header": {
            "issuer": plan.header.issuer.value,
            "number": plan.header.number.value,
            "place": plan.header.place.value,
            "date": _iso(plan.header.date.value),
        },
        "title": plan.title.value,
        "movement": plan.movement.value,
        "period": {"start": _iso(plan.period.start), "end": _iso(plan.period.end)},
        "bases": [{"number": basis.number, "date": _iso(basis.date)} for basis in plan.bases],
        "outline": [{"level": h.level, "label": h.label, "title": h.title} for h in plan.outline],
        "indicators": [
            {"text": t.text, "comparator": t.comparator, "value": _number(t.value), "unit": t.unit}
            for t in plan.indicators
        ],
        "deadlines": [{"date": _iso(d.date), "action": d.action} for d in plan.deadlines],
        "phases": [{"label": p.label, "start": _iso(p.start), "end": _iso(p.end)} for p in plan.phases],
        "assignments": [{"body": assignment.body} for assignment in plan.assignments],
        "recipients": [recipient.text for recipient in plan.recipients],
        "signer": {"capacity": plan.signer.capacity, "position": plan.signer.position, "name": plan.signer.name},
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
