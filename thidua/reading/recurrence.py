"""Recurrence: how often, and by which days, something is owed: found in sentences (`find_recurrences`), kept as a
key, reckoned as dates.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from .timewords import Mark, marks_of

MonthDay = tuple[int, int]
"""A month of the interval, from 1, and a day of that month; day 0 is its last day."""


class Every(StrEnum):
    WEEK = "weekly"
    MONTH = "monthly"
    QUARTER = "quarterly"
    HALF_YEAR = "half_yearly"
    TERM = "termly"
    YEAR = "yearly"
    ONCE = "once"
    ALWAYS = "continuous"
    ON_DEMAND = "on_demand"


_MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12, Every.TERM: 12}
_DEFAULTS: dict[Every, tuple[MonthDay, ...]] = {
    Every.MONTH: ((1, 0),),
    Every.QUARTER: ((3, 0),),
    Every.HALF_YEAR: ((6, 0),),
    Every.YEAR: ((12, 0),),
    Every.TERM: ((1, 15), (5, 31)),
}
"""Due at the end of the interval; school terms end in mid-January and at the end of May."""
_WORDS = {
    Every.WEEK: "Hằng tuần",
    Every.MONTH: "Hằng tháng",
    Every.QUARTER: "Hằng quý",
    Every.HALF_YEAR: "6 tháng một lần",
    Every.TERM: "Mỗi học kỳ",
    Every.YEAR: "Hằng năm",
    Every.ALWAYS: "Thường xuyên",
    Every.ON_DEMAND: "Khi có yêu cầu",
}
_WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
_FRIDAY = 5
_DAY_WORD = re.compile(r"(?:([1-9]|1[0-2])-)?(end|[1-9]|[12]\d|3[01])")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule, and its key for a column of text: `monthly:25`, `quarterly:3-15`, `yearly:6-20,12-end`, `weekly:1`,
    `once:2026-Q3`, `continuous`. Without days the end of the interval is meant; the week ends on Friday.
    """

    every: Every
    days: tuple[MonthDay, ...] = ()
    """In the interval: months of the quarter, the half-year or the year; for weeks `(1, ISO weekday)`."""
    period: str = ""
    """For `once`: a day `2026-10-15`, or `2026-10`, `2026-Q3`, `2026-H1`, `2026`, `NH2026-2027`, `NH2026-2027-HK1`."""

    @property
    def key(self) -> str:
        if self.every is Every.ONCE:
            return f"{self.every}:{self.period}"
        days = ",".join(_written(self.every, day) for day in self.days)
        return f"{self.every}:{days}" if days else str(self.every)

    @classmethod
    def from_key(cls, key: str) -> Recurrence:
        """Raises ValueError for what `key` never wrote."""
        name, _, rest = key.partition(":")
        every = Every(name)
        if every is Every.ONCE:
            last_day(rest)
            return cls(every, period=rest)
        days = tuple(_read(every, word) for word in rest.split(",")) if rest else ()
        return cls(every, days)

    @property
    def has_dates(self) -> bool:
        """False for what goes on all the time or happens when asked for."""
        return self.every not in (Every.ALWAYS, Every.ON_DEMAND)

    @property
    def words(self) -> str:
        """The rule as a person reads it."""
        if self.every is Every.ONCE:
            return f"Trước ngày {last_day(self.period):%d/%m/%Y}"
        days = [_spoken(self.every, day) for day in self.days]
        return ", ".join([_WORDS[self.every], *days])

    def next_dates(self, after: date, until: date, count: int = 400) -> list[date]:
        """At most `count` dates later than `after` and not later than `until`, in order."""
        return list(islice((day for day in self._dates(after, until) if after < day <= until), max(count, 0)))

    def _dates(self, after: date, until: date) -> Iterator[date]:
        match self.every:
            case Every.ONCE:
                yield last_day(self.period)
            case Every.WEEK:
                yield from self._weekly(after, until)
            case Every.ALWAYS | Every.ON_DEMAND:
                return
            case _:
                for year in range(after.year, until.year + 1):
                    yield from sorted(self._of_year(year))

    def _weekly(self, after: date, until: date) -> Iterator[date]:
        weekdays = {day % 7 for _, day in self.days} or {_FRIDAY}
        for ordinal in range(after.toordinal() + 1, until.toordinal() + 1):
            if ordinal % 7 in weekdays:
                yield date.fromordinal(ordinal)

    def _of_year(self, year: int) -> set[date]:
        length = _MONTHS[self.every]
        days = self.days or _DEFAULTS[self.every]
        return {_day(year, first + month, day) for first in range(0, 12, length) for month, day in days}


