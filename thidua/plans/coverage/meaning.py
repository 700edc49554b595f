"""How alike two lines are by what they mean: folded, written out, synonyms brought together, in any order."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from thidua.kernel.text import fold
from thidua.plans.coverage.said import Kind, SaidLine
from thidua.plans.coverage.vocabulary import ABBREVIATIONS, COMMON, STOP_WORDS, SYNONYMS

Features = frozenset[str]

_PAPER = re.compile(r"\b\d{1,5}(?:/\d{4})?[/-][a-z]{1,8}(?:[-/&][a-z]{1,8})*\b")
"""The number of a document, which says more than many words."""
_WORD = re.compile(r"[a-z]+(?:[&-][a-z]+)*")
_MEANT = {" ".join(_WORD.findall(phrase)): row[0] for row in SYNONYMS for phrase in row}
_PHRASE = re.compile(
    r"\b(?:" + "|".join(re.escape(phrase) for phrase in sorted(_MEANT, key=len, reverse=True)) + r")\b"
)
_CLAUSE = re.compile(r"[;:.]\s+|,\s+(?=đồng thời|góp phần|nhằm|đặc biệt)")
_JOINER = "_"
CONCEPT, PAPER, PAIR, WORD = 2.0, 4.0, 1.0, 0.7
"""What a feature weighs before it is seen how common it is in the two plans."""


@lru_cache(maxsize=16_384)
def features(text: str) -> Features:
    """What a text is about. Figures are left out: they are compared by themselves."""
    papers = {f"#{number}" for number in _PAPER.findall(fold(text))}
    words = _words(text)
    pairs = {f"{one} {two}" for one, two in pairwise(words) if _JOINER not in one + two}
    return frozenset(papers | pairs | set(words))


def weight(feature: str) -> float:
    if feature.startswith("#"):
        return PAPER
    if feature.endswith(_JOINER):
        return WORD if feature.strip(_JOINER).replace(_JOINER, " ") in COMMON else CONCEPT
    return PAIR if " " in feature else WORD


def weights(texts: Iterable[str]) -> dict[str, float]:
    """What each feature weighs among these texts: what stands in many of them tells them apart less."""
    seen = Counter(feature for text in texts for feature in features(text))
    return {feature: weight(feature) / (1.0 + 0.5 * math.log(count)) for feature, count in seen.items()}


def _words(text: str) -> list[str]:
    """The words that say something, in order; a phrase with synonyms is one word, the same for all of them."""
    plain = _WORD.findall(_PAPER.sub(" ", fold(text)))
    written = " ".join(ABBREVIATIONS.get(word, word) for word in plain)
    said = _PHRASE.sub(lambda found: _MEANT[found[0]].replace(" ", _JOINER) + _JOINER, written)
    return [word for word in said.split() if word not in STOP_WORDS]


@lru_cache(maxsize=16_384)
def topic(text: str) -> str:
    """The concept that a text begins with, where it begins with one that tells lines apart."""
    first = next(iter(_words(text)), "")
    return first if first and weight(first) >= CONCEPT else ""


@lru_cache(maxsize=16_384)
def clauses(text: str) -> tuple[Features, ...]:
    """What each clause of a text is about, those that say something."""
    return tuple(filter(None, (features(clause) for clause in _CLAUSE.split(text))))


def text_likeness(one: str, two: str, known: Mapping[str, float]) -> float:
    """From 0 to 1: of the whole, and of what stands first in one and anywhere in the other: there lies the matter."""
    whole = likeness(features(one), features(two), known)
    first, second = clauses(one), clauses(two)
    if len(first) < 2 and len(second) < 2:
        return whole
    if not first or not second:
        return whole
    heads = likeness(first[0], second[0], known)
    within = max(_nearest(first[0], second[1:], known), _nearest(second[0], first[1:], known))
    return max(whole, 0.5 * whole + 0.5 * max(heads, 0.75 * within))


def _nearest(clause: Features, others: Iterable[Features], known: Mapping[str, float]) -> float:
    return max((likeness(clause, other, known) for other in others), default=0.0)


def likeness(one: Features, two: Features, known: Mapping[str, float]) -> float:
    """From 0 to 1. Partly how much they share of both, partly how much of the shorter lies in the longer."""
    if not one or not two:
        return 0.0
    shared = sum(known.get(feature, 0.0) for feature in one & two)
    if not shared:
        return 0.0
    first, second = sum(known.get(feature, 0.0) for feature in one), sum(known.get(feature, 0.0) for feature in two)
    together = shared / math.sqrt(first * second)
    enough = min(1.0, min(first, second) / ENOUGH)
    return 0.7 * together + 0.3 * shared / min(first, second) * enough


ENOUGH = 5.0
"""Weight from which on a short line lying wholly in a longer one is no accident."""

_KINSHIP = {
    frozenset({Kind.TARGET, Kind.TASK}): 0.85,
    frozenset({Kind.DUTY, Kind.TASK}): 0.85,
}
"""By how much lines of different kinds are less alike; other kinds are never joined."""


def resemblance(parent: SaidLine, child: SaidLine, known: Mapping[str, float]) -> float:
    """How alike two lines are in all that they say, below 1: lines that say the same were joined before."""
    if parent.kind is not child.kind and frozenset({parent.kind, child.kind}) not in _KINSHIP:
        return 0.0
    by_kind = _KINSHIP.get(frozenset({parent.kind, child.kind}), 1.0)
    if parent.value is None and child.value is None and Kind.DUTY not in (parent.kind, child.kind):
        by_kind = max(by_kind, 0.95)
    text = text_likeness(parent.text, child.text, known)
    same_topic = bool(topic(parent.text)) and topic(parent.text) == topic(child.text)
    text = min(1.0, text + SAME_COUNT * _counts_the_same(parent, child) + SAME_TOPIC * same_topic)
    return 0.99 * text * by_kind * _by_figure(parent, child) * _by_time(parent, child)


def says(line: SaidLine) -> tuple[object, ...]:
    """All that is compared of a line."""
    figure = (line.comparator, line.value, fold(line.unit))
    return (line.kind, fold(line.text), *figure, line.start, line.due, line.recurrence)


SAME_TOPIC = 0.22
"""What beginning with the same matter adds: the rest of the sentence is often only decoration."""
SAME_COUNT = 0.2
"""What a count of the same thing adds: “ít nhất 01 mô hình” is hardly ever said twice in a plan."""


def _counts_the_same(parent: SaidLine, child: SaidLine) -> bool:
    if parent.value is None or child.value is None or "%" in (parent.unit, child.unit):
        return False
    return bool(features(parent.unit) & features(child.unit))


def _by_figure(parent: SaidLine, child: SaidLine) -> float:
    if parent.value is None and child.value is None:
        return 1.0
    if parent.value is None or child.value is None:
        return 0.85
    if (parent.unit == "%") != (child.unit == "%"):
        return 0.6
    if parent.unit != "%" and not _counts_the_same(parent, child):
        return 0.9
    return 1.0 if parent.value == child.value else 0.97


def _by_time(parent: SaidLine, child: SaidLine) -> float:
    """Deadlines far apart are hardly the same one; phases are known by their time."""
    if parent.kind is Kind.PHASE or not parent.due or not child.due:
        return 1.0
    return 1.0 if abs((parent.due - child.due).days) <= FAR else 0.8


FAR = 120
"""Days."""
