"""Plain text, in whatever encoding it was saved."""

from __future__ import annotations

import re

from thidua.reading.source import Source

from .legacy import decoded_old
from .paper import Paper
from .sniff import is_wide

_BREAK = re.compile(r"\r\n|[\n\r\v\x1c-\x1e\x85\u2028\u2029]|\f")
_SPOILT = 200
"""A text with fewer than one wrong byte in so many is UTF-8 that was cut or mended badly."""


def read_text(data: bytes) -> Source:
    """Raises Refusal `old_encoding`, `too_long`."""
    return source_of_text(decoded(data))


def source_of_text(text: str) -> Source:
    """The lines of a text that is already decoded; a form feed begins a page. Raises Refusal `too_long`."""
    paper, page, start = Paper(), 1, 0
    for stop in _BREAK.finditer(text):
        paper.write(text[start : stop.start()], page=page)
        page += stop.group() == "\f"
        start = stop.end()
    if start < len(text):
        paper.write(text[start:], page=page)
    return paper.source("text", pages=page)


def decoded(data: bytes) -> str:
    """The text of bytes, Unicode or older. Raises Refusal `old_encoding`."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if order := is_wide(data[:65536]):
        return data.decode(order, "replace")
    text = data.decode("utf-8-sig", "replace")
    spoilt = text.count("\ufffd")
    return text if spoilt * _SPOILT <= len(text) else decoded_old(data)
