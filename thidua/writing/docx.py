"""An official document as a Word file.

The XML is written as text: a list of thousands of rows costs little more than packing it. What the document says comes
from `setting`, how it looks from the styles, one for each component of the decree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.sax.saxutils import escape
from zlib import crc32

from thidua.writing import decree
from thidua.writing.charts import told
from thidua.writing.codes import qr_png
from thidua.writing.decree import LOOKS, MARGINS, PAPER
from thidua.writing.document import Document
from thidua.writing.pdf import png_of
from thidua.writing.setting import Beside, Code, Drawing, Frame, Grid, Line, Piece, Rule, Sheet, sheets_of
from thidua.writing.wording import clean
from thidua.writing.wordml import package, paragraph, picture, run, tag, twips, zipped

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_EDGES = ("top", "left", "bottom", "right")
_CELL_MARGIN = 1.4
_FOOT_FROM_BOTTOM = 10.0
_CODE = "check"
"""The picture of the one QR code that a document has."""
_TALL = 900
"""Letters of a row from which it may be broken over pages."""


def docx_of(document: Document) -> bytes:
    """The same document gives the same bytes."""
    title = f"{document.kind.name} {clean(document.excerpt)}".strip()
    pictures = {_CODE: qr_png(document.check_url)} if document.check_url else {}
    return docx_of_sheets(title, sheets_of(document), pictures)


def docx_of_sheets(title: str, sheets: tuple[Sheet, ...], pictures: dict[str, bytes] | None = None) -> bytes:
    """What is set out already, whatever it is; `title` is what the file says of itself."""
    number = paragraph("page_number", tag("fldSimple", run("2"), instr=" PAGE "))
    drawings = [piece for sheet in sheets for piece in sheet.pieces if isinstance(piece, Drawing)]
    shown = {**(pictures or {}), **{_name(drawing): png_of(drawing) for drawing in drawings}}
    feet = {f"foot{index}": _contact(sheet.foot) for index, sheet in enumerate(sheets) if sheet.foot}
    return zipped(package(title, _body(sheets), {"head": number, "blank": _gap(1)}, feet, shown))


def _body(sheets: tuple[Sheet, ...]) -> list[str]:
    pieces: list[str] = []
    for index, sheet in enumerate(sheets):
        width = decree.TEXT_WIDTH_LANDSCAPE if sheet.is_landscape else decree.TEXT_WIDTH
        pieces += _flow(sheet.pieces, width)
        section = _section(sheet, index)
        pieces.append(section if index == len(sheets) - 1 else _gap(1, section=section))
    return pieces


def _flow(pieces: Iterable[Piece], width: float) -> Iterator[str]:
    """The pieces of a page or a cell; a gap parts tables that meet, and ends what ends with a table."""
    before: Piece | None = None
    for piece in pieces:
        is_apart = isinstance(piece, Beside | Frame) and before is not None
        if isinstance(before, Grid) or is_apart:
            yield _gap(8, stays=True)
        yield from _drawn(piece, width)
        before = piece
    if isinstance(before, Beside | Grid | Frame):
        yield _gap(1)


def _drawn(piece: Piece, width: float) -> Iterator[str]:
    if isinstance(piece, Line):
        yield _paragraph(piece)
    elif isinstance(piece, Rule):
        yield _rule(piece, width)
    elif isinstance(piece, Frame):
        yield _frame(piece)
    elif isinstance(piece, Code):
        yield paragraph(
            "check", picture(_CODE, f"Mã QR: {piece.url}", piece.side, piece.side), marks=tag("spacing", before=160)
        )
    elif isinstance(piece, Drawing):
        drawn = picture(_name(piece), told(piece.figure), piece.width, piece.height)
        yield paragraph("figure", drawn)
    elif isinstance(piece, Beside):
        yield from _columns(piece)
    else:
        yield from _grid(piece)


def _name(drawing: Drawing) -> str:
    """Of its picture: the same drawing is kept once."""
    return f"figure{crc32(repr(drawing).encode()):08x}"


def _paragraph(line: Line) -> str:
    marks = tag("keepNext") if line.stays and not LOOKS[line.role].keep else ""
    marks += tag("spacing", before=twips(line.space)) if line.space else ""
    marks += tag("ind", left=twips(line.inset), right=twips(line.inset)) if line.inset else ""
    return paragraph(
        line.role, *(run(said.text, bold=said.bold, italic=said.italic) for said in line.runs), marks=marks
    )


def _rule(rule: Rule, width: float) -> str:
    """A border over an empty line: it stays where it is in every programme, as drawn lines do not."""
    side = twips((width - rule.width) / 2)
    border = tag("pBdr", tag("top", val="single", sz=6, space=1, color=decree.BLACK))
    after = 120 if width >= decree.TEXT_WIDTH else 0
    return paragraph("rule", marks=border + tag("spacing", before=80, after=after) + tag("ind", left=side, right=side))


def _gap(points: float, *, stays: bool = False, section: str = "") -> str:
    keep = tag("keepNext") if stays else ""
    return paragraph("rule", marks=keep + tag("spacing", line=round(points * 20), lineRule="exact") + section)


def _frame(frame: Frame) -> str:
    borders = "".join(tag(edge, val="single", sz=8, space=0, color=decree.RED) for edge in _EDGES)
    cell = tag("tcPr", tag("tcW", w=twips(frame.width), type="dxa"), tag("vAlign", val="center"))
    height = tag("trHeight", val=twips(frame.height), hRule="exact")
    row = tag("tr", tag("trPr", tag("cantSplit"), height), tag("tc", cell, paragraph("urgency", run(frame.word))))
    return tag("tbl", _table_marks((frame.width,), borders, 0, tag("jc", val="center")), row)


def _table_marks(widths: tuple[float, ...], borders: str, margin: float, place: str = "") -> str:
    """What comes before the rows."""
    sides = "".join(tag(edge, w=twips(margin), type="dxa") for edge in ("left", "right"))
    marks = tag(
        "tblPr",
        tag("tblW", w=sum(map(twips, widths)), type="dxa"),
        place,
        tag("tblBorders", borders),
        tag("tblLayout", type="fixed"),
        tag("tblCellMar", sides),
    )
    return marks + tag("tblGrid", *(tag("gridCol", w=twips(width)) for width in widths))


def _columns(beside: Beside) -> Iterator[str]:
    borders = "".join(tag(edge, val="nil") for edge in (*_EDGES, "insideH", "insideV"))
    yield "<w:tbl>" + _table_marks(beside.widths, borders, 0)
    for row in beside.rows:
        cells = (
            tag(
                "tc",
                tag("tcPr", tag("tcW", w=twips(width), type="dxa")),
                *_flow(column, width),
                "" if column else _gap(1),
            )
            for column, width in zip(row, beside.widths, strict=True)
        )
        yield tag("tr", tag("trPr", tag("cantSplit")) if beside.is_whole else "", *cells)
    yield "</w:tbl>"


def _grid(grid: Grid) -> Iterator[str]:
    """The rows are joined from ready pieces: there may be thousands."""
    borders = "".join(
        tag(edge, val="single", sz=4, space=0, color=decree.BLACK) for edge in (*_EDGES, "insideH", "insideV")
    )
    yield "<w:tbl>" + _table_marks(grid.widths, borders, _CELL_MARGIN)
    titles = zip(grid.head, grid.widths, strict=True)
    head = "".join(_cell_start(width, "table_head") + _cell_text(text) for text, width in titles)
    yield tag("tr", tag("trPr", tag("cantSplit"), tag("tblHeader")), head)
    aligned = zip(grid.widths, grid.aligns, strict=True)
    starts = [_cell_start(width, "table_cell", align) for width, align in aligned]
    for row in grid.rows:
        if len(row) == 1 < len(starts):
            cells = _band(row[0], grid.widths)
        else:
            cells = "".join([start + _cell_text(text) for start, text in zip(starts, row, strict=True)])
        marks = "<w:trPr><w:cantSplit/></w:trPr>" if sum(map(len, row)) < _TALL else ""
        yield f"<w:tr>{marks}{cells}</w:tr>"
    yield "</w:tbl>"


def _cell_start(width: float, role: str, align: str = "left", span: str = "") -> str:
    """A cell up to its text."""
    middle = tag("vAlign", val="center") if role == "table_head" else ""
    aligned = "" if align == "left" else tag("jc", val="both" if align == "justify" else align)
    marks = tag("tcPr", tag("tcW", w=twips(width), type="dxa"), span, middle)
    return f"<w:tc>{marks}<w:p>" + tag("pPr", tag("pStyle", val=role), aligned)


@lru_cache(maxsize=4096)
def _cell_text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>' if text else "</w:p></w:tc>"


def _band(title: str, widths: tuple[float, ...]) -> str:
    start = _cell_start(sum(widths), "table_cell", span=tag("gridSpan", val=len(widths)))
    return f"{start}{run(title, bold=True)}</w:p></w:tc>"


def _section(sheet: Sheet, index: int) -> str:
    wide, high = map(twips, reversed(PAPER) if sheet.is_landscape else PAPER)
    turned = {"orient": "landscape"} if sheet.is_landscape else {}
    margins = {edge: twips(MARGINS[edge]) for edge in ("top", "right", "bottom", "left")}
    distances = {"header": twips(decree.PAGE_NUMBER_FROM_TOP), "footer": twips(_FOOT_FROM_BOTTOM), "gutter": 0}
    return tag(
        "sectPr",
        '<w:headerReference w:type="default" r:id="head"/><w:headerReference w:type="first" r:id="blank"/>',
        f'<w:footerReference w:type="first" r:id="foot{index}"/>' if sheet.foot else "",
        tag("type", val="nextPage"),
        tag("pgSz", w=wide, h=high, **turned),
        tag("pgMar", **margins, **distances),
        tag("pgNumType", start=1),
        tag("titlePg"),
    )


def _contact(lines: tuple[str, ...]) -> str:
    border = tag("pBdr", tag("top", val="single", sz=6, space=2, color=decree.BLACK))
    return "".join(
        paragraph("contact", run(text), marks=border if index == 0 else "") for index, text in enumerate(lines)
    )
