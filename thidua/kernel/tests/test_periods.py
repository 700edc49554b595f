"""Reporting periods: their keys, words and borders."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.kernel.calendar import Length, Period

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CALENDAR = st.sampled_from([length for length in Length if length is not Length.PHASE])


@pytest.mark.parametrize(
    ("length", "key", "label", "start", "end"),
    [
        (Length.MONTH, "2026-11", "tháng 11/2026", date(2026, 11, 1), date(2026, 11, 30)),
        (Length.QUARTER, "2026-Q4", "quý IV/2026", date(2026, 10, 1), date(2026, 12, 31)),
        (Length.HALF, "2026-H2", "6 tháng cuối năm 2026", date(2026, 7, 1), date(2026, 12, 31)),
        (Length.YEAR, "2026", "năm 2026", date(2026, 1, 1), date(2026, 12, 31)),
        (Length.TERM, "NH2026-2027-HK1", "học kỳ I năm học 2026-2027", date(2026, 9, 1), date(2027, 1, 15)),
        (Length.SCHOOL_YEAR, "NH2026-2027", "năm học 2026-2027", date(2026, 9, 1), date(2027, 8, 31)),
    ],
)
def test_the_period_of_a_day(length, key, label, start, end):
    period = Period.containing(date(2026, 11, 21), length)

    assert (period.key, period.label, period.start, period.end) == (key, label, start, end)


def test_the_second_term_lies_in_the_school_year_that_began_before():
    period = Period.containing(date(2027, 3, 1), Length.TERM)

    assert (period.key, period.label) == ("NH2026-2027-HK2", "học kỳ II năm học 2026-2027")
    assert (period.start, period.end) == (date(2027, 1, 16), date(2027, 8, 31))


def test_a_phase_is_named_by_its_days():
    (period,) = Period.within(date(2026, 3, 1), date(2026, 4, 15), Length.PHASE)

    assert (period.key, period.label) == ("2026-03-01..2026-04-15", "từ 01/03/2026 đến 15/04/2026")
    assert Period.from_key(period.key) == period
    assert period.previous() is None


def test_quarters_of_a_year():
    keys = [period.key for period in Period.within(date(2026, 1, 1), date(2026, 12, 31), Length.QUARTER)]

    assert keys == ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]


@given(DAYS, CALENDAR)
def test_every_day_lies_in_one_period_whose_key_leads_back(day, length):
    period = Period.containing(day, length)

    assert period.start <= day <= period.end
    assert Period.from_key(period.key) == period
    assert period.previous().end == period.start - timedelta(days=1)


@given(DAYS, DAYS, CALENDAR)
def test_periods_follow_one_another_without_a_gap(one, other, length):
    start, end = min(one, other), min(max(one, other), min(one, other) + timedelta(days=900))
    periods = Period.within(start, end, length)

    assert periods[0].start <= start <= periods[0].end
    assert periods[-1].start <= end <= periods[-1].end
    assert all(after.start == before.end + timedelta(days=1) for before, after in pairwise(periods))


@pytest.mark.parametrize(
    "key", ["", "2026-13", "2026-Q5", "NH2026-2028", "NH2026-2027-HK3", "Q4-2026", "2026-03-01..x"]
)
def test_other_keys_are_refused(key):
    with pytest.raises(ValueError):  # noqa: PT011
        Period.from_key(key)
