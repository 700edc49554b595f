"""PDF: the visual lines of each page and the rows of its ruled tables, in reading order."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from thidua.reading.refusals import Damaged, Encrypted, NoTextLayer, TooManyPages, TooSlow
from thidua.reading.source import Source

from .columns import Piece, Word, in_reading_order, pieces_of
from .glyphs import Glyphs
from .paper import Paper
from .ruling import Box, Grid, grids

MAX_PAGES = 3_000
SECONDS = 30.0
"""Three thousand pages of text take a few."""
PDFIUM = threading.Lock()
"""PDFium is not safe for threads: one document at a time."""

_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")
_STAMP = 200
"""Letters a page, at most, of what is printed over a scan."""
_NEAR = 4.0
"""Points: the columns of a table that goes on over the page differ by less."""
_LOOSE = 1.2
"""A line this much wider for its letters than the page's usual one may have a wide gap in it."""


def read_pdf(data: bytes, *, max_pages: int = MAX_PAGES, seconds: float = SECONDS) -> Source:
    """Raises Refusal `damaged`, `encrypted`, `too_many_pages`, `no_text_layer`, `too_long`, `too_slow`."""
    until = time.monotonic() + seconds
    with PDFIUM, opened(data) as document:
        pages = len(document)
        if pages > max_pages:
            raise TooManyPages(pages, max_pages)
        writer = _Writer()
        for number in range(pages):
            if time.monotonic() > until:
                raise TooSlow
            writer.write_page(_glyphs(document, number), number + 1)
        source = writer.paper.source("pdf", pages=pages)
        if _is_scanned(document, source):
            raise NoTextLayer
    return source


def _is_scanned(document: pdfium.PdfDocument, source: Source) -> bool:
    """Pages are pictures, with no more text on them than the stamp of a signature."""
    if len(source.text) > _STAMP * source.pages:
        return False
    return not source.lines or any(_has_picture(document, number) for number in range(min(source.pages, 3)))


def _has_picture(document: pdfium.PdfDocument, number: int) -> bool:
    """Whether a picture covers more than half of the page."""
    page = document[number]
    width, height = page.get_size()
    pictures = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3)
    boxes = (Box(*picture.get_bounds()) for picture in pictures)
    return any((box.right - box.left) * (box.top - box.bottom) > width * height / 2 for box in boxes)


def opened(data: bytes) -> pdfium.PdfDocument:
    """Raises Refusal `damaged`, `encrypted`."""
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as cause:
        secret = getattr(cause, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise (Encrypted if secret else Damaged) from cause


def _glyphs(document: pdfium.PdfDocument, number: int) -> Glyphs:
    try:
        return Glyphs(document[number])
    except pdfium.PdfiumError as cause:
        raise Damaged from cause


class _Writer:
    """Writes pages on paper; a table that goes on over the page keeps its number."""

    def __init__(self) -> None:
        self.paper = Paper()
        self._table = -1
        self._columns: list[float] = []

    def write_page(self, glyphs: Glyphs, page: int) -> None:
        for part in _Page(glyphs).parts():
            if isinstance(part, _Cells):
                self._write_table(part, page)
            elif part:
                self._columns = []
                for piece in in_reading_order(part):
                    self.paper.write(piece.text, page=page)

    def _write_table(self, cells: _Cells, page: int) -> None:
        columns = cells.grid.lefts
        if not _alike(columns, self._columns):
            self._table += 1
        self._columns = columns
        for row in cells.rows():
            self.paper.write_row(row, table=self._table, page=page)


class _Cells:
    """The words of each cell of a table, line by line."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._lines: dict[tuple[int, int], list[str]] = {}

    def add_line(self, words: Iterator[tuple[Word, Box]]) -> None:
        """A word outside every cell stays with the word before it."""
        cell, before = (0, 0), None
        for word, box in words:
            cell = self.grid.cell(box.left + 1, _middle(box)) or cell
            lines = self._lines.setdefault(cell, [])
            if cell == before:
                lines[-1] += " " + word.text
            else:
                lines.append(word.text)
            before = cell

    def rows(self) -> Iterator[list[str]]:
        width = max(column for _, column in self._lines) + 1
        columns = range(max(width, self.grid.columns))
        for row in sorted({row for row, _ in self._lines}):
            yield ["\n".join(self._lines.get((row, column), ())) for column in columns]


class _Page:
    """One page taken apart: runs of plain lines, and tables where their first line stands."""

    def __init__(self, glyphs: Glyphs) -> None:
        self._glyphs = glyphs
        self._spans = [found.span() for found in _LINE.finditer(glyphs.text)]
        self._ends = [self._first_and_last(*span) for span in self._spans]
        self._pace = self._usual_pace()

    def parts(self) -> Iterator[list[list[Piece]] | _Cells]:
        tables = grids(self._glyphs.lines()) if self._spans else []
        filled: dict[int, _Cells] = {}
        plain: list[list[Piece]] = []
        parts: list[list[list[Piece]] | _Cells] = [plain]
        for span, (first, last) in zip(self._spans, self._ends, strict=True):
            grid = next((grid for grid in tables if grid.cell(first.left + 1, _middle(first))), None)
            if grid is None:
                plain.append(self._pieces(span, first, last))
                continue
            if id(grid) not in filled:
                plain = []
                filled[id(grid)] = _Cells(grid)
                parts += [filled[id(grid)], plain]
            filled[id(grid)].add_line(self._glyphs.words(*span))
        return iter(parts)

    def _first_and_last(self, start: int, end: int) -> tuple[Box, Box]:
        line = self._glyphs.text[start:end]
        start, end = end - len(line.lstrip()), start + len(line.rstrip())
        return self._glyphs.box(start), self._glyphs.box(end - 1)

    def _usual_pace(self) -> float:
        """Points a letter on the page's closer lines: gaps and capitals only widen a line."""
        paces = sorted(
            (last.right - first.left) / (end - start)
            for (start, end), (first, last) in zip(self._spans, self._ends, strict=True)
        )
        return paces[len(paces) // 4] if paces else 0.0

    def _pieces(self, span: tuple[int, int], first: Box, last: Box) -> list[Piece]:
        start, end = span
        if last.right - first.left <= _LOOSE * self._pace * (end - start):
            return [Piece(self._glyphs.text[start:end].strip(), first.left, last.right)]
        return pieces_of([word for word, _ in self._glyphs.words(start, end)], 2 * self._pace)


def _middle(box: Box) -> float:
    return (box.bottom + box.top) / 2


def _alike(columns: list[float], others: list[float]) -> bool:
    return len(columns) == len(others) and all(abs(a - b) < _NEAR for a, b in zip(columns, others, strict=True))