def last_day(period: str) -> date:
    """The last day of a period as `Recurrence.period` writes it. Raises ValueError for anything else."""
    for shape, end in _PERIODS:
        if found := shape.fullmatch(period):
            return end(*map(int, found.groups()))
    raise ValueError(period)


def _day(year: int, month: int, day: int) -> date:
    """A day of a month, no later than the month's end; 0 is that end."""
    last = monthrange(year, month)[1]
    return date(year, month, min(day or last, last))


def _school_year(first: int, second: int, end: date) -> date:
    if second != first + 1:
        raise ValueError(f"{first}-{second}")
    return end


_PERIODS = (
    (re.compile(r"([1-9]\d{3})"), lambda year: date(year, 12, 31)),
    (re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])"), lambda year, month: _day(year, month, 0)),
    (re.compile(r"([1-9]\d{3})-Q([1-4])"), lambda year, quarter: _day(year, 3 * quarter, 0)),
    (re.compile(r"([1-9]\d{3})-H([12])"), lambda year, half: _day(year, 6 * half, 0)),
    (re.compile(r"([1-9]\d{3})-(\d\d)-(\d\d)"), date),
    (re.compile(r"NH([1-9]\d{3})-([1-9]\d{3})"), lambda one, two: _school_year(one, two, date(two, 8, 31))),
    (re.compile(r"NH([1-9]\d{3})-([1-9]\d{3})-HK1"), lambda one, two: _school_year(one, two, date(two, 1, 15))),
    (re.compile(r"NH([1-9]\d{3})-([1-9]\d{3})-HK2"), lambda one, two: _school_year(one, two, date(two, 5, 31))),
)


def _written(every: Every, day: MonthDay) -> str:
    number = str(day[1] or "end")
    return number if every in (Every.MONTH, Every.WEEK) else f"{day[0]}-{number}"


def _read(every: Every, word: str) -> MonthDay:
    found = _DAY_WORD.fullmatch(word)
    if not found or (found[1] is None) is not (every in (Every.MONTH, Every.WEEK)):
        raise ValueError(word)
    month, day = int(found[1] or 1), 0 if found[2] == "end" else int(found[2])
    if month > (_MONTHS | {Every.WEEK: 1}).get(every, 0) or (every is Every.WEEK and not 1 <= day <= 7):
        raise ValueError(word)
    return month, day


def _spoken(every: Every, day: MonthDay) -> str:
    month, number = day
    if every is Every.WEEK:
        return _WEEKDAYS[number - 1]
    spoken = f"ngày {number:02d}" if number else "ngày cuối"
    if every is Every.MONTH:
        return spoken + ("" if number else " tháng")
    return f"{spoken} tháng {month}" if _MONTHS[every] == 12 else f"{spoken} của tháng thứ {month}"


# Finding: the words of time in a sentence are marked first, then neighbouring marks make one rule.

_JOINT = re.compile(r"\s{0,3}(?:[,;/(]|\)[,;]?)?\s{0,3}(?:(?:và|hoặc|của|các|trong|vào|h[ằà]ng)\s{1,3}){0,2}", re.I)
_OF = re.compile(r"\s{0,5}(?:(?:của|các|trong|vào)\s{1,5})?", re.I)
_REACH = 60
"""Characters between a rule and the day that belongs to it ("Hằng tháng, trước ngày 25")."""
_DUES = ("day", "month_day", "span_day", "quarter_month", "next_month", "weekday")
_MOST_DAYS = 8
"""Days of one rule that are read, so that a key stays short."""
_PLAIN = {"always": Every.ALWAYS, "demand": Every.ON_DEMAND}
_NUMERALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_SPANS = {
    "3": Every.QUARTER,
    "ba": Every.QUARTER,
    "6": Every.HALF_YEAR,
    "sáu": Every.HALF_YEAR,
    "9": Every.YEAR,
    "chín": Every.YEAR,
}
_UNITS = {
    "tuần": Every.WEEK,
    "tháng": Every.MONTH,
    "quý": Every.QUARTER,
    "học k": Every.TERM,
    "năm": Every.YEAR,
}


