"""Paper: where a reader of a format writes down the lines it finds; answers with the Source."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from thidua.reading.refusals import TooLong
from thidua.reading.source import Line, Source

MAX_LINES = 200_000
MAX_LETTERS = 10_000_000
"""What three thousand full pages hold: the bounds on the time and the memory that reading takes."""

_DROPPED = dict.fromkeys([*range(9), *range(14, 28), 0x7F, 0x200B, 0x2060, 0xFEFF, 0xFFFF])
"""Control characters and marks without width: never printed, and refused by databases and XML."""
_SIGNS = dict.fromkeys(range(61440, 61696), "•") | {0xF020: " ", 0xF02B: "+", 0xF02D: "-", 0xF0E0: "→", 0xFFFE: "-"}
"""Letters of Word's symbol fonts, which stand for bullets; U+FFFE is PDFium's hyphen at the end of a line."""
_MENDED = {**_DROPPED, **_SIGNS}
_TO_MEND = re.compile("[" + re.escape("".join(map(chr, _MENDED))) + "]")


def clean(text: str) -> str:
    """The text in NFC, without the characters that nobody can see, bullets of symbol fonts as bullets."""
    if _TO_MEND.search(text):
        text = text.translate(_MENDED)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


class Paper:
    """Lines are written in reading order. What is blank leaves a blank line, and no Line."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._lines: list[Line] = []
        self._length = 0

    def write(self, text: str, **marks: Any) -> None:
        """Add one line, given any of the other fields of `Line`."""
        text = clean(text)
        self._make_room(len(text))
        if text and not text.isspace():
            self._lines.append(Line(self._length, self._length + len(text), **marks))
            self._pieces.append(text)
            self._length += len(text)
        self._pieces.append("\n")
        self._length += 1

    def write_row(self, cells: Iterable[str], *, table: int, page: int = 1, note: str = "") -> None:
        """Add one row of a table; tabs stand between its cells."""
        cleaned = [clean(cell).strip() for cell in cells]
        if not any(cleaned):
            return
        self._make_room(sum(map(len, cleaned)))
        first, spans = self._length, []
        for cell in cleaned:
            spans.append((self._length, self._length + len(cell)))
            self._pieces += (cell, "\t")
            self._length += len(cell) + 1
        self._pieces[-1] = "\n"
        self._lines.append(Line(first, self._length - 1, page, whole=True, cells=tuple(spans), table=table, note=note))

    def source(self, kind: str, *, pages: int = 1, certain: bool = True) -> Source:
        return Source(kind, "".join(self._pieces), tuple(self._lines), pages, certain)

    def _make_room(self, letters: int) -> None:
        if len(self._lines) >= MAX_LINES or self._length + letters > MAX_LETTERS:
            raise TooLong
