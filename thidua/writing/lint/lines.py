"""The lines of a Word file in reading order, each with how it looks; its pages, and where their numbers stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from thidua.writing.lint.faces import MM, Face, Shape, Style, Styles, shaped
from thidua.writing.lint.package import Package, W, child, mark, whole

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WRAPPERS = {
    W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "hyperlink", "smartTag", "fldSimple")
}
_DRAWINGS = {W + "drawing", W + "pict", W + "object"}
_MOST_LINES = 60_000
_LAYOUT_WORDS = ("cộng hòa xã hội", "cộng hoà xã hội", "nơi nhận")
_FIRST_TEXTS = 200
"""Texts of a table that say whether it is the letterhead or the foot."""
_LABEL = 5
"""A tab after fewer letters parts a label from its text, not two columns."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a part of one that a break or a tab ends. `face` is that of most of its letters."""

    text: str
    face: Face = field(default_factory=Face)
    shape: Shape = field(default_factory=Shape)
    fonts: frozenset[str] = frozenset()
    colours: frozenset[str] = frozenset()
    section: int = 0
    table: int = 0
    """Which table it stands in, from 1; 0 for none."""
    in_grid: bool = False
    """Whether that table has lines or several rows: it holds figures, and does not only set columns side by side."""
    drawn: bool = False
    """Whether a drawing hangs on it."""
    starts_page: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Millimetres. `number_in` is where page numbers stand: `head`, `foot` or nowhere."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    number_in: str = ""
    number_align: str = ""
    number_size: float = 0.0
    first_shows: bool = False
    """Whether the first page has its number too."""
    starts: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    lines: tuple[Line, ...]
    sections: tuple[Section, ...]
    pages: int | None
    """As Word counted them when it saved; None where it did not say."""


def paper_of(data: bytes) -> Paper:
    """Raises Refused."""
    package = Package(data)
    reader = _Reader(Styles(package.part("styles"), package.part("theme")))
    body = child(package.document, "body")
    reader.read(() if body is None else body)
    marks = [*reader.sections, child(body, "sectPr")]
    sections = tuple(_sections([each for each in marks if each is not None], package, reader.styles))
    count = child_text(package.parsed("docProps/app.xml"), "Pages")
    return Paper(tuple(reader.lines), sections, whole(count))


def child_text(root: Any | None, name: str) -> str | None:
    found = None if root is None else root.find("{*}" + name)
    return None if found is None else found.text


class _Reader:
    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.lines: list[Line] = []
        self.sections: list[Any] = []
        self._tables = 0
        self._breaks = False

    def read(self, container: Any, table: int = 0, in_grid: bool = False) -> None:
        for element in container:
            if element.tag == W + "p":
                self._paragraph(element, table, in_grid)
            elif element.tag == W + "tbl":
                self._tables += 1
                self._table(element, self._tables, in_grid)
            elif element.tag in _WRAPPERS:
                self.read(element, table, in_grid)

    def _table(self, table: Any, number: int, in_grid: bool) -> None:
        grid = in_grid or _is_grid(table, self.styles)
        for row in _unwrapped(table, W + "tr"):
            for cell in _unwrapped(row, W + "tc"):
                self.read(cell, number, grid)

    def _paragraph(self, paragraph: Any, table: int, in_grid: bool) -> None:
        if len(self.lines) > _MOST_LINES:
            return
        marks = child(paragraph, "pPr")
        style = self.styles.paragraph(mark(child(marks, "pStyle")))
        style = Style(style.face, shaped(style.shape, marks))
        starts = self._breaks or (child(marks, "pageBreakBefore") is not None)
        self._breaks = False
        for number, (runs, drawn) in enumerate(self._pieces(paragraph, style)):
            place = {"section": len(self.sections), "table": table, "in_grid": in_grid}
            self.lines.append(_line(runs, style, drawn=drawn, starts_page=starts and number == 0, **place))
        if (section := child(marks, "sectPr")) is not None:
            self.sections.append(section)

    def _pieces(self, paragraph: Any, style: Style) -> Iterator[tuple[list[tuple[str, Face]], bool]]:
        """Runs of text with their faces, cut at breaks and tabs; whether something is drawn there."""
        runs: list[tuple[str, Face]] = []
        drawn = False
        for run in paragraph.iter(W + "r"):
            if _paragraph_of(run) is not paragraph or _is_struck(run):
                continue
            face = self.styles.run(style.face, child(run, "rPr"))
            for element in run:
                if element.tag == W + "t" and not face.hidden:
                    runs.append((element.text or "", face))
                elif element.tag in (W + "noBreakHyphen",):
                    runs.append(("-", face))
                elif element.tag == W + "br" and mark(element, "type") == "page":
                    self._breaks = True
                elif element.tag == W + "tab" and sum(len(text.strip()) for text, _ in runs) < _LABEL:
                    runs.append((" ", face))
                elif element.tag in (W + "br", W + "tab", W + "cr"):
                    yield runs, drawn
                    runs, drawn = [], False
                elif element.tag in _DRAWINGS or element.tag.endswith("}AlternateContent"):
                    drawn = True
        yield runs, drawn


