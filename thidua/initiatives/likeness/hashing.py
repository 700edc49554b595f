"""A text as a handful of whole numbers: texts that share passages share numbers.

The numbers are the smallest hashes of its pairs of neighbouring words, so the same pairs are kept of every text. Of a
long text one pair in eight is kept besides, so that a short text lying in it is met as well.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from thidua.initiatives.likeness.terms import COMMON_SIGN, Term
from thidua.initiatives.likeness.vocabulary import COMMON

KEPT = 64
MOST = 512
"""Hashes kept of the longest text."""
_WHOLE = 2**32
_OFTEN = _WHOLE // 8
_MIXER = 0x9E3779B1
_COMMON = frozenset(concept.replace(" ", COMMON_SIGN) for concept in COMMON)


def pairs(words: Iterable[Term]) -> Iterator[str]:
    """Neighbouring words in the order of the alphabet: turned round they are the same. Two common ones are none."""
    for one, two in pairwise(words):
        if not (one.key in _COMMON and two.key in _COMMON):
            yield f"{one.key} {two.key}" if one.key <= two.key else f"{two.key} {one.key}"


def is_common(key: str) -> bool:
    return key in _COMMON


def hashed(pair: str) -> int:
    """A whole number below 2**32, the same in every process."""
    return crc32(pair.encode()) * _MIXER % _WHOLE


def sketch(words: Iterable[Term]) -> tuple[int, ...]:
    """The hashes that are kept of a text, smallest first, shifted into the signed 32 bits of a database's integer."""
    found = sorted({hashed(pair) for pair in pairs(words)})
    count = max(KEPT, sum(each < _OFTEN for each in found[:MOST]))
    return tuple(each - _WHOLE // 2 for each in found[:count])
