"""Dates by which something is owed."""

from __future__ import annotations

import re

from thidua.reading.bodies import is_body
from thidua.reading.dates import Day, full_days
from thidua.reading.letters import UPPER, fold, trim
from thidua.reading.levels import level_of
from thidua.reading.outline import title_of
from thidua.reading.plan import Deadline, Span
from thidua.reading.sheet import Sheet, bare

_FILLER = (
    r"(?:\s|ngay|\d{1,2}\s?(?:gio|h|g|:)(?![a-z])\s?\d{0,2}|\d{1,2}|gio|phut|thu|chu nhat|la|vao|het|luc|cuoi|nhat"
    r"|trong|den|,|:|\(|nop|gui|sang|chieu)*+"
)
_BY = re.compile(
    rf"(?:(?:hoan thanh|\bxong)[ ,]+)?(?:\btruoc|cham nhat|muon nhat|\bhan(?: chot| cuoi| nop| gui| dang ky"
    rf"| bao cao)*|thoi han[\w ]{{0,40}}?|khong qua|\bxong|hoan thanh|tre nhat)\s*{_FILLER}$"
)
_ON = re.compile(rf"(?:\bvao|\bden|\btrong)?\s*(?:ngay|luc)\s*{_FILLER}$")
_OWED = re.compile(r"(?:gui|nop|bao cao|dang ky|tong hop)\b[^.;]{0,160}$")
_EVENT = re.compile(
    r"(?:ban hanh|sinh|tot nghiep|thanh lap|khanh thanh|ket nap|tuyen dung|su kien|cap)\s*(?:truoc)?\s*$|xay ra|ra doi"
)
_SPAN_START = re.compile(r"\btu\b[^.;]{0,50}\bden\b[^.;]{0,14}$|\btu\s*(?:ngay)?\s*\d[^.;]{0,30}-\s*$")
_ROUND = re.compile(r"(?:giai doan|dot)\s*(?:thu\s*)?(?:\d|[ivx]+|mot|hai|ba)?\s*[:(]")
_TIMES = re.compile(
    r"(?:thoi gian|thoi han|han|tien do|thoi diem)[\w ]{0,30}:?|(?:thoi gian )?hoan thanh(?: xong)?"
    r"|(?:cham nhat|truoc).{0,12}"
)
_CLAUSE = re.compile(rf";\s*|(?<=[^\d\sA-ZĐ.])\.\s+(?=[{UPPER}\"“(-])|(?<=\d)\.\s+(?=[{UPPER}][^\W\d_A-Z])|\s\+\s")
_NAMED = re.compile(r"[^:;.]{2,100}:\s+(?=\S)")
_JOINT = re.compile(r"[\s,;)(]*(?:và\s+)?")
_KINDS = (
    ("registration", r"dang ky"),
    ("report", r"bao cao|so ket|tong ket|danh gia"),
    ("plan", r"(?:xay dung|ban hanh|gui|nop|lap|hoan thanh)[^.;]{0,60}ke hoach"),
    (
        "data",
        r"(?:gui|nop|cung cap|tong hop|lap|bao)\b[^.;]{0,80}"
        r"(?:so lieu|du lieu|bieu mau|danh sach|ho so|thong ke|minh chung)",
    ),
)


def deadlines_of(sheet: Sheet) -> tuple[Deadline, ...]:
    """Every full date that something is owed by, in document order."""
    found: list[Deadline] = []
    for index in (*range(sheet.frame.body, sheet.foot), *sheet.appendix):
        text = sheet.texts[index]
        if text and ("20" in text or "19" in text):
            found += _in_block(sheet, index)
    return tuple(found)


def _in_block(sheet: Sheet, index: int) -> list[Deadline]:
    folded = sheet.folded[index]
    days = list(full_days(folded))
    if not days or (
        _ROUND.match(fold(bare(sheet.texts[index]))) and len(days) < 2 and not _OWED.search(folded[: days[-1].start])
    ):
        return []
    found, done = [], 0
    for day in days:
        phrase = _phrase_start(folded, day)
        if phrase is not None:
            found.append(_deadline(sheet, index, (done, phrase), day))
            done = day.end
    return found


