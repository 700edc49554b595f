"""A document set out as sheets of lines, rules, frames, columns and tables: what every renderer prints, in one order.

Each line names its role in `decree.LOOKS`; what it says is final.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from thidua.writing import charts, decree
from thidua.writing.decree import LOOKS, Align, Look
from thidua.writing.document import (
    Appendix,
    Article,
    Band,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Rank,
    Run,
    Signature,
    Table,
)
from thidua.writing.metrics import width_of
from thidua.writing.wording import (
    attached_to,
    clean,
    closed,
    dated_line,
    listed,
    number_line,
    recipients_of,
    roman,
    runs_of,
    shown,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; a line feed in it begins a new line. `stays` keeps it on the page of what follows; `space` is room
    over it, `inset` on both sides, in millimetres.
    """

    role: str
    runs: tuple[Run, ...]
    stays: bool = False
    space: float = 0.0
    inset: float = 0.0


@dataclass(frozen=True, slots=True)
class Rule:
    """A solid line, centred; `width` in millimetres."""

    width: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A word in a red frame of `width` by `height` millimetres."""

    word: str
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of `url`, square."""

    url: str
    side: float


Small = Line | Rule | Frame | Code
"""What may stand in a column."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Columns without borders; a row is broken over pages only where it cannot be whole."""

    rows: tuple[tuple[tuple[Small, ...], ...], ...]
    widths: tuple[float, ...]

    @property
    def is_whole(self) -> bool:
        """Whether it surely fits one page."""
        longest = max((_lines_in(column) for row in self.rows for column in row), default=0)
        return longest < _MOST_LINES


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: widths in millimetres, rows as text. A row of one cell in a wider table spans it, in bold."""

    widths: tuple[float, ...]
    aligns: tuple[Align, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, `width` by `height` millimetres, centred."""

    figure: Figure
    width: float
    height: float


_NARROWEST = 11.0
_SLACK = 2.0
"""Millimetres left to fonts that run a little wider."""
_MOST_LINES = 40
_LETTERS_A_LINE = 35
"""Of the narrowest column, at its smallest size."""
Piece = Small | Beside | Grid | Drawing


@dataclass(frozen=True, slots=True)
class Sheet:
    """Pages that are numbered together, from 1; `foot` stands at the bottom of the first."""

    pieces: tuple[Piece, ...]
    is_landscape: bool = False
    foot: tuple[str, ...] = ()


