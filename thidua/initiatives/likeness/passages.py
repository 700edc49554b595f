"""Like passages of two texts, side by side: pairs of words that both have, joined where they stand near each other."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thidua.initiatives.likeness.hashing import is_common
from thidua.initiatives.likeness.terms import Term

NEAR = 5
"""Words by which two shared pairs may be apart in either text and still be one passage."""
REPEATED = 6
"""A pair that stands more often than this in the other text is a phrase of the trade."""
FEWEST = 4
"""Shared words that say something, in a passage worth showing."""
DENSE = 0.4
"""Share of a passage's words that the other text has too."""
Seed = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Passage:
    """`one` and `two` are offsets (start, end) in the two texts; `shared` counts the words they have in common."""

    one: tuple[int, int]
    two: tuple[int, int]
    shared: int


def like_passages(one: Sequence[Term], two: Sequence[Term], *, most: int = 20) -> list[Passage]:
    """In the order of the first text; none overlaps another in it."""
    found = sorted(_passages(one, two), key=lambda item: (-item[2], item[0]))
    taken: set[int] = set()
    kept = []
    for (start, end), (first, last), shared in found:
        places = set(range(start, end + 1))
        if shared >= FEWEST and not places & taken:
            taken |= places
            kept.append(
                Passage((one[start].start, one[end].end), (two[first].start, two[last].end), shared),
            )
    return sorted(kept[:most], key=lambda passage: passage.one)


def _passages(one: Sequence[Term], two: Sequence[Term]) -> Iterator[tuple[Seed, Seed, int]]:
    for seeds in _joined(_seeds(one, two)):
        places, others = {place for place, _ in seeds}, {other for _, other in seeds}
        start, end = min(places), max(places) + 1
        first, last = min(others), max(others) + 1
        here, there = one[start : end + 1], two[first : last + 1]
        shared = {term.key for term in here} & {term.key for term in there}
        telling = sum(not is_common(key) for key in shared)
        dense = min(_share(here, shared), _share(there, shared))
        if dense >= DENSE:
            yield (start, end), (first, last), telling


def _share(words: Sequence[Term], shared: set[str]) -> float:
    return sum(term.key in shared for term in words) / len(words)


def _seeds(one: Sequence[Term], two: Sequence[Term]) -> list[Seed]:
    """Places (in one, in two) at which the same two words are neighbours, in either order."""
    at: dict[frozenset[str], list[int]] = defaultdict(list)
    for place in range(len(two) - 1):
        at[frozenset((two[place].key, two[place + 1].key))].append(place)
    return [
        (place, other)
        for place in range(len(one) - 1)
        if len(others := at.get(frozenset((one[place].key, one[place + 1].key)), [])) <= REPEATED
        for other in others
    ]


def _joined(seeds: list[Seed]) -> Iterator[list[Seed]]:
    """Seeds that lie near each other in both texts, together."""
    open_groups: list[list[Seed]] = []
    for seed in seeds:
        near = [group for group in open_groups if _is_near(seed, group)]
        for group in open_groups:
            if seed[0] - group[-1][0] > NEAR:
                yield group
        open_groups = [group for group in open_groups if seed[0] - group[-1][0] <= NEAR and group not in near]
        open_groups.append([*(each for group in near for each in group), seed])
    yield from open_groups


def _is_near(seed: Seed, group: list[Seed]) -> bool:
    return any(
        abs(seed[1] - other) <= NEAR and seed[0] - place <= NEAR for place, other in reversed(group[-4 * NEAR :])
    )
