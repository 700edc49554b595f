"""Vietnamese text: cleaned at the door, folded for searching, keyed for sorting."""

import re
import unicodedata
from functools import lru_cache

_MARKS = re.compile(r"[\u0300-\u036f]")
_SIGNS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_ORDER = {sign: str(place) for place, sign in enumerate(_SIGNS, start=10)}
_INSTEAD = {"Cc": " ", "Cf": "", "Cs": ""}
"""For control characters, for marks of format (zero width, direction), for halves of surrogate pairs."""


def _starts_as_mark(ch: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFD", ch)[0]) > 0


_MARKED = "".join(filter(_starts_as_mark, map(chr, range(0x300, 0x1F000))))
_PILE = re.compile(f"([{_MARKED}]{{30}})[{_MARKED}]+")


def unpiled(text: str) -> str:
    """No letter with more than thirty marks on it (as Unicode's stream-safe text, UAX 15): to bring a pile of them in
    order takes the square of its height, so a page of them would keep the machine busy for days.
    """
    return text if len(text) <= 30 or text.isascii() else _PILE.sub(r"\1", text)


def clean(text: str) -> str:
    """NFC, invisible characters gone, runs of white space folded to one space, no white space at the ends."""
    text = unicodedata.normalize("NFC", unpiled(text))
    if not text.isprintable():
        text = "".join(_INSTEAD.get(unicodedata.category(ch), ch) for ch in text)
    return " ".join(text.split())


def clean_lines(text: str) -> str:
    """As `clean`, but line breaks stay."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def sentence(text: str) -> str:
    """The text with its first letter as a capital; the rest as it was written."""
    return text[:1].upper() + text[1:]


def short(text: str, most: int) -> str:
    """The text in so many characters, the last of them an ellipsis where something is left out."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def fold(text: str) -> str:
    """For searching: no diacritics, đ is d, lower case, single spaces. `Đường lối` gives `duong loi`."""
    bare = _MARKS.sub("", unicodedata.normalize("NFD", unpiled(text)))
    return " ".join(bare.replace("đ", "d").replace("Đ", "d").casefold().split())


@lru_cache(maxsize=16_384)
def _word_key(word: str) -> str:
    """A syllable by its letters in the order of the alphabet, then by its tone (ngang huyền hỏi ngã sắc nặng).

    Two digits a letter and `0` with the tone at the end: no database's collation orders digits in another way.
    """
    if word.isdecimal():
        word = word.zfill(8)
    tone, letters = 0, []
    for ch in unicodedata.normalize("NFC", word).casefold():
        parts = unicodedata.normalize("NFD", ch)
        tone = next((_TONES[mark] for mark in parts if mark in _TONES), tone)
        base = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
        letters.append(_ORDER.get(base) or "".join(f"99{ord(sign):06x}" for sign in base))
    return f"{''.join(letters)}0{tone}"


def text_key(text: str) -> str:
    """Sorts text the Vietnamese way (a ă â b c d đ e ê ...; tones only break ties of a word; 2 before 10)."""
    return "".join(_word_key(word) for word in clean(text).split())


def name_key(full_name: str) -> str:
    """Sorts persons the Vietnamese way: by tên (the last word), then đệm, then họ."""
    words = clean(full_name).split()
    if not words:
        return ""
    ordered = [words[-1], *words[1:-1], words[0]] if len(words) > 1 else words
    return "".join(_word_key(word) for word in ordered)


def initials(full_name: str) -> str:
    """Two letters for a person's disc: of đệm or họ and of tên."""
    words = clean(full_name).split()
    return "".join(word[0] for word in words[-2:]).upper()
