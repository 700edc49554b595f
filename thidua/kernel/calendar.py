"""Days and periods in Vietnam. Moments are stored in UTC; a day begins at midnight in Asia/Ho_Chi_Minh."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone


def today() -> date:
    """The present day in Vietnam. Called at the edges only: inside, the day is passed in as `today`."""
    return timezone.localdate()


def distance(due: date, today: date) -> str:
    """How far a deadline is, in words: `còn 19 ngày`, `hôm nay`, `quá hạn 2 ngày`."""
    days = (due - today).days
    if days == 0:
        return "hôm nay"
    return f"còn {days} ngày" if days > 0 else f"quá hạn {-days} ngày"


class Length(StrEnum):
    """How long a reporting period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "calendar_year"
    TERM = "term"
    SCHOOL_YEAR = "school_year"
    PHASE = "phase"


SCHOOL_YEAR_BEGINS = (9, 1)
SECOND_TERM_BEGINS = (1, 16)
"""Month and day."""
_MONTHS = {Length.MONTH: 1, Length.QUARTER: 3, Length.HALF: 6, Length.YEAR: 12}
_SHAPES = (
    (re.compile(r"(?P<year>\d{4})"), Length.YEAR),
    (re.compile(r"(?P<year>\d{4})-(?P<n>0[1-9]|1[0-2])"), Length.MONTH),
    (re.compile(r"(?P<year>\d{4})-Q(?P<n>[1-4])"), Length.QUARTER),
    (re.compile(r"(?P<year>\d{4})-H(?P<n>[12])"), Length.HALF),
)
_SCHOOL = re.compile(r"NH(?P<year>\d{4})-(?P<next>\d{4})(?:-HK(?P<n>[12]))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of time that figures are of, first and last day included. Periods sort by their first day.

    `key` is how it is stored: `2026-10`, `2026-Q4`, `2026-H2`, `2026`, `NH2026-2027`, `NH2026-2027-HK1`, and
    `2026-03-01..2026-04-15` for a phase of a plan.
    """

    start: date
    end: date
    length: Length

    @classmethod
    def containing(cls, day: date, length: Length) -> "Period":
        """The period of that length in which the day lies; a phase has no calendar, so ValueError for it."""
        if length in (Length.TERM, Length.SCHOOL_YEAR):
            return _school_period(day, length)
        months = _MONTHS.get(length)
        if months is None:
            raise ValueError(length)
        return _of_year(day.year, (day.month - 1) // months, months, length)

    @classmethod
    def from_key(cls, key: str) -> "Period":
        """Raises ValueError for what `key` never wrote."""
        for shape, length in _SHAPES:
            if found := shape.fullmatch(key):
                place = int(found.groupdict().get("n") or 1) - 1
                return _of_year(int(found["year"]), place, _MONTHS[length], length)
        if (found := _SCHOOL.fullmatch(key)) and int(found["next"]) == int(found["year"]) + 1:
            year = _school_period(date(int(found["year"]), *SCHOOL_YEAR_BEGINS), Length.SCHOOL_YEAR)
            if found["n"] is None:
                return year
            return _school_period(year.start if found["n"] == "1" else year.end, Length.TERM)
        first, dots, last = key.partition("..")
        if not dots:
            raise ValueError(key)
        return cls(date.fromisoformat(first), date.fromisoformat(last), Length.PHASE)

    @classmethod
    def within(cls, start: date, end: date, length: Length) -> "list[Period]":
        """All periods of that length that have a day between the two, in order; for phases the stretch itself."""
        if length is Length.PHASE:
            return [cls(start, end, length)]
        periods = [cls.containing(start, length)]
        while periods[-1].end < end:
            periods.append(cls.containing(periods[-1].end + timedelta(days=1), length))
        return periods

    @property
    def key(self) -> str:
        year = self.start.year
        match self.length:
            case Length.MONTH:
                return f"{year}-{self.start.month:02d}"
            case Length.QUARTER:
                return f"{year}-Q{(self.start.month + 2) // 3}"
            case Length.HALF:
                return f"{year}-H{1 if self.start.month == 1 else 2}"
            case Length.YEAR:
                return f"{year}"
            case Length.PHASE:
                return f"{self.start}..{self.end}"
        first = self.school_year
        term = f"-HK{self.term}" if self.length is Length.TERM else ""
        return f"NH{first}-{first + 1}{term}"

    @property
    def label(self) -> str:
        """The period in words: `tháng 10/2026`, `quý IV/2026`, `học kỳ I năm học 2026-2027`."""
        year = self.start.year
        match self.length:
            case Length.MONTH:
                return f"tháng {self.start.month}/{year}"
            case Length.QUARTER:
                return f"quý {('I', 'II', 'III', 'IV')[self.start.month // 3]}/{year}"
            case Length.HALF:
                return f"6 tháng {'đầu' if self.start.month == 1 else 'cuối'} năm {year}"
            case Length.YEAR:
                return f"năm {year}"
            case Length.PHASE:
                return f"từ {self.start:%d/%m/%Y} đến {self.end:%d/%m/%Y}"
        words = f"năm học {self.school_year}-{self.school_year + 1}"
        return f"học kỳ {'I' * self.term} {words}" if self.length is Length.TERM else words

    @property
    def school_year(self) -> int:
        """The calendar year in which the school year of its first day began."""
        return _school_year_of(self.start)

    @property
    def term(self) -> int:
        return 1 if (self.start.month, self.start.day) == SCHOOL_YEAR_BEGINS else 2

    def previous(self) -> "Period | None":
        """The one before of the same length; None before a phase."""
        if self.length is Length.PHASE:
            return None
        return self.containing(self.start - timedelta(days=1), self.length)


def _school_year_of(day: date) -> int:
    return day.year if (day.month, day.day) >= SCHOOL_YEAR_BEGINS else day.year - 1


def _school_period(day: date, length: Length) -> Period:
    first = _school_year_of(day)
    start = date(first, *SCHOOL_YEAR_BEGINS)
    end = date(first + 1, *SCHOOL_YEAR_BEGINS) - timedelta(days=1)
    second = date(first + 1, *SECOND_TERM_BEGINS)
    if length is Length.SCHOOL_YEAR:
        return Period(start, end, length)
    if day < second:
        return Period(start, second - timedelta(days=1), length)
    return Period(second, end, length)


def _of_year(year: int, place: int, months: int, length: Length) -> Period:
    """The `place`-th stretch of so many months of a year."""
    start = date(year, place * months + 1, 1)
    after = start.month + months
    end = date(year + (after > 12), (after - 1) % 12 + 1, 1) - timedelta(days=1)
    return Period(start, end, length)
