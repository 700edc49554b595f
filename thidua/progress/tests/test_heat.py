"""What a number says about its target."""

from decimal import Decimal

import pytest
from django.utils.html import escape

from thidua.plans.models import Target
from thidua.progress.heat import EMPTY, cell_of, distance_of, heat_of, is_reached, nearness
from thidua.progress.shares import Share


def ratio(comparator=">=", value=90):
    return Target(text="Hồ sơ số", measure="ratio", comparator=comparator, value=Decimal(value), unit_of_count="%")


def parts(numerator, denominator=100, **facts):
    facts = {"units": 1, "reported": 1, "accepted": 1, **facts}
    return Share(**facts, numerator=Decimal(numerator), denominator=Decimal(denominator))


COUNT = Target(text="Mô hình", measure="count", comparator=">=", value=Decimal(1), unit_of_count="mô hình")
YES_NO = Target(text="Có chuyên mục", measure="yes_no")
WORDS = Target(text="Kết quả nổi bật", measure="words")


@pytest.mark.parametrize(
    ("value", "tone"), [(90, "ok"), (89, "near"), ("85.5", "near"), ("85.4", "warn"), (72, "warn"), ("71.9", "late")]
)
def test_the_tone_goes_by_the_part_of_the_target_that_is_reached(value, tone):
    assert heat_of(ratio(), parts(value)).tone == tone


@pytest.mark.parametrize(
    ("value", "comparator", "goal", "near"),
    [
        (2, "<=", 2, 1),
        (4, "<=", 2, Decimal("0.5")),
        (0, "<=", 2, 1),
        (3, "<=", 0, 0),
        (50, "=", 100, Decimal("0.5")),
        (100, "=", 100, 1),
        (90, ">", 90, Decimal("0.9999")),
        (0, ">=", 90, 0),
    ],
)
def test_nearness_knows_which_way_is_better(value, comparator, goal, near):
    assert nearness(Decimal(value), comparator, Decimal(goal)) == near


def test_more_than_is_not_reached_at_the_goal_itself():
    assert not is_reached(ratio("<"), parts(90))
    assert is_reached(ratio("<"), parts(89))


def test_what_just_misses_the_goal_is_not_rounded_up_to_it():
    assert heat_of(ratio(), parts("89.96")).text == "89,96 %"
    assert heat_of(ratio(), parts("91.06")).text == "91,1 %"


def test_a_node_tells_sums_and_units():
    share = Share(units=4, reported=3, accepted=3, reached=2, total=Decimal(1234))

    assert heat_of(COUNT, share).text == "1.234"
    assert heat_of(YES_NO, share).text == "2/4"
    assert heat_of(WORDS, share).text == "3/4"
    assert heat_of(COUNT, share).words == "còn xa; 3/4 đơn vị được duyệt, 2 đạt"


def test_one_unit_tells_its_own_answer():
    yes = Share(units=1, reported=1, accepted=1, reached=1, total=Decimal(1))

    assert heat_of(YES_NO, yes, one=True).text == "có"
    assert heat_of(YES_NO, yes._replace(reached=0), one=True).text == "chưa"


def test_nothing_reported_and_nothing_decided_look_different():
    assert heat_of(ratio(), None) == EMPTY
    assert heat_of(ratio(), Share(units=3)) == EMPTY
    assert heat_of(ratio(), Share(units=3, reported=2)).text == "2 chờ"
    assert heat_of(ratio(), Share(units=3, reported=2)).tone == "wait"


def test_the_change_is_told_in_a_sign_and_in_words():
    rise, fall = heat_of(ratio(), parts(92), parts("89.9")), heat_of(ratio(), parts(80), parts(92))

    assert (rise.trend, fall.trend) == ("▲ 2,1", "▼ 12")
    assert rise.words.endswith("tăng 2,1 điểm % so với kỳ trước")
    assert heat_of(ratio(), parts(80), parts(80)).trend == "="
    assert heat_of(ratio(), parts(80), Share(units=1)).trend == ""


def test_the_distance_is_nought_at_the_goal_and_unknown_without_figures():
    assert distance_of(ratio(), parts(95)) == 0
    assert distance_of(ratio(), parts(45)) == Decimal("0.5")
    assert distance_of(ratio(), Share(units=5)) is None
    assert distance_of(WORDS, Share(units=1, reported=1, accepted=1)) is None


def test_a_cell_leads_on_only_where_there_is_something():
    heat = heat_of(ratio(), parts(92))

    assert 'href="?don-vi=1&amp;ky=2026"' in cell_of(heat, escape("?don-vi=1&ky=2026"), "Hồ sơ")
    assert "<a" not in cell_of(heat, "", "Hồ sơ")
