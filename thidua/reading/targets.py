"""The targets of a plan: every clause that sets a figure to be reached, and the words of a section of targets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from thidua.reading.figures import Figure, figures_in
from thidua.reading.letters import UPPER, fold, trim
from thidua.reading.levels import level_of
from thidua.reading.lexicon import PREDICATES, WORK_WORDS
from thidua.reading.plan import Span, Target
from thidua.reading.sheet import Sheet, bare
from thidua.reading.tables import Table

_CUT = re.compile(rf";\s*|(?<=[^\d\s.A-Z])\.\s+(?=[{UPPER}\d-])|(?<=\d)\.\s+(?=[{UPPER}])|\s\+\s(?=[{UPPER}\d])")
_COMMA = re.compile(r",\s+")
_NEW_TARGET = re.compile(
    r"(?:trong do|ty le|ti le|phan dau|co it nhat|it nhat|100|\d+(?:[.,]\d+)?\s*%|tren \d|khong co|dat"
    r"|so luong|moi|duy tri|hoan thanh|khong de|con lai|toi thieu)\b"
)
_REACHES = re.compile(r"[^,;:.\d]{2,60}\bdat\b")
"""A subject of its own after a comma: `…, trẻ mẫu giáo đạt 97%`."""
_STRIVES = re.compile(r"phan dau\b(?! dat\b)")
_WORK = re.compile(rf"(?:{'|'.join(map(fold, (*PREDICATES, *WORK_WORDS)))})\b")
_OTHER_PREDICATE = re.compile(
    r"(?:tang cuong|nang cao|day manh|tiep tuc|thuc hien|to chuc|bao dam|dam bao|xay dung|khuyen khich"
    r"|chu trong|tich cuc|dong thoi|khong|gop phan|nham|qua do|phoi hop|huong dan|kip thoi|gui|nop|bao cao)\b"
)
_LEAD = re.compile(r":\s+(?=\S)")
_RATE = re.compile(r"ty le|ti le|so luong|tong so|chi so|muc do|xep loai|hanh kiem|hoc luc|so hoc sinh|diem")
_PAST = re.compile(
    r"da dat\b|ket qua (?:dat duoc|nay)|hien co\b|hien nay,? (?:co|toan|nha truong|truong|da)\b"
    r"|nam (?:hoc )?(?:truoc|qua|vua qua)|chiem\b|tinh den|so voi cung ky|tong so hien|thuc trang|da (?:co"
    r"|hoan thanh|thuc hien)"
)
_QUOTA = re.compile(
    r"xet khen thuong|giai thuong|tang giay khen|de nghi tang|duoc xet|so luong de nghi|xet tang|bang khen"
    r"|giay khen|giai (?:nhat|nhi|ba)|thoi luong|qua han"
)
_MOST_FIGURES = 24
"""Figures of one clause that are targets; more are a table that has lost its lines."""
_TABLE_FIGURE = re.compile(r"^\D{0,20}\d+(?:[.,]\d+)?\D{0,12}$")


def targets_of(sheet: Sheet) -> tuple[Target, ...]:
    """The targets in document order."""
    found: list[Target] = []
    for index in (*(index for index in sheet.content() if index < sheet.frame.closing), *sheet.appendix):
        kind = sheet.kind_at(index)
        if kind in ("bases", "situation"):
            continue
        if kind == "targets":
            found += _under_targets(sheet, index)
        elif sheet.blocks[index].cells:
            found += _row(sheet, index)
        else:
            found += _elsewhere(sheet, index, kind)
    return tuple(found)


def _under_targets(sheet: Sheet, index: int) -> list[Target]:
    if sheet.blocks[index].cells:
        return _row(sheet, index)
    text, offset = _without_label(sheet, index)
    if text is None:
        return []
    found: list[Target] = []
    for start, end in _clauses(text, words_count=True):
        figures = _set_figures(text[start:end])
        if figures:
            found += [_target(sheet, index, text, offset, start, end, figure) for figure in figures]
        elif _is_target_in_words(sheet, index, text[start:end]):
            found.append(_target(sheet, index, text, offset, start, end, None))
    return found


def _without_label(sheet: Sheet, index: int) -> tuple[str | None, int]:
    """The content of a paragraph and its offset: for a heading, what runs on after its colon."""
    whole = sheet.texts[index]
    text = bare(whole)
    offset = len(whole) - len(text)
    node = sheet.node_at.get(index)
    if node is None or not node.heading:
        return text, offset
    lead = _LEAD.search(text)
    if lead is None:
        return (text, offset) if next(figures_in(text), None) and "%" in text else (None, 0)
    return text[lead.end() :], offset + lead.end()


def _set_figures(clause: str) -> list[Figure]:
    """The figures a clause sets: percentages and compared counts, else whatever it counts."""
    figures = list(islice(figures_in(clause), _MOST_FIGURES))
    compared = [figure for figure in figures if figure.compared]
    return compared or figures


def _is_target_in_words(sheet: Sheet, index: int, clause: str) -> bool:
    words = clause.split()
    if len(words) < 4 or clause.rstrip().endswith(":"):
        return False
    return not fold(clause).startswith(("can cu", "trong do:", "cu the", "(", "tren co so"))


def _elsewhere(sheet: Sheet, index: int, kind: str) -> list[Target]:
    whole = sheet.texts[index]
    if "%" not in whole and not _COMPARED.search(sheet.folded[index]):
        return []
    text, offset = _without_label(sheet, index)
    if text is None or kind == "commendation" or _PAST.search(sheet.folded[index]):
        return []
    found = []
    for start, end in _clauses(text, words_count=False):
        clause = text[start:end]
        figures = [figure for figure in _set_figures(clause) if figure.compared]
        if figures and not _QUOTA.search(fold(clause)):
            found += [_target(sheet, index, text, offset, start, end, figure) for figure in figures]
    return found


_COMPARED = re.compile(
    r"it nhat|toi thieu|\btren \d|\bhon \d|tro len|khong qua|toi da|\bduoi \d|khong duoi|[<>≥≤]|nhieu nhat|phan tram"
)


def _target(sheet: Sheet, index: int, text: str, offset: int, start: int, end: int, figure: Figure | None) -> Target:
    said = trim(text[start:end])
    source = Span(index, offset + start, offset + end)
    level = level_of(said, sheet, index)
    if figure is None:
        return Target(
            text=said, source=source, level=level, doubt="Không có con số: để bằng lời hay đặt đạt/không đạt?"
        )
    doubt = "" if figure.compared or figure.is_percent else "Con số đứng một mình: đúng là chỉ tiêu phải đạt?"
    return Target(
        text=said,
        comparator=figure.comparator,
        value=figure.value,
        unit=figure.unit,
        source=source,
        level=level,
        doubt=doubt,
    )


def _clauses(text: str, *, words_count: bool) -> Iterator[tuple[int, int]]:
    """The spans of the clauses of a paragraph, lead-ins left out."""
    start = 0
    for cut in [*_CUT.finditer(text), None]:
        end = cut.start() if cut else len(text)
        if text[start:end].strip():
            yield from _comma_clauses(text, _after_lead(text, start, end), end, words_count)
        start = cut.end() if cut else end


def _after_lead(text: str, start: int, end: int) -> int:
    """Past a lead-in that only names the topic; a lead-in that is the subject of the figure stays."""
    lead = _LEAD.search(text, start, min(end, start + 160))
    if lead is None or _RATE.search(fold(text[start : lead.start()])):
        return start
    rest = text[lead.end() : end]
    figure = next(figures_in(rest), None)
    if figure and len(rest) - (figure.end - figure.start) < 25:
        return start
    return lead.end()


def _comma_clauses(text: str, start: int, end: int, words_count: bool) -> Iterator[tuple[int, int]]:
    commas = list(_COMMA.finditer(text, start, end))
    places = [start + figure.start for figure in figures_in(text[start:end])] if commas else []
    cuts = [start]
    for comma, following in zip(commas, [*(comma.start() for comma in commas), end][1:], strict=True):
        rest = fold(text[comma.end() : min(end, comma.end() + 160)])
        parts_targets = _holds(places, cuts[-1], comma.start()) and _holds(places, comma.end(), end)
        if (parts_targets and (_NEW_TARGET.match(rest) or _WORK.match(rest) or _REACHES.match(rest))) or (
            not words_count and _OTHER_PREDICATE.match(rest) and not _holds(places, comma.end(), following)
        ):
            cuts.append(comma.end())
        elif not words_count and _STRIVES.match(rest) and not _holds(places, cuts[-1], comma.start()):
            cuts[-1] = comma.end()
    yield from zip(cuts, [*cuts[1:], end], strict=True)


def _holds(places: list[int], start: int, end: int) -> bool:
    """Whether one of the sorted places lies in a stretch."""
    return bisect_left(places, start) < bisect_left(places, end)


def _row(sheet: Sheet, index: int) -> list[Target]:
    """A row of a table of targets is one entry: its last percentage, or its last number with its cell of units."""
    cells, text = sheet.blocks[index].cells, sheet.texts[index]
    table = sheet.table_at.get(index)
    if _PAST.search(sheet.folded[index]) or index in sheet.table_headings:
        return []
    figures = [figure for figure in figures_in(text) if figure.is_percent]
    if table is not None and table.sets_targets:
        figures = _valued(table, cells) or figures
    return [_target(sheet, index, text, 0, 0, len(text), figure) for figure in figures[-1:]]


def _valued(table: Table, cells: tuple[str, ...]) -> list[Figure]:
    """The figure of the last cell that holds a number, counted in the row's cell of units."""
    unit = table.cell(cells, "unit")
    for cell, role in reversed(list(zip(cells, table.roles, strict=False))):
        if role not in ("number", "target", "task", "unit") and _TABLE_FIGURE.search(cell):
            counted = cell if "%" in cell else f"{cell.strip()} {unit}"
            return list(figures_in(counted))[:1]
    return []
