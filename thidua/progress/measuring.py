"""What a figure says: numbers as people write them, the value of a cell, and whether it reaches the target.

Plain values: no database, no other rows.
"""

import operator
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from thidua.kernel.templatetags.words import number

LIMIT = Decimal(10) ** 12
"""Every number lies below it."""
STEP = Decimal("0.0001")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_ENGLISH = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+")
_PLAIN = re.compile(r"[+-]?\d{1,20}([.,]\d{1,20})?")
COMPARES = {">=": operator.ge, ">": operator.gt, "=": operator.eq, "<=": operator.le, "<": operator.lt}
YES = {"đạt", "có", "dat", "co", "x", "1", "1,0", "1.0", "true"}
NO = {"chưa đạt", "không đạt", "chưa", "không", "chua dat", "khong dat", "chua", "khong", "0", "0,0", "0.0", "false"}


class Unreadable(ValueError):
    """Why something typed is no figure, as a sentence."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What somebody writes into a cell."""

    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    words: str = ""
    note: str = ""

    def is_empty(self, measure: str) -> bool:
        """Whether the cell still lacks its figure; the note alone is none."""
        match measure:
            case "ratio":
                return self.numerator is None and self.denominator is None
            case "words":
                return not self.words
        return self.value is None


def parse_number(text: str) -> Decimal | None:
    """`1.234,5`, `98,5`, `95 %`; None for nothing. A single point before other than three digits is a decimal point.

    Raises Unreadable.
    """
    bare = "".join(text.split()).removesuffix("%")
    if not bare:
        return None
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(".", "")
    elif _ENGLISH.fullmatch(bare):
        bare = bare.replace(",", "")
    elif not _PLAIN.fullmatch(bare):
        raise Unreadable("Ghi một số, ví dụ 98,5.")
    try:
        value = Decimal(bare.replace(",", "."))
    except InvalidOperation as cause:
        raise Unreadable("Ghi một số, ví dụ 98,5.") from cause
    if abs(value) >= LIMIT:
        raise Unreadable("Số quá lớn. Kiểm tra lại số vừa ghi.")
    if value != value.quantize(STEP):
        raise Unreadable("Ghi nhiều nhất bốn chữ số sau dấu phẩy.")
    return value


def parse_yes_no(text: str) -> Decimal | None:
    """1 or 0; None for nothing. Raises Unreadable."""
    word = " ".join(text.split()).casefold()
    if not word:
        return None
    if word in YES:
        return Decimal(1)
    if word in NO:
        return Decimal(0)
    raise Unreadable("Ghi Đạt hoặc Chưa đạt.")


def value_of(measure: str, parts: Parts) -> Decimal | None:
    """A ratio in per cent, to four decimals; None where the base is nought, and in words."""
    if measure == "ratio":
        share = _share(parts)
        return None if share is None else share.quantize(STEP, ROUND_HALF_UP)
    return None if measure == "words" else parts.value


def is_reached(measure: str, comparator: str, goal: Decimal | None, parts: Parts) -> bool | None:
    """Against the goal by its comparator, `at least` where it has none; None where it cannot be told by number."""
    if measure == "yes_no":
        return None if parts.value is None else parts.value == 1
    value = _share(parts) if measure == "ratio" else parts.value if measure == "count" else None
    if value is None or goal is None:
        return None
    return COMPARES[comparator or ">="](value, goal)


def in_words(measure: str, parts: Parts) -> str:
    """`27/31 (87,1 %)`, `12`, `Đạt`; `–` for an empty cell."""
    if parts.is_empty(measure):
        return "–"
    match measure:
        case "ratio":
            share = _share(parts)
            per_cent = "" if share is None else f" ({number(share.quantize(Decimal('0.1'), ROUND_HALF_UP))} %)"
            return f"{number(parts.numerator) or '…'}/{number(parts.denominator) or '…'}{per_cent}"
        case "yes_no":
            return "Đạt" if parts.value == 1 else "Chưa đạt"
        case "words":
            return parts.words
    return number(parts.value)


def _share(parts: Parts) -> Decimal | None:
    if parts.numerator is None or not parts.denominator:
        return None
    return 100 * parts.numerator / parts.denominator
