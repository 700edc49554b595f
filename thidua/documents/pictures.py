"""Pages as pictures, to be looked at on a page of ours."""

import struct
import zlib

import pypdfium2 as pdfium

WIDTH = 640
"""Dots over the width of a page."""


def page_png(pdf: bytes, page: int = 0, *, width: int = WIDTH) -> bytes:
    """One page of a PDF in shades of grey. Raises IndexError for a page that it has not."""
    paper = pdfium.PdfDocument(pdf)
    if not 0 <= page < len(paper):
        raise IndexError(page)
    sheet = paper[page]
    bitmap = sheet.render(scale=width / sheet.get_width(), grayscale=True)
    rows = bytes(bitmap.buffer)
    lines = (b"\0" + rows[y * bitmap.stride : y * bitmap.stride + bitmap.width] for y in range(bitmap.height))
    head = struct.pack(">IIBBBBB", bitmap.width, bitmap.height, 8, 0, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(b"".join(lines), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, content) for name, content in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
