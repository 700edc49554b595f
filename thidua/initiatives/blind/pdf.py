"""PDFs as pictures of their pages, names blacked out.

Drawn anew, nothing is left of properties, XMP, notes, layers, forms, attached files, earlier versions and hidden text.
"""

import ctypes
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from thidua.initiatives.blind.refusals import NotClean
from thidua.initiatives.masking import Mask

SCALE = 110 / 72
"""Dots for a point: small print stays readable."""
MOST_PAGES = 120
MOST_DOTS = 3000
"""On the longer side of a page."""
EDGE = 1.5
"""Points that a black box is wider than the letters."""
INK = (40, 40, 40, 255)


def cleaned(data: bytes, mask: Mask) -> tuple[bytes, bool]:
    """The pages again, and whether one has no text to look for names in. Raises NotClean."""
    import io

    try:
        source = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as reason:
        raise NotClean("Tệp PDF bị hỏng hoặc có mật khẩu. Gửi tệp mở được.") from reason
    if len(source) > MOST_PAGES:
        raise NotClean(f"Tệp PDF dài quá {MOST_PAGES} trang. Tách phần cần cho người chấm.")
    made, unread = pypdfium2.PdfDocument.new(), False
    for page in source:
        unread |= _redraw(page, made, mask)
        page.close()
    out = io.BytesIO()
    made.save(out)
    made.close()
    source.close()
    return out.getvalue(), unread


def _redraw(page: Any, made: Any, mask: Mask) -> bool:
    """Add the page as a picture. Returns whether it shows something but has no text, or has pictures."""
    width, height = page.get_size()
    scale = min(SCALE, MOST_DOTS / max(width, height, 1))
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False, rev_byteorder=False)
    letters = page.get_textpage()
    for left, bottom, right, top in _boxes(letters, mask):
        _black_out(bitmap, page, (left - EDGE, bottom - EDGE, right + EDGE, top + EDGE))
    kinds = {item.type for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)}
    unread = bool(kinds) or not letters.count_chars()
    letters.close()
    picture = pypdfium2.PdfImage.new(made)
    picture.set_bitmap(bitmap)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    sheet = made.new_page(width, height)
    sheet.insert_obj(picture)
    sheet.gen_content()
    sheet.close()
    bitmap.close()
    return unread


def _boxes(letters: Any, mask: Mask) -> list[tuple[float, float, float, float]]:
    """Around every letter of what names somebody: left, bottom, right, top in points of the page."""
    count = letters.count_chars()
    if not count:
        return []
    signs = [chr(code) if (code := pdfium.FPDFText_GetUnicode(letters.raw, n)) else " " for n in range(count)]
    text = "".join(" " if len(sign) != 1 or sign.isspace() else sign for sign in signs)
    return [letters.get_charbox(n) for span in mask.spans(text) for n in range(span.start, span.end)]


def _black_out(bitmap: Any, page: Any, box: tuple[float, float, float, float]) -> None:
    x, y = ctypes.c_int(), ctypes.c_int()
    corners = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        pdfium.FPDF_PageToDevice(page.raw, 0, 0, bitmap.width, bitmap.height, 0, across, up, x, y)
        corners.append((x.value, y.value))
    (one, two), (three, four) = corners
    left, top, right, bottom = min(one, three), min(two, four), max(one, three), max(two, four)
    left, top = max(left, 0), max(top, 0)
    wide, high = min(right, bitmap.width) - left, min(bottom, bitmap.height) - top
    if wide > 0 and high > 0:
        bitmap.fill_rect(INK, left, top, wide, high)
