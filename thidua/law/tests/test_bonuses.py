from datetime import date
from fractions import Fraction

import pytest

from thidua.law import Grant, NotInForce, Unknown, Year, bonus_of, paid
from thidua.law.facts import Subject
from thidua.law.tests import make

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
PERSON, COLLECTIVE = Subject.PERSON, Subject.COLLECTIVE


@pytest.mark.parametrize(
    ("award", "subject", "on", "exact", "amount"),
    [
        ("title_emulation_fighter_national", PERSON, AFTER, 11_385_000, 11_390_000),
        ("title_emulation_fighter_province", PERSON, AFTER, 7_590_000, 7_590_000),
        ("title_emulation_fighter_unit", PERSON, AFTER, 2_530_000, 2_530_000),
        ("title_advanced_worker", PERSON, AFTER, 759_000, 760_000),
        ("title_advanced_worker", PERSON, BEFORE, 702_000, 710_000),
        ("title_excellent_collective", COLLECTIVE, AFTER, 3_795_000, 3_800_000),
        ("title_advanced_collective", COLLECTIVE, AFTER, 2_024_000, 2_030_000),
        ("typical_commune", COLLECTIVE, AFTER, 5_060_000, 5_060_000),
        ("cultural_village", COLLECTIVE, AFTER, 3_795_000, 3_800_000),
        ("emulation_flag_government", COLLECTIVE, AFTER, 30_360_000, 30_360_000),
        ("emulation_flag_province", COLLECTIVE, AFTER, 20_240_000, 20_240_000),
        ("merit_certificate_prime_minister", PERSON, AFTER, 8_855_000, 8_860_000),
        ("merit_certificate_prime_minister", COLLECTIVE, AFTER, 17_710_000, 17_710_000),
        ("merit_certificate_province", PERSON, AFTER, 3_795_000, 3_800_000),
        ("merit_certificate_province", COLLECTIVE, AFTER, 7_590_000, 7_590_000),
        ("commemorative_medal", PERSON, AFTER, 1_518_000, 1_520_000),
        ("commendation_certificate", PERSON, AFTER, 759_000, 760_000),
        ("commendation_certificate", COLLECTIVE, AFTER, 1_518_000, 1_520_000),
        ("people_teacher", PERSON, AFTER, 31_625_000, 31_630_000),
        ("merited_teacher", PERSON, AFTER, 22_770_000, 22_770_000),
        ("labour_order_first", PERSON, BEFORE, 21_060_000, 21_060_000),
        ("labour_order_third", COLLECTIVE, BEFORE, 21_060_000, 21_060_000),
    ],
)
def test_bonus_is_the_multiple_of_the_salary_of_the_day_rounded_up(award, subject, on, exact, amount):
    bonus = bonus_of(award, on, make.rules(), subject)

    assert (bonus.exact, bonus.amount) == (Fraction(exact), amount)


def test_medal_is_at_most_its_bonus():
    assert bonus_of("commemorative_medal", AFTER, make.rules()).at_most
    assert not bonus_of("title_advanced_worker", AFTER, make.rules()).at_most


@pytest.mark.parametrize("on", [date(2025, 6, 30), date(2027, 3, 1)])
def test_no_bonus_is_invented_for_days_without_a_rule(on):
    with pytest.raises(NotInForce):
        bonus_of("title_advanced_worker", on, make.rules())


def test_unknown_award_is_refused():
    with pytest.raises(Unknown):
        bonus_of("crown", AFTER, make.rules())


def test_of_titles_of_one_year_only_the_highest_is_paid_and_commendations_beside():
    worker = Grant("title_advanced_worker", PERSON, Year(2025))
    fighter = Grant("title_emulation_fighter_unit", PERSON, Year(2025))
    earlier = Grant("title_advanced_worker", PERSON, Year(2024))
    merit = Grant("merit_certificate_province", PERSON, Year(2025))

    bonuses = paid([worker, fighter, earlier, merit], AFTER, make.rules())

    amounts = {grant: bonus and bonus.amount for grant, bonus in bonuses.items()}
    assert amounts == {worker: None, fighter: 2_530_000, earlier: 760_000, merit: 3_800_000}
