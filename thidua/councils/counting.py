"""Counting: answers in, counts and outcomes out, exactly. No database here.

An answer has a mark for each option: `+` agrees (or chooses), `-` is against, `0` has no opinion (or does not choose).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from thidua.law import at_least

AGREED, AGAINST, ABSTAINED = "+", "-", "0"


@dataclass(frozen=True, slots=True)
class Count:
    """The votes on one option."""

    agreed: int = 0
    against: int = 0
    abstained: int = 0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.agreed + other.agreed, self.against + other.against, self.abstained + other.abstained)


def counted(answers: Iterable[str], options: int) -> list[Count]:
    """How often each mark was made, by option."""
    columns = list(zip(*answers, strict=True)) or [()] * options
    return [Count(column.count(AGREED), column.count(AGAINST), column.count(ABSTAINED)) for column in columns]


def needed(share: Fraction, base: int, *, is_strict: bool) -> int:
    """The least number of agreeing votes: that reaches the share, or is more than it."""
    return floor(share * base) + 1 if is_strict else at_least(share, base)


def outcomes(counts: Sequence[Count], least: int, places: int | None) -> list[str]:
    """`passed`, `failed` or `tied` for each option.

    With `places` only so many pass, those with the most votes; those that share the last places with too many others
    are tied. Nothing passes without a single vote.
    """
    reached = [count.agreed >= max(least, 1) for count in counts]
    if places is None:
        return ["passed" if is_enough else "failed" for is_enough in reached]
    rivals = [count.agreed for count, is_enough in zip(counts, reached, strict=True) if is_enough]
    pairs = zip(counts, reached, strict=True)
    return [_placed(count.agreed, rivals, places) if is_enough else "failed" for count, is_enough in pairs]


def _placed(votes: int, rivals: Sequence[int], places: int) -> str:
    ahead, level = sum(each > votes for each in rivals), rivals.count(votes)
    if ahead + level <= places:
        return "passed"
    return "failed" if ahead >= places else "tied"
