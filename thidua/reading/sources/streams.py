"""Streams: what the packed parts of a PDF file hold, judged before PDFium unpacks them."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

MOST_OF_ONE = 4 << 20
MOST_OF_ALL = 32 << 20
"""Unpacked bytes; PDFium needs up to a hundred bytes of memory for each byte of a page's drawing."""
_MOST_PARTS = 8
"""Streams of one page."""
_STEP = 1024
_STREAM = re.compile(rb"stream\r?\n")

_PACKED_ONCE = re.compile(rb"/Filter\s*\[?\s*/FlateDecode\s*\]?\s*(?:/(?!FlateDecode)|>>)")
_REPEATS = re.compile(
    rb"/Form\b|/Type3\b|/PatternType\s*1\b|/Encrypt\b|/#|/\w+#(?!20)"
    rb"|/Contents\s*\[(?:\s*\d+\s+\d+\s+R){%d}" % (_MOST_PARTS + 1)
)
"""What draws a stream many times over, or hides what is drawn."""


def is_plain(data: bytes) -> bool:
    """Whether a PDF file draws each of its streams once a page, and none is longer than a page of text can be."""
    whole = 0
    for bare, size in _parts(data):
        whole += size
        if size > MOST_OF_ONE or whole > MOST_OF_ALL or _REPEATS.search(bare):
            return False
    return True


def _parts(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Objects as they are written, and for each stream its unpacked size; objects that are packed are unpacked."""
    at = 0
    for found in _STREAM.finditer(data):
        if found.start() < at or data[found.start() - 3 : found.start()] == b"end":
            continue
        head = data[at : found.start()]
        yield head, 0
        end = data.find(b"endstream", found.end())
        at = len(data) if end < 0 else end
        marks = head[-2000:].rpartition(b" obj")[2]
        if b"/Image" not in marks:
            yield _unpacked(data[found.end() : at], marks)
    yield data[at:], 0


def _unpacked(stream: bytes, marks: bytes) -> tuple[bytes, int]:
    """Objects within the stream, and its size; a stream packed in another way counts as too long."""
    if b"/Filter" not in marks:
        return b"", len(stream)
    if not _PACKED_ONCE.search(marks):
        return b"", MOST_OF_ONE + 1
    text = _inflated(stream)
    return (text if b"/ObjStm" in marks else b""), len(text)


def _inflated(stream: bytes) -> bytes:
    """As much as there is before the first error, at most a byte more than one stream may hold."""
    unpacker, pieces, size = zlib.decompressobj(), [], 0
    try:
        for start in range(0, len(stream), _STEP):
            pieces.append(unpacker.decompress(stream[start : start + _STEP], MOST_OF_ONE + 1 - size))
            size += len(pieces[-1])
            if size > MOST_OF_ONE or unpacker.eof:
                break
    except zlib.error:
        pass
    return b"".join(pieces)
