"""The words of a text that say something, in order, with the place where each stands."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from thidua.initiatives.likeness.vocabulary import STOP_WORDS, SYNONYMS
from thidua.plans.coverage.vocabulary import ABBREVIATIONS
from thidua.reading.letters import fold

_WORD = re.compile(r"[a-z]+|\d+(?:[.,]\d+)*")
Phrase = tuple[str, ...]


class Term(NamedTuple):
    """A word or a phrase that is one concept; `start` and `end` are offsets in the text that was given."""

    key: str
    start: int
    end: int


def _tree(rows: tuple[tuple[str, ...], ...]) -> dict[str, list[tuple[Phrase, str]]]:
    """By first syllable, the longest phrase first: what each phrase stands for."""
    found: dict[str, list[tuple[Phrase, str]]] = {}
    meant = {tuple(phrase.split()): row[0].replace(" ", "_") for row in rows for phrase in row}
    for short, long in ABBREVIATIONS.items():
        if short.isalpha():
            written = tuple(long.split())
            meant.setdefault((short,), meant.get(written, "_".join(written)))
            meant.setdefault(written, meant[(short,)])
    for phrase, key in meant.items():
        found.setdefault(phrase[0], []).append((phrase, key))
    for phrases in found.values():
        phrases.sort(key=lambda item: -len(item[0]))
    return found


_CONCEPTS = _tree(SYNONYMS)
COMMON_SIGN = "_"


def terms(text: str) -> list[Term]:
    """Folded, phrases with synonyms brought together, joining words left out. `text` is NFC: texts are at the door."""
    words = [(found[0], found.start(), found.end()) for found in _WORD.finditer(fold(text))]
    return [term for term in _terms(words) if term.key not in STOP_WORDS]


def _terms(words: list[tuple[str, int, int]]) -> Iterator[Term]:
    place, count = 0, len(words)
    while place < count:
        word, start, end = words[place]
        key, length = word, 1
        for phrase, meaning in _CONCEPTS.get(word, ()):
            size = len(phrase)
            if size == 1 or (place + size <= count and _matches(words, place, phrase)):
                key, length = meaning, size
                end = words[place + size - 1][2]
                break
        yield Term(key, start, end)
        place += length


def _matches(words: list[tuple[str, int, int]], place: int, phrase: Phrase) -> bool:
    return all(words[place + step][0] == syllable for step, syllable in enumerate(phrase))
