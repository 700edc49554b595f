"""Dates, distances and numbers in Vietnamese form, for templates."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django import template

from thidua.kernel import calendar, text

register = template.Library()
VIETNAMESE = str.maketrans(",.", ".,")


@register.filter
def distance(due: date | None) -> str:
    """`còn 19 ngày` from today."""
    return calendar.distance(due, calendar.today()) if due else ""


@register.filter
def number(value: int | float | Decimal | None) -> str:
    """1234.5 is `1.234,5`; no trailing zeros; None is empty."""
    if value is None:
        return ""
    whole = f"{value:,.4f}".rstrip("0").rstrip(".") if not isinstance(value, int) else f"{value:,}"
    return whole.translate(VIETNAMESE)


@register.filter
def percent(part: int, whole: int) -> str:
    """27|percent:31 is `87,1 %`, halves rounded up; of nothing it is `–`."""
    if not whole:
        return "–"
    return f"{number((100 * Decimal(part) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP))} %"


@register.filter
def initials(full_name: str) -> str:
    return text.initials(full_name)
