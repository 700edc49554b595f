"""What is wrong or strange about a figure."""

from decimal import Decimal

import pytest

from thidua.progress.checks import Around, Asked, Grade, findings, unsettled
from thidua.progress.measuring import Parts

D = Decimal
RATIO = Asked("ratio", ">=", D(90), "%")
COUNT = Asked("count", ">=", D(2), "sáng kiến")
PROVED = Around(evidence=1)


def codes(parts, asked, around=PROVED):
    return [(one.grade, one.code) for one in findings(parts, asked, around)]


@pytest.mark.parametrize(
    ("parts", "asked", "code"),
    [
        (Parts(), RATIO, "missing"),
        (Parts(note="chưa thống kê"), COUNT, "missing"),
        (Parts(D(5)), RATIO, "half"),
        (Parts(D(-1), D(5)), RATIO, "negative"),
        (Parts(D(6), D(5)), RATIO, "above_base"),
        (Parts(D(1), D(0)), RATIO, "above_base"),
        (Parts(value=D(-1)), COUNT, "negative"),
        (Parts(value=D("2.5")), COUNT, "not_whole"),
        (Parts(value=D(101)), Asked("count", ">=", D(90), "%"), "above_hundred"),
        (Parts(), Asked("words"), "missing"),
    ],
)
def test_what_cannot_be_right_must_be_mended(parts, asked, code):
    assert codes(parts, asked) == [(Grade.MEND, code)]


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        (Parts(D(31), D(31)), RATIO),
        (Parts(D(12), D(10)), Asked("ratio", ">=", D(110), "%")),
        (Parts(value=D("7.5")), Asked("count", ">=", D(5), "điểm/người")),
        (Parts(value=D(120)), Asked("count", ">=", D(110), "% so với năm trước")),
        (Parts(value=D(2)), COUNT),
        (Parts(value=D(1)), Asked("yes_no")),
        (Parts(words="Đã tổ chức"), Asked("words")),
    ],
)
def test_a_good_figure_is_left_in_peace(parts, asked):
    assert codes(parts, asked) == []


@pytest.mark.parametrize(
    ("parts", "asked", "around", "code"),
    [
        (Parts(D(0), D(0)), RATIO, PROVED, "no_base"),
        (Parts(D("9.5"), D(10)), RATIO, PROVED, "decimals"),
        (Parts(D(8), D(10)), RATIO, PROVED, "not_reached"),
        (Parts(value=D(0)), Asked("yes_no"), PROVED, "not_reached"),
        (Parts(D(9), D(10)), RATIO, Around(), "no_evidence"),
        (Parts(D(95), D(100)), RATIO, Around(last=D(75), evidence=1), "jump"),
        (Parts(value=D(11)), COUNT, Around(last=D(5), evidence=1), "jump"),
        (Parts(value=D(4)), COUNT, Around(last=D(9), evidence=1), "jump"),
        (Parts(D(100), D(100)), RATIO, Around(peers=[D(n) for n in range(90, 98)], evidence=1), None),
        (Parts(value=D(60)), COUNT, Around(peers=[D(n) for n in range(10, 18)], evidence=1), "outlier"),
        (Parts(value=D(60)), COUNT, Around(peers=[D(3)] * 8, evidence=1), "outlier"),
        (Parts(value=D(60)), COUNT, Around(peers=[D(3)] * 7, evidence=1), None),
        (Parts(value=D(6)), COUNT, Around(last=D(2), evidence=1), None),
    ],
)
def test_what_is_strange_must_be_explained(parts, asked, around, code):
    assert codes(parts, asked, around) == ([(Grade.EXPLAIN, code)] if code else [])


def test_evidence_is_asked_only_for_success_at_what_is_binding():
    optional = Asked("ratio", ">=", D(90), "%", mandatory=False)

    assert codes(Parts(D(9), D(10)), optional, Around()) == []


def test_a_note_settles_what_asks_for_one_and_nothing_else():
    strange = findings(Parts(D(8), D(10)), RATIO, PROVED)
    wrong = findings(Parts(D(11), D(10)), RATIO, PROVED)

    assert (unsettled(strange, ""), unsettled(strange, "Mưa bão")) == (strange, [])
    assert unsettled(wrong, "Mưa bão") == wrong


def test_a_jump_is_told_with_both_figures():
    found = findings(Parts(D(95), D(100)), RATIO, Around(last=D("60.25"), evidence=1))

    assert found[0].sentence == "Kỳ trước 60,2 %, kỳ này tăng lên 95 %: ghi vì sao thay đổi nhiều."
