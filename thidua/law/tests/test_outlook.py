from thidua.law import Added, Outcome, Year, nearly, next_year, what_if
from thidua.law.facts import AwardRecord, Grade, Proceeding, ProceedingKind, Scope
from thidua.law.tests import make

PROVINCE, MERIT = "title_emulation_fighter_province", "merit_certificate_province"
ASKED = {"on": make.ON, "period": make.PERIOD, "rules": make.rules()}


def fighter(*years, **more):
    wide = make.initiative(scope=Scope.PROVINCE)
    return make.person({}, [(make.FIGHTER, year) for year in years], [wide], **more)


def test_one_step_away_is_nearly_and_two_are_not():
    assert nearly(PROVINCE, fighter(2024, 2025), **ASKED).lacks == (
        "còn thiếu 1 năm CSTĐCS liên tục: có năm học 2024-2025, 2025-2026; chưa có CSTĐCS năm học 2023-2024",
    )
    assert nearly(PROVINCE, fighter(2025), **ASKED) is None
    assert nearly(PROVINCE, fighter(2025), within=2, **ASKED).steps == 2


def test_met_and_open_are_not_nearly():
    assert nearly(PROVINCE, fighter(2023, 2024, 2025), **ASKED) is None
    assert nearly(PROVINCE, fighter(2023, 2024, 2025, judgements={}), **ASKED) is None


def test_nobody_under_investigation_is_nearly_eligible():
    pending = (Proceeding(ProceedingKind.INVESTIGATION, make.ON),)

    assert nearly(PROVINCE, fighter(2024, 2025, proceedings=pending), **ASKED) is None


def test_what_if_adds_facts_to_those_known():
    added = Added(awards=(AwardRecord(make.FIGHTER, Year(2023)),))

    assert what_if(PROVINCE, fighter(2024, 2025), added, **ASKED).outcome is Outcome.MET


def test_next_year_says_the_least_that_must_come():
    outlook = next_year(PROVINCE, fighter(2024, 2025), **ASKED)

    assert outlook.as_things_stand.outcome is Outcome.NOT_MET
    assert outlook.needs == (Grade.EXCELLENT.words, "CSTĐCS")
    assert outlook.with_more.outcome is Outcome.MET
    assert outlook.with_more.period == Year(2026)


def test_next_year_needs_only_a_grade_for_the_first_title():
    assert next_year("title_advanced_worker", make.person(), **ASKED).needs == (Grade.GOOD.words,)


def test_one_year_may_not_be_enough():
    outlook = next_year(PROVINCE, fighter(2023), **ASKED)

    assert (outlook.needs, outlook.with_more) == (None, None)


def test_next_year_may_need_nothing():
    unread = next_year("commendation_certificate", make.person(), **ASKED)

    assert unread.needs == ()
