"""Where a signature is to be seen on the pages of a PDF."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium

from thidua.documents.pades.sealing import POINTS_PER_MM, Spot
from thidua.writing.decree import MARGINS, SIGNING_SPACE
from thidua.writing.stamps import TEXT_BOX, seal_place

_RECIPIENTS = "Nơi nhận"


def page_count(data: bytes) -> int:
    """0 for what is no PDF that can be read."""
    try:
        with pdfium.PdfDocument(data) as pdf:
            return len(pdf)
    except pdfium.PdfiumError:
        return 0


def seal_spot(data: bytes, signer: str, side: float) -> Spot | None:
    """Over the left third of the signature of `signer`, who is named under it; None where the name is not found.

    The name is looked for on the right of the page that lists the recipients, else on the right of the last page that
    has it.
    """
    found = None
    with pdfium.PdfDocument(data) as pdf:
        for number, page in enumerate(pdf):
            text = page.get_textpage()
            names = [box for box in _boxes(text, signer) if (box[0] + box[2]) / 2 > page.get_width() / 2]
            if names:
                left, _, right, top = min(names, key=lambda box: box[1])
                centre, upper = (left + right) / 2 / POINTS_PER_MM, top / POINTS_PER_MM
                found = Spot(number, *seal_place(centre, upper, side, SIGNING_SPACE), side, side)
                if any(_boxes(text, _RECIPIENTS)):
                    return found
    return found


def text_spot(data: bytes) -> Spot:
    """The upper right corner of the first page."""
    width, height = TEXT_BOX
    with pdfium.PdfDocument(data) as pdf:
        wide, high = pdf[0].get_size()
    return Spot(0, wide / POINTS_PER_MM - MARGINS["right"] - width, high / POINTS_PER_MM - 4 - height, width, height)


def _boxes(text: pdfium.PdfTextPage, words: str) -> Iterator[tuple[float, float, float, float]]:
    """Left, low, right, top of each place where the words stand, in points."""
    if not words:
        return
    search = text.search(words, match_case=True)
    while span := search.get_next():
        start, count = span
        edges = [text.get_charbox(place) for place in range(start, start + count)]
        yield (
            min(edge[0] for edge in edges),
            min(edge[1] for edge in edges),
            max(edge[2] for edge in edges),
            max(edge[3] for edge in edges),
        )
