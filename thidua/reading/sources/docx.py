"""Word: the paragraphs and table rows of a .docx, in reading order, with their printed numbers.

Read from the XML itself. Macros are stored apart from the text and are never opened, so a .docm reads as its text.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from thidua.reading.refusals import Damaged
from thidua.reading.source import Source

from .archive import Archive
from .legacy import by_font
from .numbering import Numbering
from .paper import Paper
from .styles import Style, Styles, aligned, font, has_borders, outlined, toggled
from .wordml import W, child, parsed, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_MAIN_PART = "/officeDocument"
_DROPPED = {W + name for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt", "sdtPr")} | {
    _MC + "Fallback"
}
_SIGNS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-", W + "ptab": "\t"}
_WRAPPERS = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")} | {
    _MC + "AlternateContent",
    _MC + "Choice",
}
_LAYOUT_ROWS, _LAYOUT_COLUMNS = 4, 3
_DATA_WORDS = ("stt", "tt", "số tt", "số thứ tự")
_LAYOUT_WORDS = ("cộng hòa xã hội chủ nghĩa", "cộng hoà xã hội chủ nghĩa", "nơi nhận")


def read_docx(data: bytes) -> Source:
    """Raises Refusal `damaged`, `zip_bomb`, `too_long`."""
    package = _Package(Archive(data))
    body = child(parsed(package.main), "body")
    if body is None:
        raise Damaged
    reader = _Reader(Styles(parsed(package.part("styles"))), Numbering(parsed(package.part("numbering"))))
    for part in package.parts("header"):
        reader.read_notes(parsed(part), "header")
    reader.read(body)
    for kind in ("footnote", "endnote"):
        for note in _notes(parsed(package.part(kind + "s")), kind):
            reader.read_notes(note, "footnote")
    for part in package.parts("footer"):
        reader.read_notes(parsed(part), "footer")
    return reader.paper.source("docx")


class _Package:
    """The parts of a Word file, found by their relations and not by their usual names."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        main = next((target for kind, target in self._relations("_rels/.rels", "") if kind.endswith(_MAIN_PART)), None)
        name = main or "word/document.xml"
        self.main = archive.read(name)
        folder, file = posixpath.split(name)
        self._parts = list(self._relations(f"{folder}/_rels/{file}.rels", folder))

    def part(self, kind: str) -> bytes:
        return next(self.parts(kind), b"")

    def parts(self, kind: str) -> Iterator[bytes]:
        return (self._archive.read(target) for found, target in self._parts if found.endswith("/" + kind))

    def _relations(self, name: str, folder: str) -> Iterator[tuple[str, str]]:
        root = parsed(self._archive.read(name))
        for relation in () if root is None else root:
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/" + folder, relation.get("Target", "")))
                yield relation.get("Type", ""), target.lstrip("/")


class _Reader:
    """Walks the body and writes its lines on paper."""

    def __init__(self, styles: Styles, numbering: Numbering, *, in_cell: bool = False) -> None:
        self.paper = Paper()
        self._styles = styles
        self._numbering = numbering
        self._in_cell = in_cell
        """A cell has no place for a label: there the printed number is text."""
        self._tables = 0
        self._note = ""

    def read_notes(self, container: Any | None, note: str) -> None:
        """Read a header, footer or footnote."""
        if container is not None:
            self._note = note
            self.read(container)
            self._note = ""

    def read(self, container: Any) -> None:
        for element in container:
            if element.tag == W + "p":
                self._read_paragraph(element)
            elif element.tag == W + "tbl":
                self._read_table(element)
            elif element.tag in _WRAPPERS:
                self.read(element)

    def _read_paragraph(self, paragraph: Any) -> None:
        marks = child(paragraph, "pPr")
        style = self._styles[value(marks, "pStyle")]
        text = _Text(style)
        text.gather(paragraph)
        label = self._label(marks, style)
        if self._in_cell and label:
            text.begin(label)
            label = ""
        self._write(text, label, aligned(marks, style.centred), outlined(marks) or style.heading)
        for box in text.boxes:
            self.read(box)

    def _write(self, text: _Text, label: str, centred: bool, heading: int) -> None:
        pieces = [piece for piece in str(text).split("\n") if piece.strip()]
        for piece in pieces:
            self.paper.write(
                piece.strip(),
                whole=len(pieces) == 1,
                label=label,
                bold=text.is_bold,
                centred=centred,
                heading=heading,
                note=self._note,
            )
            label = ""

    def _label(self, marks: Any | None, style: Style) -> str:
        number = child(marks, "numPr")
        number_id, depth = style.number_id, style.depth
        if number is not None:
            number_id = value(number, "numId") or number_id
            level = value(number, "ilvl")
            depth = int(level) if level and level.isascii() and level.isdigit() and len(level) < 3 else depth
        return self._numbering.label(number_id, depth) if number_id else ""

    def _read_table(self, table: Any) -> None:
        rows = list(_rows(table))
        if self._is_layout(table, rows):
            for row in rows:
                for cell, _ in row:
                    self.read(cell)
            return
        index, self._tables = self._tables, self._tables + 1
        for row in rows:
            cells = [piece for cell, columns in row for piece in (self._cell_text(cell), *[""] * (columns - 1))]
            self.paper.write_row(cells, table=index, note=self._note)

    def _cell_text(self, cell: Any) -> str:
        """The paragraphs of a cell, nested tables and boxes included, one a line."""
        inner = _Reader(self._styles, self._numbering, in_cell=True)
        inner.read(cell)
        return inner.paper.source("docx").text

    def _is_layout(self, table: Any, rows: list[list[tuple[Any, int]]]) -> bool:
        """A table that only sets columns side by side: letterhead, signatures, a frame."""
        columns = max((len(row) for row in rows), default=0)
        if columns <= 1 and len(rows) <= 1:
            return True
        if len(rows) > _LAYOUT_ROWS or columns > _LAYOUT_COLUMNS:
            return False
        words = "".join(table.itertext(W + "t")).lower()
        if words.startswith(_DATA_WORDS):
            return False
        return any(sign in words for sign in _LAYOUT_WORDS) or not self._has_borders(table)

    def _has_borders(self, table: Any) -> bool:
        marks = child(table, "tblPr")
        style = value(marks, "tblStyle")
        inherited = self._styles[style].bordered if style else False
        return has_borders(marks, inherited) or any(
            edge.get(W + "val", "nil") not in ("nil", "none") for edges in table.iter(W + "tcBorders") for edge in edges
        )


