"""Letters and white space: the plain forms of text that every rule of reading compares.

`fold` keeps the length, so an offset found in the folded text holds in the text itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

UPPER = "A-Z" + "".join(
    letter for letter in map(chr, (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))) if letter.isupper()
)
"""The capital letters of Vietnamese, for a character class of a pattern."""
QUOTES_OPEN = "“\"«‘'"
QUOTES_CLOSE = "”\"»’'"

_PLAIN = {"đ": "d", "Đ": "d", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " "}


def _plain_letter(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter


_FOLDING = {code: _plain_letter(chr(code)) if chr(code).isalpha() else chr(code) for code in range(0x2100)} | {
    ord(letter): plain for letter, plain in _PLAIN.items()
}
"""Signs stand for themselves: `str.translate` finds a letter that is there faster than it misses one."""
_SPACE = re.compile(r"\s+")
_MARKS = re.compile(r"\*{2,}|(?<!\w)__|__(?!\w)|<br\s?/?>|&nbsp;")
_ESCAPES = re.compile(r"\\([-.*#()\[\]_+>])")
_HASHES = re.compile(r"^\s{0,3}#{1,6}(?:\s+|$)")
_ITALICS = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400})(?<!\s)\*(?![\w*])")
_ENOUGH = 24
"""Letters more than a twelfth of a text, by which running text shows that it is not in capitals."""
_REMEMBERED = 600
"""Longer texts (characters) are not worth their room in the memory."""
_EDGES = " \t.;,:"
_BULLETS = "-–—+*•●▪◦‣·►➢✓\uf0b7\uf02d\uf0a7\uf0d8\uf0fc"


def fold(text: str) -> str:
    """`text` in lower case without diacritics, letter for letter: offsets stay the same."""
    return _folded(text) if len(text) <= _REMEMBERED else text.translate(_FOLDING)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    """One paragraph is folded for every field that is read off it."""
    return text.translate(_FOLDING)


def clean(text: str) -> str:
    """NFC, white space folded to one space, the marks of markdown dropped."""
    if "\\" in text:
        text = _ESCAPES.sub(r"\1", text)
    if "*" in text or "_" in text or "<" in text or "&" in text:
        text = _ITALICS.sub(r"\1", _MARKS.sub(" ", text))
    if "#" in text:
        text = _HASHES.sub("", text)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def trim(text: str) -> str:
    """`text` without a leading dash or bullet and without the stop, comma or colon that ends it."""
    return text.strip().lstrip(_BULLETS).strip().rstrip(_EDGES).rstrip("/").rstrip(_EDGES)


def is_upper(text: str) -> bool:
    """Whether `text` is set in capitals (a stray small letter or two is forgiven)."""
    return _known_upper(text) if len(text) <= _REMEMBERED else _in_capitals(text)


def _in_capitals(text: str) -> bool:
    head = text[: len(text) // 12 + _ENOUGH]
    if sum(map(str.islower, head)) * 12 > len(text):
        return False
    small, letters = sum(map(str.islower, text)), sum(map(str.isalpha, text))
    return letters >= 2 and small * 12 <= letters


_known_upper = lru_cache(maxsize=4096)(_in_capitals)


def is_shouted(texts: Iterable[str]) -> bool:
    """Whether a whole document is set in capitals: then capitals say nothing."""
    running = [text for text in texts if len(text) > 60]
    return sum(map(is_upper, running)) * 2 > len(running)


def starts_upper(text: str) -> bool:
    """Whether the first letter or digit of `text` is a capital letter."""
    first = next((letter for letter in text if letter.isalnum()), "")
    return first.isupper()


def starts_lower(text: str) -> bool:
    """Whether `text` begins with a small letter."""
    return text[:1].islower()
