from datetime import date
from fractions import Fraction

import pytest

from thidua.law import Year
from thidua.law.citing import Citation, citations
from thidua.law.conditions.absence import months_between
from thidua.law.tests import make
from thidua.law.wording import grouped, share_words
from thidua.law.years import listed


@pytest.mark.parametrize(("text", "year"), [("2025-2026", Year(2025)), ("2025", Year(2025, is_school=False))])
def test_years_are_written_as_people_do(text, year):
    assert (Year.of(text), year.short) == (year, text)


@pytest.mark.parametrize("text", ["2025-2027", "25-26", "", "năm 2025", "2025-2024"])
def test_what_is_no_year_is_refused(text):
    with pytest.raises(ValueError, match=text or "^$"):
        Year.of(text)


def test_school_year_runs_from_its_first_day_to_the_eve_of_the_next():
    calendar = make.rules().calendar(make.ON)

    assert calendar.first_day(Year(2025)) == date(2025, 9, 1)
    assert calendar.last_day(Year(2025)) == date(2026, 8, 31)
    assert calendar.last_day(Year(2025, is_school=False)) == date(2025, 12, 31)
    assert calendar.year_of(date(2025, 8, 31), is_school=True) == Year(2024)
    assert calendar.year_of(date(2025, 9, 1), is_school=True) == Year(2025)
    assert calendar.year_of(date(2025, 8, 31), is_school=False) == Year(2025, is_school=False)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 10, 1), date(2025, 12, 31), 3),
        (date(2025, 10, 1), date(2025, 12, 30), 2),
        (date(2025, 10, 15), date(2026, 1, 14), 3),
        (date(2025, 10, 15), date(2026, 1, 13), 2),
        (date(2025, 10, 1), date(2025, 10, 1), 0),
        (date(2025, 12, 1), date(2025, 10, 1), 0),
    ],
)
def test_whole_months_between_days(first, last, months):
    assert months_between(first, last) == months


def test_years_are_listed_from_the_oldest():
    assert listed([Year(2025), Year(2023), Year(2025)]) == "năm học 2023-2024, 2025-2026"
    assert listed([]) == ""


def test_places_in_documents_are_named_in_full():
    assert citations("L22 Đ74.1.d; CV5007 mục III.5.c") == (
        Citation("L22", "74", "1", "d"),
        Citation("CV5007", part="III.5.c"),
    )
    assert citations("NĐ152 Đ54.1.đ")[0].place == "điểm đ khoản 1 Điều 54"
    assert make.rules().cite(citations("L22 Đ24; TT29")) == (
        "Điều 24 Luật Thi đua, khen thưởng 06/2022/QH15; Thông tư 29/2023/TT-BGDĐT"
    )


@pytest.mark.parametrize("text", ["", "L22 Đ", "L22 Điều 4", "L22 Đ4.1.d.2"])
def test_what_names_no_place_is_refused(text):
    with pytest.raises(ValueError, match=text or "^$"):
        citations(text)


def test_numbers_are_written_as_people_do():
    assert grouped(2530000) == "2.530.000"
    assert share_words(Fraction(7, 10)) == "70%"
    assert share_words(Fraction(2, 3)) == "2/3"
