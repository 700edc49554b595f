"""Days off and days worked in exchange, as the data have them."""

from datetime import date

import pytest

from thidua.law import BadRules, holidays_between, is_working_day, working_day
from thidua.law.rules import Holiday
from thidua.law.tests import make


def days(first, last):
    return holidays_between(first, last, make.rules())


@pytest.mark.parametrize(
    ("new_year", "kings"),
    [
        (date(2024, 2, 10), date(2024, 4, 18)),
        (date(2025, 1, 29), date(2025, 4, 7)),
        (date(2026, 2, 17), date(2026, 4, 26)),
        (date(2027, 2, 6), date(2027, 4, 16)),
    ],
)
def test_every_year_has_its_tet_and_its_kings_day(new_year, kings):
    found = days(date(new_year.year, 1, 1), date(new_year.year, 12, 31))

    assert found[new_year].key == f"tet_{new_year.year}"
    assert found[kings].key == f"hung_kings_{new_year.year}"
    assert [found[date(new_year.year, *day)].key for day in ((1, 1), (4, 30), (5, 1), (9, 2))] == [
        "new_year", "reunification", "labour_day", "national_day",
    ]  # fmt: skip


def test_yearly_days_are_found_over_the_turn_of_a_year():
    found = days(date(2028, 12, 1), date(2029, 1, 31))

    assert list(found) == [date(2029, 1, 1)]


def test_swapped_saturday_counts_and_its_monday_does_not():
    found = days(date(2026, 8, 1), date(2026, 9, 30))
    off = {day for day, rule in found.items() if not rule.works}
    worked = {day for day, rule in found.items() if rule.works}

    assert working_day(date(2026, 8, 28), 1, off, worked) == date(2026, 9, 3)
    assert working_day(date(2026, 8, 21), 1, off, worked) == date(2026, 8, 22)
    assert not is_working_day(date(2026, 8, 31), off, worked)


def test_days_to_be_compared_say_so():
    held = [entry for table, _, entry in make.rules().entries() if table is Holiday]

    assert held
    assert [entry.key for entry in held if not entry.verified and not entry.note] == []
    assert [entry.key for entry in held if entry.works and any(day.weekday() < 5 for day in (entry.first,))] == []


@pytest.mark.parametrize("dates", ['day = "01-02"\nfirst = 2026-01-02', "", "first = 2026-01-02\nlast = 2026-01-01"])
def test_a_day_off_is_yearly_or_dated(dates):
    text = f'[layer]\nname = "Sở"\nrank = "department"\n[[document]]\nkey = "S"\nshort = "S"\ntitle = "S"\nverified = true\nvalid_from = 2026-01-01\n[[holiday]]\nkey = "x"\nname = "x"\nsource = "S"\nverified = true\nmode = "add"\n{dates}\n'

    with pytest.raises(BadRules):
        make.over(text)