def find_recurrences(text: str, *, year: int | None = None) -> list[tuple[int, int, Recurrence]]:
    """The rules that a text speaks of, in order, each with its span. `year` is meant where none is written."""
    return [
        (clause[0].start, clause[-1].end, rule)
        for clause in _clauses(marks_of(text), text)
        if (rule := _rule(clause, year)) is not None
    ]


def _clauses(marks: list[Mark], text: str) -> Iterator[list[Mark]]:
    """Neighbouring marks that make one rule: a head ("hằng tháng") and the days close before it or soon after it."""
    groups = _groups(marks, text)
    at = 0
    while at < len(groups):
        size = 1 + (_is_lead(groups, at, text) or _is_tail(groups, at + 1, text))
        yield [mark for group in groups[at : at + size] for mark in group]
        at += size


def _groups(marks: list[Mark], text: str) -> list[list[Mark]]:
    """Days that are listed together; every other mark alone. A bare unit counts where it lengthens a list of heads."""
    groups: list[list[Mark]] = []
    for mark in marks:
        last = groups[-1][-1] if groups else None
        joined = last is not None and _JOINT.fullmatch(text, last.end, mark.start) is not None
        if mark.kind == "unit":
            if joined and last is not None and (last.kind == "head" or text[last.end] == ")"):
                groups.append([mark._replace(kind="head")])
        elif joined and last is not None and last.kind in _DUES and mark.kind in _DUES:
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return groups


def _is_lead(groups: list[list[Mark]], at: int, text: str) -> bool:
    """Whether the days of a group stand right before a head ("ngày 25 hằng tháng")."""
    if at + 1 >= len(groups) or groups[at][0].kind not in _DUES or groups[at + 1][0].kind != "head":
        return False
    return _OF.fullmatch(text, groups[at][-1].end, groups[at + 1][0].start) is not None


def _is_tail(groups: list[list[Mark]], at: int, text: str) -> bool:
    """Whether the days of a group belong to the head before them ("hằng tháng, trước ngày 25")."""
    if at >= len(groups) or groups[at][0].kind not in _DUES or groups[at - 1][0].kind != "head":
        return False
    return groups[at][0].start - groups[at - 1][-1].end <= _REACH and not _is_lead(groups, at, text)


def _rule(clause: list[Mark], year: int | None) -> Recurrence | None:
    kind, words = clause[0].kind, clause[0].words
    if kind == "period":
        return _once(words, year)
    if kind in _PLAIN:
        return Recurrence(_PLAIN[kind])
    every = next((_every(mark.words) for mark in clause if mark.kind == "head"), None)
    return _anchored(clause, every) or _dated(clause, every)


def _anchored(clause: list[Mark], every: Every | None) -> Recurrence | None:
    """Days of "tháng cuối quý", "tháng sau"; days with a month of their own."""
    days = _days(clause) or [0]
    named = [month_day for mark in clause if mark.kind == "month_day" if (month_day := _month_day(mark.words))]
    if named and every in (Every.YEAR, Every.HALF_YEAR, Every.TERM, Every.QUARTER):
        return Recurrence(Every.TERM if every is Every.TERM else Every.YEAR, _in_order(named))
    if every in (Every.HALF_YEAR, Every.QUARTER) and (spanned := _span_days(clause, _MONTHS[every])):
        return Recurrence(every, spanned)
    for mark in clause:
        if mark.kind == "quarter_month":
            return Recurrence(Every.QUARTER, ((_quarter_month(mark.words), days[0]),))
        if mark.kind == "next_month":
            longer = every if every in (Every.QUARTER, Every.HALF_YEAR, Every.YEAR) else Every.MONTH
            return Recurrence(Every.QUARTER if "quý" in mark.words else longer, ((1, days[0]),))
    return None


