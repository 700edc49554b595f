"""What is wrong or strange about a figure, as sentences. Plain values in: no database, no other rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from statistics import median

from thidua.kernel.templatetags.words import number
from thidua.progress.measuring import Parts, is_reached, value_of

JUMP_POINTS = Decimal(20)
"""Percentage points from the last period's ratio from which it is a jump."""
JUMP_TIMES = Decimal(2)
"""A count that is more than so many times the last period's, or less than that part of it, has jumped."""
JUMP_LEAST = Decimal(5)
"""Things by which a count must have changed to have jumped."""
PEERS_LEAST = 8
"""Units of the same kind that must have reported before one is compared with them."""
OUTLIER_SPREADS = Decimal("3.5")
"""Spreads (1.4826 times the median absolute deviation) from the median from which a figure lies apart."""
OUTLIER_LEAST = Decimal(5)
"""Percentage points or things by which it must lie apart from the median all the same."""
NORMAL_SPREAD = Decimal("1.4826")
HUNDRED = Decimal(100)
DIVISIBLE = (
    "%",
    "điểm",
    "đồng",
    "triệu",
    "tỷ",
    "tỉ",
    "giờ",
    "kg",
    "tấn",
    "tạ",
    "km",
    "mét",
    "m2",
    "m²",
    "m3",
    "ha",
    "lít",
    "gb",
    "mb",
    "kwh",
)
"""Words of units of count that may have decimals; all else is counted in whole things."""


class Grade(StrEnum):
    MEND = "mend"
    """Cannot be right: it is not handed in."""
    EXPLAIN = "explain"
    """May be right: a note must say why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the plan says of the figure."""

    measure: str
    comparator: str = ""
    goal: Decimal | None = None
    unit_of_count: str = ""
    mandatory: bool = True


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around it: the last period's value, those of other units of the kind, pieces of evidence."""

    last: Decimal | None = None
    peers: Sequence[Decimal] = ()
    evidence: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    grade: Grade
    code: str
    sentence: str

    @property
    def fact(self) -> str:
        """What is found, without what the unit shall do about it."""
        return self.sentence.split(": ")[0].rstrip(".")


def findings(parts: Parts, asked: Asked, around: Around) -> list[Finding]:
    """All that is wrong, else all that is strange; explained or not."""
    wrong = [Finding(Grade.MEND, code, sentence) for code, sentence in _wrong(parts, asked)]
    return wrong or [Finding(Grade.EXPLAIN, code, sentence) for code, sentence in _strange(parts, asked, around)]


def unsettled(found: Iterable[Finding], note: str) -> list[Finding]:
    """What still keeps the figure from being handed in: a note settles what asks for one."""
    return [one for one in found if one.grade is Grade.MEND or not note]


def _wrong(parts: Parts, asked: Asked) -> Iterator[tuple[str, str]]:
    if parts.is_empty(asked.measure):
        yield "missing", "Chưa có số liệu."
        return
    if asked.measure == "ratio":
        yield from _wrong_ratio(parts, asked)
    elif asked.measure == "count" and parts.value is not None:
        yield from _wrong_count(parts.value, asked)


def _wrong_ratio(parts: Parts, asked: Asked) -> Iterator[tuple[str, str]]:
    above, below = parts.numerator, parts.denominator
    if above is None or below is None:
        yield "half", "Ghi đủ cả tử số và mẫu số."
    elif above < 0 or below < 0:
        yield "negative", "Số không được âm."
    elif above > below and (not below or not _may_exceed(asked)):
        yield "above_base", f"Tử số {number(above)} lớn hơn mẫu số {number(below)}."


def _wrong_count(value: Decimal, asked: Asked) -> Iterator[tuple[str, str]]:
    if value < 0:
        yield "negative", "Số không được âm."
    elif value != value.to_integral_value() and not _is_divisible(asked.unit_of_count):
        yield "not_whole", f"Đếm bằng số nguyên, không ghi {number(value)}."
    elif _is_per_cent(asked) and value > HUNDRED and not _may_exceed(asked):
        yield "above_hundred", f"Tỷ lệ {number(value)} % vượt quá 100 %."


def _may_exceed(asked: Asked) -> bool:
    """Where the goal itself lies above a hundred per cent, figures may."""
    return asked.goal is not None and asked.goal > HUNDRED


def _is_per_cent(asked: Asked) -> bool:
    return asked.measure == "ratio" or asked.unit_of_count.strip().startswith("%")


def _is_divisible(unit_of_count: str) -> bool:
    return any(word in DIVISIBLE for word in unit_of_count.casefold().replace("/", " ").split())


def _strange(parts: Parts, asked: Asked, around: Around) -> Iterator[tuple[str, str]]:
    value = value_of(asked.measure, parts)
    reached = is_reached(asked.measure, asked.comparator, asked.goal, parts)
    if asked.measure == "ratio" and parts.denominator == 0:
        yield "no_base", "Mẫu số bằng 0: ghi rõ vì sao kỳ này không phát sinh."
    if asked.measure == "ratio" and any(part % 1 for part in (parts.numerator, parts.denominator) if part is not None):
        yield "decimals", "Tử số hoặc mẫu số có phần lẻ: ghi rõ đơn vị tính."
    if value is not None and asked.measure in ("ratio", "count"):
        yield from _jumped(value, asked, around.last)
        yield from _apart(value, asked, around.peers)
    if reached is False:
        yield "not_reached", "Chưa đạt chỉ tiêu: ghi nguyên nhân và hướng khắc phục."
    if reached and asked.mandatory and not around.evidence:
        yield "no_evidence", "Chỉ tiêu bắt buộc, báo đạt nhưng chưa có minh chứng: đính kèm, hoặc ghi vì sao không có."


def _jumped(value: Decimal, asked: Asked, last: Decimal | None) -> Iterator[tuple[str, str]]:
    if last is None:
        return
    apart = abs(value - last)
    if _is_per_cent(asked):
        jumped = apart >= JUMP_POINTS
    else:
        jumped = apart >= JUMP_LEAST and (value > last * JUMP_TIMES or value * JUMP_TIMES < last)
    if jumped:
        sign = " %" if _is_per_cent(asked) else ""
        way = "tăng lên" if value > last else "giảm còn"
        before, now = number(_short(last)), number(_short(value))
        yield "jump", f"Kỳ trước {before}{sign}, kỳ này {way} {now}{sign}: ghi vì sao thay đổi nhiều."


def _apart(value: Decimal, asked: Asked, peers: Sequence[Decimal]) -> Iterator[tuple[str, str]]:
    if len(peers) < PEERS_LEAST:
        return
    middle = median(peers)
    spread = NORMAL_SPREAD * median(abs(peer - middle) for peer in peers)
    if abs(value - middle) > max(OUTLIER_SPREADS * spread, OUTLIER_LEAST):
        sign = " %" if _is_per_cent(asked) else ""
        yield (
            "outlier",
            (
                f"Khác xa {len(peers)} đơn vị cùng loại đã nộp (mức giữa {number(_short(middle))}{sign}): "
                "kiểm tra lại, hoặc ghi vì sao."
            ),
        )


def _short(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"))
