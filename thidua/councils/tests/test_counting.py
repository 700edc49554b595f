from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.councils.counting import Count, counted, needed, outcomes


@pytest.mark.parametrize(
    ("share", "base", "is_strict", "least"),
    [
        ("1/2", 8, True, 5),
        ("1/2", 8, False, 4),
        ("1/2", 9, True, 5),
        ("2/3", 9, False, 6),
        ("2/3", 10, False, 7),
        ("4/5", 11, False, 9),
        ("9/10", 11, False, 10),
        ("1/1", 7, False, 7),
        ("1/2", 0, True, 1),
    ],
)
def test_votes_needed(share, base, is_strict, least):
    assert needed(Fraction(share), base, is_strict=is_strict) == least


@given(st.lists(st.text("+-0", min_size=3, max_size=3)))
def test_every_mark_is_counted_once(answers):
    counts = counted(answers, 3)

    assert [count.agreed + count.against + count.abstained for count in counts] == [len(answers)] * 3


@pytest.mark.parametrize(
    ("votes", "least", "places", "expected"),
    [
        ([5, 4, 3], 4, None, ["passed", "passed", "failed"]),
        ([0, 0], 0, None, ["failed", "failed"]),
        ([5, 4, 3], 3, 2, ["passed", "passed", "failed"]),
        ([5, 4, 4], 3, 2, ["passed", "tied", "tied"]),
        ([4, 4, 4], 3, 2, ["tied", "tied", "tied"]),
        ([4, 4, 2], 3, 2, ["passed", "passed", "failed"]),
        ([5, 5, 4], 3, 2, ["passed", "passed", "failed"]),
        ([5, 2, 2], 3, 2, ["passed", "failed", "failed"]),
    ],
)
def test_outcomes(votes, least, places, expected):
    assert outcomes([Count(each) for each in votes], least, places) == expected
