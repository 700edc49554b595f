"""Stretches of time: `từ 01/9 đến hết 20/11/2025`, `từ nay đến …`, `năm 2026`, `giai đoạn 2023 - 2025`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from thidua.reading.dates import Day, day_of, days_in

_PARTIAL = (
    r"(?:ngay\s*)?(?P<d>[0-3]?\d)\s?(?:[/.-]|thang)\s?(?P<m>[01]?\d)|thang\s*(?P<m2>[01]?\d)|(?:ngay\s*)"
    r"(?P<d2>[0-3]?\d)"
)
_START = re.compile(rf"(?:\btu|bat dau(?: tu)?)\s+(?:{_PARTIAL})(?![\d/])\s*(?:nam hoc nay)?\s*(?:den|toi|-|cho den)")
_NOW = re.compile(
    r"tu (?:nay|khi (?:co|ban hanh)[\w ]{0,30}|ngay (?:ban hanh|ky|phat dong)[\w ]{0,30})\s*(?:den|cho den"
    r"|toi)|ke tu ngay (?:ban hanh|ky)|ngay ban hanh"
)
_BETWEEN = re.compile(
    r"[\s(]*+(?:(?:het|cho)\s*+)*+(?:den|toi|-|va ket thuc(?: vao)?)?"
    r"(?:het|cuoi|ngay|thang|nam|hoac|truoc|khoang|dau|\s)*+"
)
_SCHOOL_YEAR = re.compile(r"nam hoc\s*(?::\s*)?\d{4}")


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of time found in a text: its span and its ends, None where open or not said."""

    at: int
    end_at: int
    start: date | None
    end: date | None


def range_in(folded: str) -> Range | None:
    """The first stretch of time in a text, or None. Not one of a school year: it has no fixed dates."""
    folded = _SCHOOL_YEAR.sub(lambda found: "#" * len(found[0]), folded)
    days = [day for day in days_in(folded) if not folded[: day.start].rstrip().endswith(("#", "# -"))]
    if not days:
        return None
    now = _NOW.search(folded)
    if now and now.start() < days[0].start:
        return Range(now.start(), days[0].end, None, days[0].last)
    partial = _START.search(folded)
    if partial and partial.end() <= days[0].start + 4 and days[0].start - partial.end() < 20:
        return Range(partial.start(), days[0].end, _borrowed(partial, days[0]), days[0].last)
    return _pair(folded, days)


def _borrowed(partial: re.Match[str], end: Day) -> date | None:
    """A start without a year borrows the year (and month) of the end."""
    month = int(partial["m"] or partial["m2"] or end.last.month)
    day = int(partial["d"] or partial["d2"] or 1)
    year = end.last.year - (1 if month > end.last.month else 0)
    return day_of(year, month, day)


def _pair(folded: str, days: list[Day]) -> Range:
    first = days[0]
    if len(days) > 1 and _BETWEEN.fullmatch(folded[first.end : days[1].start]) and days[1].last >= first.first:
        return Range(first.start, days[1].end, first.first, days[1].last)
    before = folded[max(0, first.start - 24) : first.start]
    if re.search(r"(?:den|het|toi|truoc|cham nhat)\s*(?:het|cuoi|ngay|thang|nam|\s)*$", before):
        return Range(first.start, first.end, None, first.last)
    if re.search(r"(?:\btu|bat dau|ke tu)\s*(?:ngay|thang|nam|dau|\s)*$", before):
        return Range(first.start, first.end, first.first, None)
    return Range(first.start, first.end, first.first, first.last)
