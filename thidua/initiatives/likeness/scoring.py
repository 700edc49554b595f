"""How alike two texts are, exactly: which of their words and pairs of words they share, weighed by what these say."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import fsum, sqrt

from thidua.initiatives.likeness.hashing import is_common, pairs
from thidua.initiatives.likeness.terms import Term

PAIR, WORD, COMMON_WORD = 1.0, 0.35, 0.05
"""What a feature weighs. A pair tells much more than a word: whole fields of teaching share their words."""
ENOUGH = 25.0
"""Weight (about twenty words) from which on a short text lying wholly in a longer one is no accident."""


class Degree(StrEnum):
    """What a likeness means; calibrated by `bench lookalike` on unrelated texts of one field."""

    SAME = "same"
    CLOSE = "close"
    SOME = "some"
    NONE = "none"


SAME, CLOSE, SOME = 0.62, 0.35, 0.22


@dataclass(frozen=True, slots=True)
class Profile:
    features: frozenset[str]
    weight: float


def profile(words: Iterable[Term]) -> Profile:
    listed = list(words)
    features = frozenset((*pairs(listed), *(term.key for term in listed)))
    return Profile(features, fsum(map(weight, features)))


def weight(feature: str) -> float:
    if " " in feature:
        return PAIR
    return COMMON_WORD if is_common(feature) else WORD


def likeness(one: Profile, two: Profile) -> float:
    """From 0 to 1: how much of the shorter lies in the longer, a little less where the lengths are far apart."""
    less, more = sorted((one.weight, two.weight))
    if not less:
        return 0.0
    shared = fsum(map(weight, one.features & two.features))
    within = shared / less
    together = shared / sqrt(less * more)
    return (0.5 * within + 0.5 * together) * min(1.0, less / ENOUGH)


def degree(value: float) -> Degree:
    if value >= SAME:
        return Degree.SAME
    if value >= CLOSE:
        return Degree.CLOSE
    return Degree.SOME if value >= SOME else Degree.NONE
