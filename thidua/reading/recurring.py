"""Duties that come round: reports and the like owed every month, quarter, term or year, or within a period."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from thidua.reading.deadlines import kind_of_duty, work_in_row
from thidua.reading.letters import UPPER, fold, trim
from thidua.reading.levels import level_of
from thidua.reading.plan import Deadline, Recurring, Span
from thidua.reading.recurrence import Recurrence, find_recurrences
from thidua.reading.sheet import Sheet, bare

ONE_DAY, MOST_DATES = timedelta(days=1), 24
_OWED = re.compile(r"\b(?:bao cao|gui (?:ve|cho|ket qua|so lieu|danh sach)|nop (?:ve|bao cao|ho so)|so ket|tong ket)\b")
_YEAR_ALONE = re.compile(r"\d{4}")
"""A whole year says less than any other time in the same clause."""
_CLAUSE = re.compile(rf"[;.]\s+(?=[{UPPER}(])|;\s*")


def recurring_of(sheet: Sheet, deadlines: Sequence[Deadline]) -> tuple[Recurring, ...]:
    """Every clause that owes something by a rule instead of a date, in document order, each rule once a clause."""
    dated = [item.source for item in deadlines if item.source]
    found: dict[tuple[str, str], Recurring] = {}
    for index in (*sheet.content(), *sheet.appendix):
        for item in _in_block(sheet, index, dated):
            found.setdefault((fold(item.action), item.rule), item)
    return tuple(found.values())


def _in_block(sheet: Sheet, index: int, dated: Sequence[Span]) -> Iterator[Recurring]:
    text = sheet.texts[index]
    if sheet.blocks[index].cells and not _OWED.search(sheet.folded[index], *work_in_row(sheet, index)):
        return
    for start, end in clauses_of(text, len(text) - len(bare(text)), len(text)):
        if not _OWED.search(sheet.folded[index], start, end) or _has_date(dated, index, start, end):
            continue
        rules = [found for found in find_recurrences(text[start:end]) if found[2].has_dates]
        rules = [found for found in rules if not _YEAR_ALONE.fullmatch(found[2].period)] or rules
        if rules:
            since, until, rule = rules[0]
            acts = work_in_row(sheet, index) if sheet.blocks[index].cells else (start, end)
            action = trim(text[slice(*acts)])
            yield Recurring(
                action=action,
                timing=text[start + since : start + until],
                rule=rule.key,
                kind=kind_of_duty(action),
                level=level_of(action, sheet, index),
                source=Span(index, start, end),
                doubt="Có nhiều mốc trong một câu: kiểm tra chu kỳ." if len(rules) > 1 else "",
            )


def with_dates(items: Sequence[Recurring], since: date | None, until: date | None) -> tuple[Recurring, ...]:
    """The duties with their days from `since` to `until`, or for a year where the end is open."""
    if since is None:
        return tuple(items)
    last = until or since + timedelta(days=365)
    return tuple(
        replace(item, dates=tuple(Recurrence.from_key(item.rule).next_dates(since - ONE_DAY, last, MOST_DATES)))
        for item in items
    )


def clauses_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of the clauses between two offsets, parted at semicolons and full stops."""
    for cut in _CLAUSE.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    if start < end:
        yield start, end


def _has_date(dated: Sequence[Span], index: int, start: int, end: int) -> bool:
    """Whether a clause already owes something by a date."""
    return any(span.block == index and span.start < end and start < span.end + 1 for span in dated)
