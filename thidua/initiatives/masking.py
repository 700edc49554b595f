"""Names of authors and units taken out of what reviewers of a blind review read.

A mention counts whatever its diacritics, case and spaces. Of a person: the whole name, its last two words in capitals,
and the last one behind a form of address (cô Lan, thầy Minh). Of a unit: its name, its short name and its code.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from thidua.kernel.text import fold

SIGN = "▇"
ADDRESS = r"(?:co|thay|ong|ba|anh|chi|em|gv|giao vien|tac gia|dong chi|d/c)"
MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<!\d)(?:\+84|0)(?:[ .-]?\d){8,10}(?!\d)")
LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
SHORTEST = 4
"""Letters that the name of a unit must have to be looked for: `Tổ 1` would black out half a text."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open range of a text."""

    start: int
    end: int


def letters_of(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and for each letter of it the place in the text that it came from."""
    found: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        if unicodedata.combining(sign):
            continue
        for letter in fold(sign) or (" " if sign.isspace() else sign):
            found.append(letter)
            places.append(place)
    return "".join(found), places


@dataclass(frozen=True, slots=True)
class Mask:
    """What must not be read: patterns over folded text, whose group `name` is blacked out."""

    patterns: tuple[re.Pattern[str], ...]
    proper: tuple[re.Pattern[str], ...] = ()
    """These count only where every word begins with a capital: `Văn Học` may be a name, `văn học` is a subject."""

    def spans(self, text: str) -> list[Span]:
        """Where the text names somebody, in order, none overlapping."""
        found = [Span(*match.span()) for rule in (MAIL, LINK, PHONE) for match in rule.finditer(text)]
        letters, places = letters_of(text)
        for pattern in (*self.patterns, *self.proper):
            for match in pattern.finditer(letters):
                span = _span(text, places, match)
                if pattern not in self.proper or _is_proper(text[span.start : span.end]):
                    found.append(span)
        return _merged(found)

    def text(self, text: str) -> str:
        """The text with every mention blacked out."""
        pieces, last = [], 0
        for span in self.spans(text):
            pieces += [text[last : span.start], SIGN * 3]
            last = span.end
        return "".join([*pieces, text[last:]])

    def same_length(self, text: str) -> str:
        """As `text`, a sign for each letter: what lies in runs of a file must keep its places."""
        signs = list(text)
        for span in self.spans(text):
            signs[span.start : span.end] = SIGN * (span.end - span.start)
        return "".join(signs)


def _span(text: str, places: list[int], match: re.Match[str]) -> Span:
    """Where a match over folded letters lies in the text, marks behind the last letter included."""
    end = places[match.end("name") - 1] + 1
    while end < len(text) and unicodedata.combining(text[end]):
        end += 1
    return Span(places[match.start("name")], end)


def _is_proper(words: str) -> bool:
    return all(word[0].isupper() for word in words.split())


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return merged


def mask_for(persons: Collection[str], units: Iterable[str]) -> Mask:
    """A mask for these full names and names of units."""
    patterns = [each for name in sorted({fold(name) for name in persons if name.strip()}) for each in _of_person(name)]
    named = {fold(unit) for unit in units if len(fold(unit)) >= SHORTEST}
    patterns += [rf"\b(?P<name>{_spaced(name)})\b" for name in sorted(named)]
    ends = {" ".join(name.split()[-2:]) for name in map(fold, persons) if len(name.split()) > 2}
    proper = tuple(re.compile(rf"\b(?P<name>{_spaced(end)})\b") for end in sorted(ends))
    return Mask(tuple(re.compile(pattern) for pattern in patterns), proper)


def _of_person(name: str) -> Iterator[str]:
    yield rf"\b(?P<name>{_spaced(name)})\b"
    words = name.split()
    if len(words) > 1:
        last, two = re.escape(words[-1]), _spaced(" ".join(words[-2:]))
        yield rf"\b{ADDRESS}[\s:.]+(?P<name>{last})\b"
        if len(words) > 2:
            yield rf"\b{ADDRESS}[\s:.]+(?P<name>{two})\b"
        yield rf"(?P<name>\b{_initialled(words)})\b"


def _initialled(words: list[str]) -> str:
    """`N. V. An`, `N.V.An`."""
    return r"\.\s*".join(re.escape(word[0]) for word in words[:-1]) + r"\.\s*" + re.escape(words[-1])


def _spaced(name: str) -> str:
    return r"[\s_.-]*".join(re.escape(word) for word in name.split())
