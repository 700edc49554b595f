"""The years that are graded and counted: school years and calendar years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from thidua.law.wording import day_words

_SHAPE = re.compile(r"(\d{4})(?:-(\d{4}))?")


class Year(NamedTuple):
    """The school year that begins in the calendar year `start`, or that calendar year itself."""

    start: int
    is_school: bool = True

    @classmethod
    def of(cls, text: str) -> Year:
        """`2025-2026` is a school year, `2025` a calendar year. Raises ValueError for anything else."""
        found = _SHAPE.fullmatch(text)
        if not found or (found[2] and int(found[2]) != int(found[1]) + 1):
            raise ValueError(text)
        return cls(int(found[1]), bool(found[2]))

    @property
    def short(self) -> str:
        return f"{self.start}-{self.start + 1}" if self.is_school else str(self.start)

    @property
    def label(self) -> str:
        return f"năm học {self.short}" if self.is_school else f"năm {self.short}"

    def back(self, years: int) -> Year:
        return Year(self.start - years, self.is_school)

    def after(self, years: int) -> Year:
        return Year(self.start + years, self.is_school)


class Calendar(NamedTuple):
    """Month and day on which school years begin: an entry of the rules."""

    month: int
    day: int

    def first_day(self, year: Year) -> date:
        return date(year.start, self.month, self.day) if year.is_school else date(year.start, 1, 1)

    def last_day(self, year: Year) -> date:
        return self.first_day(year.after(1)) - timedelta(days=1)

    def year_of(self, day: date, *, is_school: bool) -> Year:
        """The school year or calendar year in which the day lies."""
        before = is_school and (day.month, day.day) < (self.month, self.day)
        return Year(day.year - before, is_school)

    def holds(self, year: Year, day: date) -> bool:
        return self.first_day(year) <= day <= self.last_day(year)


def listed(years: Sequence[Year]) -> str:
    """`năm học 2023-2024, 2024-2025`, the oldest first."""
    in_order = sorted(set(years))
    return ", ".join([in_order[0].label, *(year.short for year in in_order[1:])]) if in_order else ""


def span_words(first: date | None, last: date | None) -> str:
    """`từ 01/07/2025 đến 28/02/2027`; what is open is left out."""
    parts = [f"từ {day_words(first)}" if first else "", f"đến {day_words(last)}" if last else ""]
    return " ".join(part for part in parts if part)
