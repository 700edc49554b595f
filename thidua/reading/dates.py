"""Dates as plans write them: 10/3/2026, ngày 10 tháng 3 năm 2026, tháng 12 năm 2026, năm 2026."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_DAY = r"(?P<d>[0-3]?\d)"
_MONTH = r"(?P<m>[01]?\d)"
_YEAR = r"(?P<y>(?:19|20)\d{2})"
_FULL = re.compile(
    rf"(?:ngay\s*)?\b{_DAY}\s?[/.-]\s?{_MONTH}\s?[/.-]\s?{_YEAR}(?!\d)"
    r"|ngay\s*(?P<d2>[0-3]?\d)\s*(?:thang|[/.-])\s*(?P<m2>[01]?\d)\s*,?\s*nam\s*(?P<y2>(?:19|20)\d{2})(?!\d)"
    r"|\b(?P<d3>[0-3]?\d)\s+thang\s*(?P<m3>[01]?\d)\s*,?\s*(?:nam|/)\s*(?P<y3>(?:19|20)\d{2})(?!\d)"
)
_MONTHS = re.compile(
    r"(?:thang\s*)(?P<m>[01]?\d)\s*(?:nam|/|-|\.)\s*(?P<y>(?:19|20)\d{2})(?!\d)"
    r"|(?<![\d/.-])(?P<m2>[01]?\d)\s?/\s?(?P<y2>(?:19|20)\d{2})(?!\d)"
)
_YEARS = re.compile(r"(?:nam\s*)?(?<![\d/.])(?P<y>(?:19|20)\d{2})(?![\d/])")


@dataclass(frozen=True, slots=True)
class Day:
    """A date found in a text: its span and the first and last day that it can mean."""

    start: int
    end: int
    first: date
    last: date
    grain: str
    """`day`, `month` or `year`."""


def full_days(folded: str) -> Iterator[Day]:
    """Every date with day, month and year, in order."""
    for found in _FULL.finditer(folded):
        d, m, y = (found["d"] or found["d2"] or found["d3"], found["m"] or found["m2"] or found["m3"],
                   found["y"] or found["y2"] or found["y3"])  # fmt: skip
        day = day_of(int(y), int(m), int(d))
        if day:
            yield Day(found.start(), found.end(), day, day, "day")


def day_of(year: int, month: int, day: int) -> date | None:
    """The date, or None where the calendar has no such day."""
    if not (1 <= month <= 12 and year >= 1 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def month_of(year: int, month: int) -> tuple[date, date] | None:
    """First and last day of a month."""
    if not 1 <= month <= 12:
        return None
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def days_in(folded: str) -> list[Day]:
    """Every date of any grain in order; a date inside a fuller one is not told twice."""
    found = list(full_days(folded))
    found += _free(found, _months(folded))
    found += _free(found, _years(folded))
    return sorted(found, key=lambda day: day.start)


def _free(taken: list[Day], more: Iterator[Day]) -> list[Day]:
    spots = {place for day in taken for place in range(day.start, day.end)}
    return [day for day in more if day.start not in spots and day.end - 1 not in spots]


def _months(folded: str) -> Iterator[Day]:
    for found in _MONTHS.finditer(folded):
        span = month_of(int(found["y"] or found["y2"]), int(found["m"] or found["m2"]))
        if span:
            yield Day(found.start(), found.end(), *span, "month")


def _years(folded: str) -> Iterator[Day]:
    for found in _YEARS.finditer(folded):
        year = int(found["y"])
        yield Day(found.start(), found.end(), date(year, 1, 1), date(year, 12, 31), "year")
