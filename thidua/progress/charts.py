"""Charts of figures over periods, drawn on the server; the table of the same numbers stands beside them."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from thidua.kernel.calendar import Length, Period
from thidua.writing.charts import svg_of
from thidua.writing.document import Figure, Point


def short_label(period: Period) -> str:
    """Under an axis: `10/26`, `Q4/26`, `2026`, `HK1`; of phases their first day."""
    year, first = period.start.year, period.start
    match period.length:
        case Length.MONTH:
            label = f"{first.month}/{year % 100:02d}"
        case Length.QUARTER:
            label = f"Q{(first.month + 2) // 3}/{year % 100:02d}"
        case Length.HALF:
            label = f"{'đầu' if first.month == 1 else 'cuối'} {year}"
        case Length.YEAR:
            label = str(year)
        case Length.TERM:
            label = f"HK{period.term} {period.school_year % 100}-{period.school_year % 100 + 1}"
        case Length.SCHOOL_YEAR:
            label = f"{year}-{(year + 1) % 100}"
        case _:
            label = f"{first:%d/%m/%y}"
    return label


def trend(title: str, points: Sequence[Point], goal: Decimal | None = None, unit: str = "") -> SafeString:
    """A line over time."""
    return SafeString(svg_of(Figure(title, tuple(points), goal, unit)))


def bars(title: str, points: Sequence[Point]) -> SafeString:
    """How many there are of each kind."""
    return SafeString(svg_of(Figure(title, tuple(points), is_bars=True)))
