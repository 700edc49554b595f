"""Glyphs: what PDFium knows of a page, asked for as seldom as possible."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from .columns import Word
from .ruling import Box

_WORD = re.compile(r"\S+")
_MOST_OBJECTS = 20_000


class Glyphs:
    """The text of one page as it is drawn, with places. Each call into PDFium costs as much as reading a word."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._page = page
        self._text_page = page.get_textpage()
        self.text: str = self._text_page.get_text_range()
        self._turn = raw.FPDFPage_GetRotation(page.raw)
        self._is_direct = self._text_page.count_chars() == len(self.text)
        self._edges = [ctypes.c_double() for _ in range(4)]
        self._references = [ctypes.byref(edge) for edge in self._edges]

    def box(self, index: int) -> Box:
        """Of one character, the page standing upright. Nothing where PDFium knows no place."""
        if not self._is_direct:
            index = raw.FPDFText_GetCharIndexFromTextIndex(self._text_page.raw, index)
        left, right, bottom, top = self._edges
        if not raw.FPDFText_GetCharBox(self._text_page.raw, index, *self._references):
            return Box(0, 0, 0, 0)
        box = Box(left.value, bottom.value, right.value, top.value)
        return self._upright(box) if self._turn else box

    def words(self, start: int, end: int) -> Iterator[tuple[Word, Box]]:
        """The words of a stretch of text, each with the box of its first letter."""
        for found in _WORD.finditer(self.text, start, end):
            first = self.box(found.start())
            last = first if found.end() - found.start() == 1 else self.box(found.end() - 1)
            yield Word(found.group(), first.left, last.right), first

    def lines(self) -> Iterator[Box]:
        """The boxes of what is drawn and is neither text nor picture."""
        page, edges = self._page.raw, [ctypes.c_float() for _ in range(4)]
        references = [ctypes.byref(edge) for edge in edges]
        for index in range(min(raw.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
            drawn = raw.FPDFPage_GetObject(page, index)
            if raw.FPDFPageObj_GetType(drawn) == raw.FPDF_PAGEOBJ_PATH and raw.FPDFPageObj_GetBounds(
                drawn, *references
            ):
                left, bottom, right, top = (edge.value for edge in edges)
                yield self._upright(Box(left, bottom, right, top))

    def _upright(self, box: Box) -> Box:
        left, bottom, right, top = box
        match self._turn:
            case 1:
                return Box(bottom, -right, top, -left)
            case 2:
                return Box(-right, -top, -left, -bottom)
            case 3:
                return Box(-top, left, -bottom, right)
            case _:
                return box
