from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template

from thidua.kernel.calendar import today
from thidua.kernel.templatetags.icons import lucide
from thidua.kernel.templatetags.words import distance, initials, number, percent


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1234.5, "1.234,5"),
        (Decimal("1234.50"), "1.234,5"),
        (Decimal("0.1250"), "0,125"),
        (100.0, "100"),
        (1000000, "1.000.000"),
        (-1234, "-1.234"),
        (0, "0"),
        (None, ""),
    ],
)
def test_numbers_have_a_comma_and_dots(value, written):
    assert number(value) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(27, 31, "87,1 %"), (1, 16, "6,3 %"), (31, 31, "100 %"), (0, 31, "0 %"), (0, 0, "–")],
)
def test_percent_has_one_decimal_of_a_whole(part, whole, written):
    assert percent(part, whole) == written


def test_distance_counts_from_today():
    assert (distance(today() + timedelta(days=2)), distance(None)) == ("còn 2 ngày", "")


def test_initials_are_offered_to_templates():
    assert initials("Lê Thị Ánh") == "TÁ"


def test_words_are_known_to_every_template():
    page = Template("{{ made|number }}/{{ all|number }} ({{ made|percent:all }}), {{ day|date }}, {{ pi }}")

    said = page.render(Context({"made": 27, "all": 1031, "day": date(2026, 2, 9), "pi": 3.5}))

    assert said == "27/1.031 (2,6 %), 09/02/2026, 3,5"


def test_icon_is_drawn_once_and_each_size_by_itself():
    small, large = lucide("bell", size=16, aria_hidden="true"), lucide("bell", size=24, aria_hidden="true")

    assert ('width="16"' in small, 'width="24"' in large, 'aria-hidden="true"' in small) == (True, True, True)
    assert lucide("bell", size=16, aria_hidden="true") is small
