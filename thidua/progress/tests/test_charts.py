"""Charts drawn on the server."""

from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from thidua.kernel.calendar import Length, Period
from thidua.progress.charts import bars, short_label, trend
from thidua.writing.charts import ceiling
from thidua.writing.document import Point

POINTS = [Point("Q1", Decimal(50)), Point("Q2", None), Point("Q3", Decimal(75)), Point("Q4", Decimal(100))]


def drawn(svg):
    """Without its name space, so that elements are found by their names."""
    return ElementTree.fromstring(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def test_a_trend_is_a_picture_with_a_title_a_dot_a_value_and_the_goal():
    tree = drawn(trend("Hồ sơ & <số>", POINTS, Decimal(90), "%"))

    assert tree.find("title").text == "Hồ sơ & <số>"
    assert [dot.find("title").text for dot in tree.findall("circle")] == ["Q1: 50 %", "Q3: 75 %", "Q4: 100 %"]
    assert "mức phải đạt 90 %" in [text.text for text in tree.findall("text")]


def test_a_gap_breaks_the_line():
    (line,) = drawn(trend("x", POINTS)).findall("polyline")

    assert len(line.get("points").split()) == 2


def test_higher_is_drawn_higher_and_the_scale_holds_all():
    dots = [float(dot.get("cy")) for dot in drawn(trend("x", POINTS)).findall("circle")]

    assert dots[0] > dots[1] > dots[2] > 0


@pytest.mark.parametrize(
    ("values", "top"), [([], 1), ([0], 1), ([3], 5), ([99, 100], 100), ([101], 200), (["0.3"], "0.5")]
)
def test_the_scale_ends_at_a_round_number(values, top):
    assert ceiling([Decimal(value) for value in values]) == Decimal(top)


def test_bars_bear_their_numbers():
    tree = drawn(bars("x", [Point("0–10", Decimal(3)), Point("10–20", Decimal(0))]))

    assert len(tree.findall("rect")) == 2
    assert {"3", "0"} <= {text.text for text in tree.findall("text")}


def test_of_many_labels_the_last_is_always_written():
    points = [Point(f"T{n}", Decimal(n)) for n in range(1, 25)]

    texts = [text.text for text in drawn(trend("x", points)).findall("text")]

    assert "T24" in texts
    assert len([text for text in texts if text.startswith("T")]) <= 8


@pytest.mark.parametrize(
    ("length", "label"),
    [
        (Length.MONTH, "10/26"),
        (Length.QUARTER, "Q4/26"),
        (Length.HALF, "cuối 2026"),
        (Length.YEAR, "2026"),
        (Length.TERM, "HK1 26-27"),
        (Length.SCHOOL_YEAR, "2026-27"),
    ],
)
def test_periods_are_short_under_an_axis(length, label):
    assert short_label(Period.containing(date(2026, 10, 5), length)) == label
