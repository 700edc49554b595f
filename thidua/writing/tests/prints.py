"""What printed files hold, read without the renderer: the XML of Word, the letters of a PDF with place, size and font."""

import ctypes
import io
import zipfile
from dataclasses import dataclass
from functools import cached_property

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 25.4 / 72


class Word:
    """A .docx; lengths in millimetres, sizes in points."""

    def __init__(self, data: bytes) -> None:
        self.package = zipfile.ZipFile(io.BytesIO(data))
        self.body = etree.fromstring(self.package.read("word/document.xml"))[0]
        self._styles = {
            style.get(W + "styleId"): style
            for style in etree.fromstring(self.package.read("word/styles.xml")).findall(W + "style")
        }

    @property
    def text(self) -> str:
        return "\n".join("".join(p.itertext(W + "t")) for p in self.body.iter(W + "p"))

    @property
    def sections(self) -> list[dict[str, float]]:
        return [
            {
                name: int(element.get(W + name)) * MM / 20
                for tag, names in (("pgSz", ("w", "h")), ("pgMar", ("top", "bottom", "left", "right", "header")))
                for element in [section.find(W + tag)]
                for name in names
            }
            for section in self.body.iter(W + "sectPr")
        ]

    def paragraph(self, starts: str):
        return next(p for p in self.body.iter(W + "p") if "".join(p.itertext(W + "t")).startswith(starts))

    def size(self, starts: str) -> float:
        """Points of a paragraph's text."""
        return int(self._of_style(starts, "rPr", "sz").get(W + "val")) / 2

    def has(self, starts: str, mark: str) -> bool:
        return self._of_style(starts, "rPr", mark) is not None

    def face(self, starts: str) -> tuple[bool, bool]:
        """Whether its first words are bold, and italic: by the style, unless the run says otherwise."""
        run = self.paragraph(starts).find(W + "r")
        marks = [run.find(f"{W}rPr/{W}{mark}") is not None or self.has(starts, mark) for mark in ("b", "i")]
        return marks[0], marks[1]

    def aligned(self, starts: str) -> str:
        return self._of_style(starts, "pPr", "jc").get(W + "val")

    def spacing(self, starts: str, name: str) -> int:
        return int(self._of_style(starts, "pPr", "spacing").get(W + name))

    def indent(self, starts: str) -> float:
        return int(self._of_style(starts, "pPr", "ind").get(W + "firstLine")) * MM / 20

    def _of_style(self, starts: str, part: str, mark: str):
        style = self._styles[self.paragraph(starts).find(f"{W}pPr/{W}pStyle").get(W + "val")]
        return style.find(f"{W}{part}/{W}{mark}")


@dataclass(frozen=True)
class Letters:
    """A run of letters found on a page: millimetres from the left and top edges, size in points."""

    left: float
    right: float
    top: float
    bottom: float
    size: float
    font: str
    page: int

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Pdf:
    def __init__(self, data: bytes) -> None:
        self.document = pdfium.PdfDocument(data)

    def __len__(self) -> int:
        return len(self.document)

    @cached_property
    def pages(self) -> list[str]:
        return [page.get_textpage().get_text_range() for page in self.document]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)

    def find(self, words: str, *, page: int = 0) -> Letters:
        sheet = self.document[page]
        text = sheet.get_textpage()
        found = text.search(words, match_case=True).get_next()
        assert found, f"{words!r} is not on page {page}"
        index, count = found
        boxes = [text.get_charbox(place, loose=False) for place in range(index, index + count)]
        boxes = [box for box in boxes if box[2] > box[0]]
        high = sheet.get_height()
        return Letters(
            min(box[0] for box in boxes) * MM,
            max(box[2] for box in boxes) * MM,
            (high - max(box[3] for box in boxes)) * MM,
            (high - min(box[1] for box in boxes)) * MM,
            round(raw.FPDFText_GetFontSize(text, index), 2),
            font_of(text, index),
            page,
        )

    def lines(self, page: int = 0) -> list[tuple[float, float, float]]:
        """Level strokes: left end, right end and height from the top, in millimetres."""
        sheet = self.document[page]
        high = sheet.get_height()
        boxes = [item.get_bounds() for item in sheet.get_objects() if item.type == raw.FPDF_PAGEOBJ_PATH]
        return [(a * MM, c * MM, (high - (b + d) / 2) * MM) for a, b, c, d in boxes if d - b < 2 and c - a > 10]

    @property
    def fonts(self) -> set[str]:
        return {
            font_of(text, index)
            for page in self.document
            for text in [page.get_textpage()]
            for index in range(text.count_chars())
        } - {""}


def font_of(text: pdfium.PdfTextPage, index: int) -> str:
    size = raw.FPDFText_GetFontInfo(text, index, None, 0, None)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDFText_GetFontInfo(text, index, buffer, size, None)
    return buffer.value.decode("latin-1").rpartition("+")[2]


def squeezed(text: str) -> str:
    """Without the white space that lines and columns break a text with."""
    return "".join(text.replace("\u200b", "").replace("\ufffe", "").split())
