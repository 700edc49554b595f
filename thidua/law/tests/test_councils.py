from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.law import NotInForce, cap_of, cap_words, quorum_needed, quorum_of, rules_with, vote_on, votes_needed
from thidua.law.councils import at_least
from thidua.law.facts import BallotKind, Denominator
from thidua.law.tests import make

PROVINCE = Path(__file__).parent / "layers" / "tinh-song-ha.toml"
UNIT, NATIONAL = "title_emulation_fighter_unit", "title_emulation_fighter_national"


@given(st.fractions(min_value=0, max_value=1), st.integers(min_value=0, max_value=500))
def test_votes_needed_is_the_least_number_that_reaches_the_share(share, whole):
    needed = at_least(share, whole)

    assert needed >= share * whole > needed - 1


@pytest.mark.parametrize(
    ("matter", "on", "members", "present", "needed"),
    [
        (UNIT, date(2025, 6, 30), 11, 9, 9),
        (UNIT, date(2025, 7, 1), 10, 9, 8),
        (UNIT, date(2026, 6, 15), 11, 9, 9),
        (NATIONAL, date(2025, 6, 30), 15, 12, 14),
        (NATIONAL, date(2025, 7, 1), 15, 12, 14),
        (NATIONAL, date(2025, 7, 1), 20, 12, 18),
        ("emulation_flag_government", date(2026, 6, 15), 15, 15, 12),
        ("title_emulation_fighter_province", date(2026, 6, 15), 9, 9, 9),
        ("initiative", date(2026, 6, 15), 7, 7, 5),
        ("initiative", date(2026, 6, 15), 9, 9, 6),
        ("title_advanced_worker", date(2026, 6, 15), 9, 9, None),
    ],
)
def test_share_of_votes_on_its_day(matter, on, members, present, needed):
    assert votes_needed(vote_on(matter, on, make.rules()), members, present) == needed


def test_province_counts_those_present_where_its_rule_says_so():
    vote = vote_on(UNIT, make.ON, rules_with([PROVINCE]))

    assert (vote.denominator, vote.ballot) == (Denominator.PRESENT_MEMBERS, BallotKind.SECRET)
    assert votes_needed(vote, 11, 9) == 6


def test_default_of_base_councils_is_marked_to_be_checked_from_2026():
    rules = make.rules()

    assert vote_on(UNIT, date(2025, 12, 31), rules).verified
    assert not vote_on(UNIT, date(2026, 1, 1), rules).verified
    assert "cần đối chiếu quy định của tỉnh" in vote_on(UNIT, date(2026, 1, 1), rules).note


@pytest.mark.parametrize(("members", "present"), [(0, 0), (5, 6), (5, -1)])
def test_counts_that_cannot_be_are_refused(members, present):
    with pytest.raises(ValueError, match=str(members)):
        votes_needed(vote_on(UNIT, make.ON, make.rules()), members, present)


def test_vote_without_a_rule_is_told():
    with pytest.raises(NotInForce):
        vote_on(UNIT, date(2023, 1, 1), make.rules())


def test_quorum_is_the_rule_of_the_council_or_unknown():
    rules = make.rules()

    assert quorum_needed(quorum_of("central", UNIT, make.ON, rules), 20) == 14
    assert quorum_of("base", UNIT, make.ON, rules) is None
    assert quorum_needed(quorum_of("base", UNIT, make.ON, rules_with([PROVINCE])), 11) == 8


def test_cap_is_cut_down_and_shown_exactly():
    cap = cap_of("emulation_flag_government", 17, make.ON, make.rules())

    assert (cap.number, cap.exact) == (3, Fraction(17, 5))
    assert cap_words(cap).endswith("3 (chính xác 17/5)")


def test_no_cap_where_the_law_has_none_and_the_provinces_where_it_set_one():
    assert cap_of(UNIT, 40, make.ON, make.rules()).number is None
    assert "không có mức trần" in cap_words(cap_of(UNIT, 40, make.ON, make.rules()))
    assert cap_of(UNIT, 40, make.ON, rules_with([PROVINCE])).number == 6
    assert cap_of(UNIT, 3, make.ON, rules_with([PROVINCE])).number == 1


def test_quorum_of_a_matter_goes_before_that_of_the_council():
    line = '[[quorum]]\ncouncil = "base"\nshare = "{}"\nsource = "L"\nverified = true\n{}\n'
    rules = make.small(line.format("2/3", "") + line.format("80%", 'for_matters = ["title"]'))

    assert quorum_needed(quorum_of("base", "title", make.ON, rules), 10) == 8
    assert quorum_needed(quorum_of("base", "flag", make.ON, rules), 10) == 7
