"""Numbering labels and bullets at the head of a line: `Phần I`, `I.`, `1.`, `1.1`, `a)`, `-`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from thidua.reading.letters import UPPER, fold

_ROMAN_NUMBER = r"(?:X{1,3}(?:IX|IV|V?I{0,3})|IX|IV|V?I{1,3}|V)"
_PART = re.compile(
    rf"^(?P<label>(?:PH[ẦA]N|Ph[ầa]n|CH[ƯU][ƠO]NG|Ch[ưu][ơo]ng)\s+(?:(?:TH[ỨU]|[Tt]h[ứu])\s+\w+|{_ROMAN_NUMBER}|\d{{1,2}}"
    rf"|[A-E]))\b\s*[.:\-–/)]*\s*"
)
_ROMAN = re.compile(
    rf"^(?P<label>{_ROMAN_NUMBER})(?:\s?[./)]\s*-?\s*(?=\S)|\s?[-–]\s*(?=\S)|\s?[.]?$|\s+(?=[{UPPER}]))"
)
_MISREAD = re.compile(rf"^(?P<label>(?=[IVX]*l)[lIVX]{{1,4}})\s?[./]\s*(?=[{UPPER}]{{2}})")
"""A Roman number whose I was read as a small L (`ll. NỘI DUNG`)."""
_ROMAN_DOTTED = re.compile(rf"^(?P<label>{_ROMAN_NUMBER}(?:\.\d{{1,2}}){{1,3}})\.?[)/]?\s*(?=[^\W\d])")
_CAPITAL = re.compile(rf"^(?P<label>[A-HK-UĐ])\s?(?:[.)/]\s*|[-–]\s+)(?=[{UPPER}])")
_DOTTED = re.compile(
    # Blanks beside the dots are forgiven where a stop or a capital follows: `1. 02 sáng kiến` counts.
    r"^(?P<label>(?:\d{1,2}(?:\.\d{1,2}){1,3}"
    rf"|\d{{1,2}}(?:\s?\.\s?\d{{1,2}}){{1,3}}(?=\s?[.)/]|\s+[{UPPER}]))(?!\d))"
    r"\s?[.)/]?(?:\s+|\s*[-–]\s*)?(?=[^\W\d]|[\"“(]|\d+\s*%|$)"
)
_NUMBER = re.compile(
    rf"^(?!\d{{1,2}}/[{UPPER}]{{2,}}[-/&])"
    r"(?P<label>\d{1,2})(?:\s?\.\s*/?|\s?[)/]\s*|\s?[-–]\s+)(?=[^\s\d./]|\d+(?:[.,]\d+)?\s*%|(?<=\s)\d{2}\s+\w|$)"
)
_SMALL = re.compile(r"^(?P<label>[a-zđ])\s?[.)/]\s*(?=[^\W\d]|[\"“(]|\d|$)")
_SMALL_DOTTED = re.compile(r"^(?P<label>[a-zđ]\.?\d{1,2})\s?[.)]\s*(?=\S)")
_BULLET = re.compile(r"^(?P<label>[-–—+*•●▪■□◦‣·►➢✓❖§\u2212\ue000-\uf8ff]+)\s*(?=\S)")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the head of a text: `raw` without its stop, `end` the offset where the text begins."""

    raw: str
    style: str
    path: tuple[int, ...]
    end: int

    @property
    def value(self) -> int:
        return self.path[-1]


_LONGEST = 64
"""Characters at the head of a text in which a label, and what must follow it, lies."""
_OF_CAPITALS = (
    ("part", _PART),
    ("roman_dotted", _ROMAN_DOTTED),
    ("roman", _ROMAN),
    ("roman", _MISREAD),
    ("capital", _CAPITAL),
)
_OF_DIGITS = (("dotted", _DOTTED), ("number", _NUMBER))
_OF_SMALL = (("roman", _MISREAD), ("small_dotted", _SMALL_DOTTED), ("small", _SMALL))


def label_of(text: str) -> Label | None:
    """The numbering label that `text` begins with, if any."""
    return _label_at(text[:_LONGEST]) if text[:1].isalnum() else None


@lru_cache(maxsize=4096)
def _label_at(head: str) -> Label | None:
    """Remembered, since the reader of every field asks for the label of every paragraph."""
    first = head[0]
    for style, pattern in _OF_CAPITALS if first.isupper() else _OF_SMALL if first.islower() else _OF_DIGITS:
        found = pattern.match(head)
        if found:
            return _label(style, found)
    return None


_STOPLESS = re.compile(rf"^(?P<label>\d{{1,2}}|[a-hđ]) (?=[{UPPER}])")


def stopless_label_of(text: str) -> Label | None:
    """A number or small letter that has lost its stop (`1 Mục đích`): only for texts that lost them all."""
    found = _STOPLESS.match(text)
    if found is None:
        return None
    return _label("number" if found["label"].isdecimal() else "small", found)


def bullet_of(text: str) -> str:
    """The bullet that `text` begins with, or the empty string."""
    found = _BULLET.match(text)
    return found["label"] if found else ""


def _label(style: str, found: re.Match[str]) -> Label:
    raw = "".join(found["label"].split()) if style == "dotted" else found["label"]
    if style == "dotted":
        style = f"dotted{raw.count('.') + 1}"
    if style == "number" and found[0][len(raw) :].lstrip()[:1] == ")":
        style = "number)"
    return Label(raw, style, _path(raw.replace("l", "I") if style == "roman" else raw), found.end())


def _path(raw: str) -> tuple[int, ...]:
    return tuple(_worth(part) for part in raw.rsplit(maxsplit=1)[-1].split("."))


_ORDINALS = {"nhat": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "bon": 4, "nam": 5, "sau": 6, "bay": 7}
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def _worth(part: str) -> int:
    if part.isdecimal():
        return int(part)
    if part and all(letter in _ROMAN_VALUES for letter in part):
        return roman_value(part)
    plain = fold(part)
    if plain in _ORDINALS:
        return _ORDINALS[plain]
    return _ALPHABET.find(plain[:1]) + 1


def roman_value(numeral: str) -> int:
    """The number that a Roman numeral of I, V and X says."""
    worths = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(worths, [*worths[1:], 0], strict=True))