class _Text:
    """The running text of one paragraph: what is struck out left out, boxes put aside."""

    def __init__(self, style: Style) -> None:
        self.boxes: list[Any] = []
        self._style = style
        self._pieces: list[str] = []
        self._has_plain = False
        self._font = style.font

    def __str__(self) -> str:
        return "".join(self._pieces)

    @property
    def is_bold(self) -> bool:
        return not self._has_plain

    def begin(self, label: str) -> None:
        self._pieces.insert(0, label + " ")

    def gather(self, element: Any) -> None:
        for part in element:
            if part.tag == W + "r":
                self._gather_run(part)
            elif part.tag not in _DROPPED:
                self._gather_part(part)

    def _gather_run(self, run: Any) -> None:
        marks = child(run, "rPr")
        if toggled(marks, "vanish", self._style.hidden):
            return
        before = len(self._pieces)
        self._font = font(marks) or self._style.font
        for part in run:
            if part.tag not in _DROPPED:
                self._gather_part(part)
        if not toggled(marks, "b", self._style.bold) and any(piece.strip() for piece in self._pieces[before:]):
            self._has_plain = True

    def _gather_part(self, part: Any) -> None:
        tag = part.tag
        if tag in (W + "t", _MATH_TEXT):
            self._pieces.append(by_font(part.text or "", self._font))
        elif tag in _SIGNS:
            self._pieces.append(_SIGNS[tag])
        elif tag == W + "br":
            self._pieces.append("\n")
        elif tag == W + "sym":
            self._pieces.append(_symbol(part))
        elif tag == W + "txbxContent":
            self.boxes.append(part)
        elif isinstance(tag, str):
            self.gather(part)


def _symbol(part: Any) -> str:
    try:
        code = int(part.get(W + "char", ""), 16)
    except ValueError:
        return ""
    return "•" if code >= 0xF000 else chr(code)


def _rows(table: Any) -> Iterator[list[tuple[Any, int]]]:
    """Each row's cells with the number of columns they span."""
    for row in _unwrapped(table, W + "tr"):
        marks = child(row, "trPr")
        if child(marks, "del") is not None:
            continue
        yield [(cell, _columns(cell)) for cell in _unwrapped(row, W + "tc")]


def _columns(cell: Any) -> int:
    span = value(child(cell, "tcPr"), "gridSpan") or "1"
    return min(int(span), 63) if span.isascii() and span.isdigit() and len(span) < 4 else 1


def _unwrapped(container: Any, tag: str) -> Iterator[Any]:
    for element in container:
        if element.tag == tag:
            yield element
        elif element.tag in _WRAPPERS:
            yield from _unwrapped(element, tag)


def _notes(root: Any | None, kind: str) -> Iterator[Any]:
    """The notes themselves, not the separators that Word keeps among them."""
    for note in () if root is None else root.findall(W + kind):
        if note.get(W + "type", "normal") == "normal":
            yield note
