"""Scans: pages without text, read by Tesseract from their pictures."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pypdfium2 as pdfium

from thidua.reading.refusals import Damaged, NoTextLayer, TooManyPages, TooSlow
from thidua.reading.source import Source

from .paper import Paper
from .pdf import PDFIUM, opened
from .programs import output_of

MAX_PAGES = 100
SECONDS = 600.0
"""For all pages of one document together."""
_DOTS = 300 / 72
_MOST_DOTS = 40_000_000
"""Of one page: A3 at 300 dots an inch has 17 million."""


def read_scan(data: bytes, *, tesseract: str | None, seconds: float = SECONDS) -> Source:
    """The text of a scanned PDF. Raises Refusal `no_text_layer` without Tesseract, `too_many_pages`, `too_slow`."""
    if tesseract is None:
        raise NoTextLayer
    paper, pages, until = Paper(), 0, time.monotonic() + seconds
    for picture in _pictures(data):
        pages += 1
        _write_page(paper, _recognised(picture, tesseract, until), pages)
    return paper.source("scan", pages=pages, certain=False)


def read_picture(data: bytes, *, tesseract: str | None, seconds: float = SECONDS) -> Source:
    """The text of a photograph or scan of one page. Raises as `read_scan`."""
    if tesseract is None:
        raise NoTextLayer
    paper = Paper()
    _write_page(paper, _recognised(data, tesseract, time.monotonic() + seconds), 1)
    return paper.source("scan", certain=False)


def _recognised(picture: bytes, tesseract: str, until: float) -> str:
    left = until - time.monotonic()
    if left <= 0:
        raise TooSlow
    command = [tesseract, "stdin", "stdout", "-l", "vie", "--dpi", "300"]
    return output_of(command, seconds=left, given=picture).decode("utf-8", "replace")


def _write_page(paper: Paper, text: str, page: int) -> None:
    for line in text.splitlines():
        paper.write(line.strip(), page=page)


def _pictures(data: bytes) -> Iterator[bytes]:
    """Each page as a grey picture (PGM). PDFium is free for others while one is being recognised."""
    with PDFIUM, opened(data) as document:
        pages = len(document)
    if pages > MAX_PAGES:
        raise TooManyPages(pages, MAX_PAGES)
    for number in range(pages):
        with PDFIUM, opened(data) as document:
            picture = _picture(document, number)
        yield picture


def _picture(document: pdfium.PdfDocument, number: int) -> bytes:
    try:
        page = document[number]
        width, height = page.get_size()
        scale = min(_DOTS, (_MOST_DOTS / max(width * height, 1)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
    except (pdfium.PdfiumError, ValueError) as cause:
        raise Damaged from cause
    pixels = memoryview(bitmap.buffer)
    rows = (pixels[row * bitmap.stride : row * bitmap.stride + bitmap.width] for row in range(bitmap.height))
    return b"P5 %d %d 255\n" % (bitmap.width, bitmap.height) + b"".join(rows)
