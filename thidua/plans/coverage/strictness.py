"""Whether a line asks more or less than the one above: figures, comparisons, deadlines, duties made wishes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from thidua.kernel.text import fold
from thidua.plans.coverage.said import Kind, SaidLine, Verdict
from thidua.plans.coverage.vocabulary import COUNTED_UNITS

LOWER = frozenset({">=", ">", "="})
"""Comparisons that set a least value. “Đạt 100 %” is one: more is no fault."""
UPPER = frozenset({"<=", "<"})
WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    late: int = 0
    why: str = ""


def judge(parent: SaidLine, child: SaidLine) -> Judged:
    """The verdict on two lines that were paired, with the reasons in words."""
    by_figure, why = _figures(parent, child)
    late, later = _later(parent, child)
    reasons = [why, later]
    if parent.mandatory and not child.mandatory:
        by_figure = Verdict.WEAKER
        reasons.append("không còn là chỉ tiêu bắt buộc")
    if parent.kind is Kind.DUTY and parent.due and not (child.due or child.recurrence):
        by_figure = Verdict.WEAKER
        reasons.append(f"không ghi hạn {parent.due:%d/%m/%Y}")
    return Judged(by_figure, late, "; ".join(filter(None, reasons)))


def _figures(parent: SaidLine, child: SaidLine) -> tuple[Verdict, str]:
    if parent.value is None:
        return (Verdict.KEPT, "") if child.value is None else (Verdict.SHARPER, "nêu thành con số")
    if child.value is None:
        if is_of_units(parent):
            return Verdict.KEPT, "tính trên từng đơn vị nên với một đơn vị là đạt hay chưa đạt"
        return Verdict.WEAKER, "không còn con số"
    if (parent.unit == "%") != (child.unit == "%"):
        return Verdict.WEAKER, "đổi cách đo nên không so được"
    return _compared(parent, child)


def is_of_units(line: SaidLine) -> bool:
    """“100 % cơ sở giáo dục …”: a ratio of units, which one unit by itself reaches or not."""
    said = fold(line.text).partition("%")[2].strip()
    return line.value == WHOLE and line.unit == "%" and said.startswith(COUNTED_UNITS)


def _compared(parent: SaidLine, child: SaidLine) -> tuple[Verdict, str]:
    above, below = _bound(parent), _bound(child)
    if (parent.comparator in UPPER) != (child.comparator in UPPER):
        return Verdict.WEAKER, "đổi chiều so sánh"
    if above == below:
        return Verdict.KEPT, ""
    words = f"{_goal(parent)} thành {_goal(child)}"
    stricter = below < above if parent.comparator in UPPER else below > above
    return (Verdict.SHARPER, f"nâng từ {words}") if stricter else (Verdict.WEAKER, f"hạ từ {words}")


def _bound(line: SaidLine) -> tuple[Decimal, int]:
    """The value and, at the same value, whether it itself is still allowed; a share cannot go beyond 100 %."""
    value = line.value or Decimal(0)
    return value, {">": 1, "<": -1}.get(line.comparator, 0)


def _goal(line: SaidLine) -> str:
    sign = {">=": "≥ ", "<=": "≤ ", "=": ""}.get(line.comparator, f"{line.comparator} ")
    value = f"{(line.value or Decimal(0)).normalize():f}".replace(".", ",")
    return f"{sign}{value} {line.unit}".strip()


def _later(parent: SaidLine, child: SaidLine) -> tuple[int, str]:
    """By how many days the deadline is later, in words too."""
    days = days_later(parent.due, child.due)
    return days, f"hạn muộn hơn {days} ngày" if days else ""


def days_later(above: date | None, below: date | None) -> int:
    return max((below - above).days, 0) if above and below else 0


def misfit(parent: SaidLine, child: SaidLine) -> str:
    """In words, how a phase does not lie within the one above; empty when it does."""
    said = []
    if parent.start and child.start and child.start < parent.start:
        said.append(f"bắt đầu {child.start:%d/%m/%Y}, sớm hơn {parent.start:%d/%m/%Y}")
    if parent.due and child.due and child.due > parent.due:
        said.append(f"kết thúc {child.due:%d/%m/%Y}, muộn hơn {parent.due:%d/%m/%Y}")
    return "; ".join(said)