def _dated(clause: list[Mark], every: Every | None) -> Recurrence | None:
    head = next((mark.words for mark in clause if mark.kind == "head"), "")
    if every is None:
        return None
    if every is Every.WEEK:
        return Recurrence(every, _in_order((1, _weekday(mark.words)) for mark in clause if mark.kind == "weekday"))
    if "chín" in head or "9" in head:
        return Recurrence(every, ((9, 0),))
    if every is Every.YEAR and "học" in head:
        return Recurrence(every, ((5, 31),))
    if every is Every.TERM:
        return Recurrence(every)
    return Recurrence(every, _in_order((_MONTHS[every], day) for day in _days(clause)))


def _every(words: str) -> Every:
    months = re.search(r"(\d+|ba|sáu|chín)\s+tháng", words)
    if months:
        return _SPANS.get(months[1].lstrip("0"), Every.MONTH)
    return next(every for unit, every in _UNITS.items() if unit in words)


def _days(clause: list[Mark]) -> list[int]:
    """The days of the month that stand without a month; 0 for "ngày cuối"."""
    found = (re.findall(r"\d+", mark.words) for mark in clause if mark.kind == "day")
    return [day for numbers in found if (day := int(numbers[0]) if numbers else 0) <= 31]


def _month_day(words: str) -> MonthDay | None:
    """A day with the name of its month; "ngày cuối" gives no number but that of the month."""
    *days, month = map(int, re.findall(r"\d+", words))
    return (month, sum(days)) if 1 <= month <= 12 and all(1 <= day <= 31 for day in days) else None


def _span_days(clause: list[Mark], months: int) -> tuple[MonthDay, ...]:
    """Days with the number of their month in the interval ("ngày 15 của tháng thứ 3")."""
    found = (mark.words.split("tháng thứ") for mark in clause if mark.kind == "span_day")
    days = ((_ordinal(month), int(re.sub(r"\D", "", day) or 0)) for day, month in found)
    return _in_order((month, day) for month, day in days if month <= months and day <= 31)


def _in_order(days: Iterable[MonthDay]) -> tuple[MonthDay, ...]:
    """Each day once, the end of a month last in it."""
    return tuple(sorted(set(days), key=lambda day: (day[0], day[1] or 32))[:_MOST_DAYS])


def _quarter_month(words: str) -> int:
    if "đầu" in words or "nhất" in words or "1" in words:
        return 1
    return 2 if "hai" in words or "2" in words else 3


def _ordinal(words: str) -> int:
    names = ("nhất", "hai", "ba", "tư", "năm", "sáu")
    return next(index for index, name in enumerate(names, 1) if name in words or str(index) in words)


def _weekday(words: str) -> int:
    names = ("hai", "ba", "tư", "năm", "sáu", "bảy", "nhật")
    return next(index for index, name in enumerate(names, 1) if name in words or str(index + 1) in words)


def _once(words: str, year: int | None) -> Recurrence | None:
    """A period that is named. One that begins with "từ" is a beginning and no deadline."""
    years = [int(found) for found in re.findall(r"20\d\d", words)] or ([year] if year else [])
    if not years or words.startswith("từ"):
        return None
    period = _period(re.sub(r"20\d\d", "", words), years)
    return Recurrence(Every.ONCE, period=period) if period else None


def _period(words: str, years: list[int]) -> str:
    if "học" in words:
        if len(years) != 2 or years[1] != years[0] + 1:
            return ""
        term = re.search(r"k[ỳì]\s+(ii|i|1|2)", words)
        return f"NH{years[0]}-{years[1]}" + (f"-HK{2 if term[1] in ('ii', '2') else 1}" if term else "")
    if quarters := re.findall(r"\b(?:iv|i{1,3}|[1-4])\b", words) if "quý" in words else []:
        return f"{years[-1]}-Q{_NUMERALS.get(quarters[-1], quarters[-1])}"
    if "sáu" in words or re.search(r"\d\s+tháng", words):
        return f"{years[-1]}-H{1 if 'đầu' in words else 2}"
    if month := re.search(r"tháng\s+(\d+)", words):
        return f"{years[-1]}-{int(month[1]):02d}"
    return str(years[-1])