def _line(runs: list[tuple[str, Face]], style: Style, **place: Any) -> Line:
    weights: Counter[Face] = Counter()
    fonts: set[str] = set()
    colours: set[str] = set()
    for text, face in runs:
        if weight := len("".join(text.split())):
            weights[face] += weight
            fonts.add(face.font)
            colours.add(face.colour)
    text = "".join(said.upper() if face.caps else said for said, face in runs)
    return Line(
        " ".join(text.split()) if text.strip() else "",
        weights.most_common(1)[0][0] if weights else style.face,
        style.shape,
        frozenset(fonts),
        frozenset(colours),
        **place,
    )


def _unwrapped(container: Any, tag: str) -> Iterator[Any]:
    """The rows of a table or cells of a row, also those in content controls."""
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _unwrapped(element, tag)


def _paragraph_of(run: Any) -> Any:
    above = run.getparent()
    while above is not None and above.tag != W + "p":
        above = above.getparent()
    return above


def _is_struck(run: Any) -> bool:
    """Whether a run was deleted under tracked changes, or is the second copy that old programmes read."""
    above = run.getparent()
    while above is not None and above.tag != W + "p":
        if above.tag in (W + "del", W + "moveFrom") or above.tag.endswith("}Fallback"):
            return True
        above = above.getparent()
    return False


def _is_grid(table: Any, styles: Styles) -> bool:
    """Whether lines are drawn between cells; the letterhead and the foot are never figures, however drawn."""
    words = "".join(islice(table.itertext(W + "t"), _FIRST_TEXTS)).lower()
    if any(sign in words for sign in _LAYOUT_WORDS):
        return False
    rows = table.findall(W + "tr")
    if len(rows) == 1 and len(rows[0].findall(W + "tc")) == 1:
        return False
    borders = child(table, "tblPr", "tblBorders")
    if borders is None:
        return len(rows) > 1 and styles.draws_grid(mark(child(table, "tblPr", "tblStyle")))
    return any((mark(edge) or "nil") not in ("nil", "none") for edge in borders)


def _sections(marks: list[Any], package: Package, styles: Styles) -> Iterator[Section]:
    """The sections; what one does not say of its headers and footers holds from the one before."""
    held: dict[tuple[str, str], str] = {}
    for element in marks:
        for reference in element:
            for kind in ("header", "footer"):
                if reference.tag == f"{W}{kind}Reference":
                    held[kind, mark(reference, "type") or "default"] = reference.get(_R + "id", "")
        yield _section(element, held, package, styles)


def _section(element: Any, held: dict[tuple[str, str], str], package: Package, styles: Styles) -> Section:
    size, margins = child(element, "pgSz"), child(element, "pgMar")
    sizes = [(whole(mark(size, name)) or 0) * MM for name in ("w", "h")]
    edges = [(whole(mark(margins, name)) or 0) * MM for name in ("top", "bottom", "left", "right")]
    has_first = child(element, "titlePg") is not None and mark(child(element, "titlePg")) not in ("0", "false")
    found = {kind: _number(package.named(held.get((kind, "default"), "")), styles) for kind in ("header", "footer")}
    on_first = [_number(package.named(held.get((kind, "first"), "")), styles) for kind in ("header", "footer")]
    number = found["header"] or found["footer"]
    width, height = sizes
    top, bottom, left, right = edges
    return Section(
        width,
        height,
        top,
        bottom,
        left,
        right,
        number_in="head" if found["header"] else "foot" if found["footer"] else "",
        number_align=number[0] if number else "",
        number_size=number[1] if number else 0.0,
        first_shows=any(on_first) if has_first else bool(number),
        starts=whole(mark(child(element, "pgNumType"), "start")),
    )


def _number(part: Any | None, styles: Styles) -> tuple[str, float] | None:
    """How the paragraph with the page number is aligned, and its size; None where there is no number."""
    for paragraph in () if part is None else part.iter(W + "p"):
        fields = [field.get(W + "instr") or "" for field in paragraph.iter(W + "fldSimple")]
        fields += [field.text or "" for field in paragraph.iter(W + "instrText")]
        if not any(field.split()[:1] == ["PAGE"] for field in fields):
            continue
        marks = child(paragraph, "pPr")
        style = styles.paragraph(mark(child(marks, "pStyle")))
        frame = mark(child(marks, "framePr"), "xAlign")
        last = list(paragraph.iter(W + "r"))[-1:]
        face = styles.run(style.face, child(last[0], "rPr")) if last else style.face
        return frame or shaped(style.shape, marks).align, face.size
    return None