def _lines_in(column: tuple[Small, ...]) -> int:
    texts = (sum(len(run.text) for run in piece.runs) for piece in column if isinstance(piece, Line))
    return sum(1 + letters // _LETTERS_A_LINE for letters in texts)


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """The document itself, then each appendix."""
    contact = tuple(filter(None, map(clean, document.contact)))
    pieces = (*_head(document), *_opening(document), *_text(document), *_foot(document))
    appendices = (_appendix(document, index) for index in range(len(document.appendices)))
    return (Sheet(pieces, foot=contact), *appendices)


def line(role: str, text: str, *, stays: bool = False, space: float = 0.0) -> Line:
    """A line in one face; in capitals where its role has them."""
    said = clean(text)
    return Line(role, (Run(said.upper() if LOOKS[role].caps else said),), stays or LOOKS[role].keep, space)


def balanced(role: str, text: str, width: float) -> Line:
    """A centred line that, where it takes several, is broken into lines of about the same length."""
    drawn = line(role, text)
    return replace(drawn, inset=inset_of(drawn.runs[0].text, LOOKS[role], width))


def inset_of(text: str, look: Look, width: float) -> float:
    """Millimetres to take off both sides of `width` so that the lines are even and no more than before."""
    words = [width_of(word, look.size, bold=look.bold) for word in text.split(" ") if word]
    space = width_of(" ", look.size)
    most = _lines_of(words, space, width)
    if most <= 1 or max(words) > width:
        return 0.0
    narrow = width
    while narrow > 20 and _lines_of(words, space, narrow - 1) == most and max(words) < narrow - 1:
        narrow -= 1
    return round(max(width - narrow - _SLACK, 0) / 2, 1)


def _lines_of(words: list[float], space: float, width: float) -> int:
    count, used = 1, 0.0
    for word in words:
        if used and used + space + word > width:
            count, used = count + 1, word
        else:
            used += (space if used else 0) + word
    return count


def _head(document: Document) -> Iterator[Piece]:
    """Names and rules in one row, number and date in the next, so that these two stand level."""
    issuer, (wide, _) = document.issuer, decree.HEAD_COLUMNS
    parents = (balanced("parent", parent, wide) for parent in issuer.parents)
    names: tuple[Line, ...] = (*parents, balanced("issuer", issuer.name, wide))
    nation = (line("nation", decree.NATION), line("motto", decree.MOTTO), _motto_rule())
    rule = _short_rule("issuer", issuer.name, wide)
    above: tuple[tuple[Small, ...], ...] = ((*names, rule), nation)
    dated = (Line("dated", (Run(dated_line(document)),)),) if document.place else ()
    below: tuple[tuple[Small, ...], ...] = (tuple(_under_number(document, wide)), dated)
    yield Beside((above, below) if any(below) else (above,), decree.HEAD_COLUMNS)


def _under_number(document: Document, width: float) -> Iterator[Small]:
    if document.number:
        yield Line("number", (Run(number_line(document)),))
    if document.is_letter and document.excerpt:
        yield balanced("letter_excerpt", f"V/v {document.excerpt}", width)
    if document.urgency:
        yield Frame(document.urgency, *decree.URGENCY[document.urgency])
    if document.is_draft:
        yield line("draft", "Dự thảo")


def _motto_rule() -> Rule:
    return Rule(round(width_of(decree.MOTTO, LOOKS["motto"].size, bold=True), 1))


def _short_rule(role: str, text: str, most: float) -> Rule:
    """Under a text that may take several lines: a share of its longest."""
    look = LOOKS[role]
    said = clean(text)
    width = width_of(said.upper() if look.caps else said, look.size, bold=look.bold)
    return Rule(round(min(width, most) * decree.RULE_SET, 1))


def _opening(document: Document) -> Iterator[Piece]:
    """Title or addressees, who decides, the bases."""
    if not document.is_letter:
        yield line("type", document.kind.name)
        if document.excerpt:
            yield balanced("excerpt", document.excerpt, decree.TEXT_WIDTH)
            yield _short_rule("excerpt", document.excerpt, decree.TEXT_WIDTH * 0.8)
    yield from _addressees(document.addressees)
    if document.enacting:
        yield balanced("enacting", document.enacting, decree.TEXT_WIDTH)
    for basis in listed(document.bases):
        yield line("basis", basis)
    if document.enacting:
        yield line("resolved", f"{document.kind.name}:")


def _addressees(addressees: tuple[str, ...]) -> Iterator[Piece]:
    lines = listed(addressees)
    if len(lines) == 1:
        yield line("addressee", f"Kính gửi: {lines[0].rstrip('.')}")
    elif lines:
        yield line("addressees", "Kính gửi:", stays=True)
        for each in lines:
            yield line("addressees_item", f"- {each}")


def _text(document: Document) -> Iterator[Piece]:
    """The body; its last paragraph ends with `./.` and stays with the signatures."""
    pieces = list(_blocks(document.body, decree.TEXT_WIDTH))
    if document.body and _is_text(document.body[-1]) and isinstance(last := pieces[-1], Line):
        pieces[-1] = replace(last, runs=closed(last.runs), stays=True)
    yield from pieces


def _is_text(block: Block) -> bool:
    return isinstance(block, Paragraph | Article)


def _blocks(blocks: tuple[Block, ...], width: float) -> Iterator[Piece]:
    for block in blocks:
        if isinstance(block, Heading):
            yield from _heading(block)
        elif isinstance(block, Paragraph):
            label = (Run(f"{clean(block.label)} "),) if block.label else ()
            yield Line("body", label + runs_of(block.text))
        elif isinstance(block, Article):
            yield Line("body", (Run(f"Điều {block.number}. ", bold=True), *runs_of(block.text)))
        elif isinstance(block, Figure):
            yield from _figure(block, width)
        else:
            yield from _table(block, width)


def _figure(figure: Figure, width: float) -> Iterator[Piece]:
    if figure.caption:
        yield line("caption", figure.caption)
    wide = min(width, decree.FIGURE_WIDTH)
    yield Drawing(figure, wide, round(wide * charts.HEIGHT / charts.WIDTH, 1))


def _heading(heading: Heading) -> Iterator[Line]:
    if heading.rank in (Rank.PART, Rank.SECTION):
        lines = [text for text in (clean(heading.label), clean(heading.title).upper()) if text]
        yield Line(str(heading.rank), (Run("\n".join(lines)),), stays=True)
    else:
        label = f"{clean(heading.label)} " if heading.label else ""
        title = clean(heading.title)
        text = label + (title.upper() if LOOKS[heading.rank].caps else title)
        yield Line(str(heading.rank), (Run(text),), stays=True)


def _table(table: Table, width: float) -> Iterator[Piece]:
    if table.caption:
        yield line("caption", table.caption)
    widths = _widths(table.columns, width)
    count = len(table.columns)
    full = [row for row in table.rows if not isinstance(row, Band)]
    aligns = tuple(
        _align(column, [row[place] for row in full if place < len(row)]) for place, column in enumerate(table.columns)
    )
    rows = tuple([(clean(row.title),) if isinstance(row, Band) else _row(row, count) for row in table.rows])
    yield Grid(widths, aligns, tuple(clean(column.title) for column in table.columns), rows)


def _widths(columns: tuple[Column, ...], width: float) -> tuple[float, ...]:
    """Shares of `width`; a column too narrow for a number of three digits is widened at the others' cost."""
    least = min(_NARROWEST, width / len(columns))
    shares = [max(column.width, 0.0) for column in columns]
    total = sum(shares) or 1
    narrow = [width * share / total < least for share in shares]
    rest = sum(share for share, is_narrow in zip(shares, narrow, strict=True) if not is_narrow) or 1
    room = width - least * sum(narrow)
    return tuple(
        round(least if is_narrow else room * share / rest, 2) for share, is_narrow in zip(shares, narrow, strict=True)
    )


def _row(row: tuple[Cell, ...], count: int) -> tuple[str, ...]:
    return tuple([shown(cell) for cell in row]) + ("",) * (count - len(row))


def _align(column: Column, cells: list[Cell]) -> Align:
    """A column of figures is set to the right, unless it is to be centred."""
    figures = [isinstance(cell, int | Decimal) for cell in cells if cell is not None]
    return "right" if column.align == "left" and figures and all(figures) else column.align


def _foot(document: Document) -> Iterator[Piece]:
    """Recipients beside one signature; under several that stand side by side. Then where it is checked."""
    recipients = tuple(_recipients(document))
    columns = [tuple(_signature(signature)) for signature in document.signatures]
    code = ((tuple(_check(document)), ()),) if document.check_url else ()
    if len(columns) <= 1:
        yield Beside(((recipients, columns[0] if columns else ()), *code), decree.FOOT_COLUMNS)
        return
    yield Beside((tuple(columns),), (decree.TEXT_WIDTH / len(columns),) * len(columns))
    if recipients or code:
        rows = ((recipients, ()),) if recipients else ()
        yield Beside((*rows, *code), decree.FOOT_COLUMNS)


def _check(document: Document) -> Iterator[Small]:
    yield Code(document.check_url, decree.CHECK_SIDE)
    yield line("check", f"Mã kiểm tra: {document.check_url.rstrip('/').rpartition('/')[2]}")


def _signature(signature: Signature) -> Iterator[Line]:
    for standing in filter(None, signature.standing):
        yield line("capacity", standing)
    yield line("capacity", signature.position)
    if signature.name:
        yield line("signer", signature.name, space=decree.SIGNING_SPACE)


def _recipients(document: Document) -> Iterator[Line]:
    lines = recipients_of(document)
    if lines:
        yield line("recipients", "Nơi nhận:")
    for each in lines:
        yield line("recipient", each)
    if document.drafter:
        yield line("drafter", document.drafter)


def _attached(document: Document, width: float) -> Line:
    said = attached_to(document)
    return Line("appendix_of", (Run(said),), stays=True, inset=inset_of(said, LOOKS["appendix_of"], width))


def _appendix(document: Document, index: int) -> Sheet:
    appendix: Appendix = document.appendices[index]
    width = decree.TEXT_WIDTH_LANDSCAPE if appendix.is_landscape else decree.TEXT_WIDTH
    head = [
        balanced("appendix_title", appendix.title, width),
        _attached(document, width),
    ]
    if appendix.is_labelled:
        number = f" {roman(index + 1)}" if len(document.appendices) > 1 else ""
        head.insert(0, line("appendix", f"Phụ lục{number}"))
    return Sheet((*head, *_blocks(appendix.body, width)), appendix.is_landscape)
