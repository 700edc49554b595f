"""Pieces: the lines of a source cut where one line holds several (columns, lost line breaks)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from thidua.reading.breaks import columns_in, is_letterhead, lost_breaks
from thidua.reading.labels import bullet_of, label_of
from thidua.reading.letters import clean
from thidua.reading.source import Line, Source

LOST_BREAKS_FROM = 1200
"""A visual line this long has lost its line breaks (characters)."""
MANY_BREAKS = 12
"""A line in which so many line breaks are lost is no row of a table."""
_TABLE_RULE = re.compile(r"^[\s|:+=-]+$")


@dataclass(slots=True)
class Piece:
    """A stretch of one line: its span in `Source.text`, its clean text, the blank lines above it."""

    start: int
    end: int
    text: str
    line: Line
    gap: int = 0
    cells: tuple[str, ...] = ()
    indent: int = 0
    """Blanks before it on its line."""

    @property
    def page(self) -> int:
        return self.line.page


def pieces_of(source: Source) -> list[Piece]:
    """Every non-blank stretch of the source in reading order."""
    found: list[Piece] = []
    lines = _as_one(source) if _is_rewrapped(source) else source.lines
    limit = 250 if len(lines) <= 4 else LOST_BREAKS_FROM
    after = 0
    gapped = _gapped_rows(source) if lines is source.lines else frozenset()
    for number, line in enumerate(lines):
        gap = max(0, source.text.count("\n", after, line.start) - 1) if found else 0
        made = [_gapped_row(source.text, line)] if number in gapped else _pieces_of_line(source.text, line, limit)
        if not made:
            continue
        made[0].gap = gap
        found.extend(made)
        after = line.end
    return _columns_apart(found)


def _is_rewrapped(source: Source) -> bool:
    """Whether a text that had lost its line breaks was wrapped again: every line but the last is full."""
    texts = [text for line in source.lines if (text := source.text[line.start : line.end].strip())][:-1]
    if len(texts) < FEWEST_LINES or any(line.whole or line.cells or line.note for line in source.lines):
        return False
    lengths, width = list(map(len, texts)), max(map(len, texts))
    if sum("|" in text or bool(label_of(text) or bullet_of(text)) for text in texts) * 4 > len(texts):
        return False
    return width <= WIDEST and sum(length > 0.75 * width for length in lengths) >= 0.95 * len(lengths)


def _as_one(source: Source) -> tuple[Line, ...]:
    return (Line(source.lines[0].start, source.lines[-1].end),)


FEWEST_LINES = 8
WIDEST = 240
"""Lines, and characters of a line, of a text that was wrapped."""
FAR_RIGHT = 20
"""A line indented so far (characters) beside two columns stands in the right one."""


def _columns_apart(pieces: list[Piece]) -> list[Piece]:
    """Lines of two columns in a row: the whole left column first, then the right one."""
    found: list[Piece] = []
    right: list[Piece] = []
    for place, piece in enumerate(pieces):
        paired = place + 1 < len(pieces) and pieces[place + 1].line is piece.line
        follows = place > 0 and pieces[place - 1].line is piece.line
        if (follows and (right or pieces[place - 1] is found[-1])) or (
            right and not paired and piece.indent >= FAR_RIGHT
        ):
            right.append(piece)
        else:
            if right and not paired and not (len(piece.text) < FAR_RIGHT and _pairs_soon(pieces, place)):
                found += right
                right = []
            found.append(piece)
    return found + right


def _pairs_soon(pieces: list[Piece], place: int) -> bool:
    """Whether one of the next two lines has two columns again."""
    return any(one.line is other.line for one, other in pairwise(pieces[place + 1 : place + 4]))


def _pieces_of_line(text: str, line: Line, limit: int) -> list[Piece]:
    raw = text[line.start : line.end].replace("\n", " ").replace("\r", " ")
    if not raw.strip():
        return []
    if line.cells or line.table is not None:
        cells = tuple(clean(text[a:b]) for a, b in line.cells)
        return [Piece(line.start, line.end, _row_text(cells) or clean(raw), line, cells=cells or (clean(raw),))]
    lost = lost_breaks(raw) if len(raw) >= limit else []
    if "|" in raw and _is_row(raw) and len(lost) < MANY_BREAKS:
        return [_markdown_row(line, raw)]
    return _cut(raw, line, lost if lost or line.whole else columns_in(raw))


_GAP = re.compile(r"(?<=\S)(?:\s{3,}|\t\s*)(?=\S)")


def _gapped_rows(source: Source) -> frozenset[int]:
    """The lines of tables set with blanks: two wide gaps or more, line after line."""
    lines = [(number, line) for number, line in enumerate(source.lines) if source.text[line.start : line.end].strip()]
    wide = [not line.whole and not line.cells and _is_gapped(source.text[line.start : line.end]) for _, line in lines]
    near = [any(wide[max(0, place - 1) : place]) or any(wide[place + 1 : place + 2]) for place in range(len(wide))]
    return frozenset(
        number for (number, _), is_wide, beside in zip(lines, wide, near, strict=True) if is_wide and beside
    )


def _is_gapped(raw: str) -> bool:
    raw = raw.strip()
    return len(raw) < 300 and len(_GAP.findall(raw)) >= 2 and not is_letterhead(raw)


def _gapped_row(text: str, line: Line) -> Piece:
    cells = tuple(clean(cell) for cell in _GAP.split(text[line.start : line.end].strip()))
    return Piece(line.start, line.end, _row_text(cells), line, cells=cells)


def _is_row(raw: str) -> bool:
    """A row drawn with bars, not the columns of a letterhead."""
    cells = [cell for cell in raw.strip().strip("|").split("|") if cell.strip()]
    return len(cells) >= 2 and len(raw) < LOST_BREAKS_FROM * 4 and not _TABLE_RULE.match(raw) and not is_letterhead(raw)


def _markdown_row(line: Line, raw: str) -> Piece:
    cells = tuple(clean(cell) for cell in raw.strip().strip("|").split("|"))
    return Piece(line.start, line.end, _row_text(cells), line, cells=cells)


def _row_text(cells: tuple[str, ...]) -> str:
    """The cells with bars between them; an empty one leaves its bars."""
    return " ".join(" | ".join(cells).split())


def _cut(raw: str, line: Line, cuts: list[int]) -> list[Piece]:
    made: list[Piece] = []
    for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True):
        inner = raw[start:end].lstrip()
        if not inner:
            continue
        label = f"{line.label} " if line.label and not made else ""
        lead = end - start - len(inner)
        first, inner = line.start + start + lead, inner.rstrip()
        made.append(Piece(first, first + len(inner), clean(label + inner), line, indent=lead))
    return made
