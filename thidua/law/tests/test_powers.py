from datetime import date

import pytest

from thidua.law import NotInForce, Unknown, deadline_of, dossier_list, who_decides, working_day
from thidua.law.facts import Level, UnitKind
from thidua.law.tests import make

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
UNIT, CERTIFICATE = "title_emulation_fighter_unit", "commendation_certificate"


@pytest.mark.parametrize(
    ("award", "kind", "on", "offices"),
    [
        (UNIT, "primary", BEFORE, ["district_chair"]),
        (UNIT, "primary", AFTER, ["commune_chair"]),
        (UNIT, "upper_secondary", BEFORE, ["department_head"]),
        (UNIT, "upper_secondary", AFTER, ["department_head"]),
        (UNIT, "combined", AFTER, ["department_head", "commune_chair"]),
        (UNIT, "commune", BEFORE, ["district_chair"]),
        (UNIT, "commune", AFTER, ["commune_chair"]),
        ("title_advanced_worker", "commune", BEFORE, ["commune_chair"]),
        ("title_advanced_worker", "division", AFTER, ["department_head"]),
        (CERTIFICATE, "lower_secondary", AFTER, ["commune_chair", "principal"]),
        (CERTIFICATE, "lower_secondary", date(2026, 4, 2), ["commune_chair", "principal"]),
        ("title_excellent_collective", "upper_secondary", AFTER, ["province_chair"]),
        ("title_emulation_fighter_province", "primary", AFTER, ["province_chair"]),
        ("merit_certificate_province", "ministry", AFTER, ["minister"]),
        ("title_emulation_fighter_national", "department", AFTER, ["prime_minister"]),
        ("labour_order_third", "primary", AFTER, ["president"]),
        ("labour_order_third", "primary", BEFORE, []),
    ],
)
def test_who_decides_on_the_day(award, kind, on, offices):
    assert [one.office for one in who_decides(award, UnitKind(kind), on, make.rules())] == offices


def test_principals_certificate_is_to_be_checked_since_the_new_circular():
    [before] = who_decides("commendation_certificate_pupil", UnitKind.PRIMARY, date(2026, 4, 1), make.rules())
    [after] = who_decides("commendation_certificate_pupil", UnitKind.PRIMARY, date(2026, 4, 2), make.rules())

    assert (before.verified, after.verified) == (True, False)


def papers(award, level, on=make.ON):
    return [paper.key for paper in dossier_list(award, Level(level), on, make.rules()).papers]


def test_dossier_by_award_and_place():
    title = ["submission", "achievement_report", "review_minutes"]

    assert papers("title_advanced_worker", "base") == title
    assert papers(UNIT, "base") == [*title, "initiative_proof"]
    assert papers("title_excellent_collective", "province") == title
    assert papers("merit_certificate_province", "province")[2] == "commendation_minutes"
    assert papers("title_emulation_fighter_national", "state")[-1] == "electronic_copy"
    assert dossier_list("title_emulation_fighter_national", Level.STATE, make.ON, make.rules()).copies == 1


def test_dossier_nobody_has_entered_is_told():
    with pytest.raises(NotInForce):
        papers("title_emulation_fighter_national", "base")
    with pytest.raises(NotInForce):
        papers("title_emulation_fighter_national", "state", on=BEFORE)
    with pytest.raises(Unknown):
        papers("crown", "base")


def test_working_days_leave_out_weekends_and_holidays():
    friday = date(2026, 8, 28)

    assert working_day(friday, 1) == date(2026, 8, 31)
    assert working_day(friday, 3, {date(2026, 9, 1), date(2026, 9, 2)}) == date(2026, 9, 4)
    assert working_day(date(2026, 8, 31), -1) == friday
    assert working_day(friday, 0) == friday


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("national_fighter_submission", date(2026, 8, 10), date(2027, 12, 31)),
        ("government_flag_submission", date(2026, 1, 5), date(2026, 6, 30)),
        ("government_flag_submission_education", date(2026, 1, 5), date(2026, 12, 31)),
        ("commune_base_titles", date(2026, 6, 1), date(2026, 6, 29)),
        ("public_notice_state", date(2026, 6, 15), date(2026, 6, 1)),
        ("recovery", date(2026, 6, 1), date(2026, 6, 22)),
        ("initiative_decision", date(2026, 6, 1), date(2026, 8, 30)),
    ],
)
def test_deadline(key, start, last):
    assert deadline_of(key, start, make.rules()) == last


def test_deadline_nobody_knows_or_not_in_force_is_told():
    with pytest.raises(Unknown):
        deadline_of("x", make.ON, make.rules())
    with pytest.raises(NotInForce):
        deadline_of("recovery", BEFORE, make.rules())