def _phrase_start(folded: str, day: Day) -> int | None:
    """Where the words begin that make a date a deadline; None when it is not one."""
    since = max(0, day.start - 90)
    before = folded[since : day.start]
    by = _BY.search(before)
    if by and not _EVENT.search(folded[max(0, since + by.start() - 40) : since + by.start()]):
        start = since + by.start()
        span = _SPAN_START.search(folded[max(0, start - 60) : start])
        return None if span else start
    on = _ON.search(before) or re.search(r"(?:ngay|vao)?\s*$", before)
    if (
        on
        and _OWED.search(folded[max(0, since + on.start() - 160) : since + on.start()])
        and _is_due_on(before, folded, day)
    ):
        return since + on.start()
    return None


def _is_due_on(before: str, folded: str, day: Day) -> bool:
    """`vào ngày` for what is sent in; not the date of a document or of an event named beside it."""
    return bool(re.search(r"\bvao\s*(?:ngay|luc)?\s*$", before)) and not _SPAN_START.search(
        folded[max(0, day.start - 60) : day.start]
    )


def _deadline(sheet: Sheet, index: int, within: tuple[int, int], day: Day) -> Deadline:
    start, end = _clause_before(sheet.texts[index], *within)
    if sheet.blocks[index].cells:
        start, end = work_in_row(sheet, index)
    action = _tidy(sheet.texts[index][start:end])
    if _says_nothing(action):
        action, start, end = _elsewhere(sheet, index, day)
    doubt = "" if len(action.split()) > 1 else "Không rõ việc phải làm đến hạn này."
    return Deadline(
        date=day.first,
        action=action,
        kind=kind_of_duty(action),
        level=level_of(action, sheet, index),
        source=Span(index, start, end),
        doubt=doubt,
    )


def kind_of_duty(action: str) -> str:
    """`registration`, `report`, `plan`, `data` or `other`, by the words of what is owed."""
    folded = fold(action)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, folded)), "other")


def work_in_row(sheet: Sheet, index: int) -> tuple[int, int]:
    """In a row: the cell under `Nhiệm vụ` or `Nội dung`, else the longest cell without a date."""
    cells = sheet.blocks[index].cells
    table = sheet.table_at.get(index)
    roles = table.roles if table else ()
    named = [cell for cell, role in zip(cells, roles, strict=False) if role in ("task", "target") and cell]
    rest = [cell for cell in cells if not any(True for _ in full_days(fold(cell)))]
    cell = (named or sorted(rest, key=len, reverse=True) or [""])[0]
    start = max(0, sheet.texts[index].find(cell))
    return start, start + len(cell)


def _clause_before(text: str, since: int, phrase: int) -> tuple[int, int]:
    """The clause that ends at offset `phrase`, not reaching back before `since`."""
    start = max(len(text) - len(bare(text)), since)
    for cut in _CLAUSE.finditer(text, start, phrase):
        if len(text[cut.end() : phrase].split()) > 1:
            start = cut.end()
    lead = _JOINT.match(text, start)
    start = lead.end() if lead and since else start
    named = _NAMED.match(text, start, phrase)
    return named.end() if named and is_body(bare(named[0])) else start, phrase


def _tidy(action: str) -> str:
    return trim(trim(action).removesuffix("(").removesuffix("- ").strip())


def _says_nothing(action: str) -> bool:
    folded = fold(action)
    return len(action.split()) < 2 or bool(_TIMES.fullmatch(folded))


def _elsewhere(sheet: Sheet, index: int, day: Day) -> tuple[str, int, int]:
    """The action when the date comes first: the clause after it, or the heading over a line of its own."""
    text = sheet.texts[index]
    rest = text[day.end :]
    after = rest.lstrip(" ,:;.)-–")
    start = len(text) - len(after)
    cut = _CLAUSE.search(after)
    action = trim(after[: cut.start() if cut else len(after)])
    if len(action.split()) > 2:
        return action, start, start + len(action)
    above = next((node for node in sheet.chain(index) if node.index != index), None)
    if above is not None:
        return title_of(sheet.texts[above.index]), 0, day.end
    previous = next((i for i in range(index - 1, max(0, index - 4), -1) if sheet.texts[i]), None)
    return (trim(bare(sheet.texts[previous])) if previous is not None else "", 0, day.end)
