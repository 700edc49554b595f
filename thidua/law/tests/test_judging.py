from dataclasses import replace
from datetime import date

import pytest

from thidua.law import CollectiveFacts, Outcome, PersonFacts, Unknown, Year, bonus_of, judge, judge_all, vote_on
from thidua.law.facts import (
    Absence,
    AbsenceKind,
    AwardRecord,
    Discipline,
    DisciplineForm,
    Grade,
    Proceeding,
    ProceedingKind,
    Scope,
    Transfer,
    Use,
)
from thidua.law.judging import WrongSubject
from thidua.law.tests import make

PROVINCE = "title_emulation_fighter_province"
NEWER = """
[[document]]
key = "N"
short = "Luật mới"
title = "Luật mới"
valid_from = 2026-10-01
verified = true

[[transition]]
key = "N"
document = "N"
begins = 2026-10-01
favourable = {favourable}
source = "N Đ4"
verified = true

[[standard]]
award = "title"
subject = "person"
source = "L Đ1"
valid_to = 2026-09-30
verified = true
when.grade = "{older}"

[[standard]]
award = "title"
subject = "person"
source = "N Đ1"
verified = true
when.grade = "{newer}"
"""
RECEIVED, DECIDED = date(2026, 9, 15), date(2026, 10, 20)


def judged(award="title_advanced_worker", facts=None, **more):
    asked = {"on": make.ON, "period": make.PERIOD, "rules": make.rules()} | more
    return judge(award, facts if facts is not None else make.person(), **asked)


def through(older, newer, *, favourable="true", on=RECEIVED, decided=DECIDED):
    rules = make.small(NEWER.format(favourable=favourable, older=older, newer=newer))
    return judged("title", on=on, decided=decided, rules=rules)


def test_newer_rule_is_applied_where_it_is_more_favourable():
    verdict = through("excellent", "good")

    assert (verdict.outcome, verdict.on) == (Outcome.MET, DECIDED)
    assert verdict.ruling == (
        "Xét theo quy định mới từ 01/10/2026 vì có lợi hơn cho người được đề nghị (Điều 4 Luật mới)."
    )


def test_rule_of_the_day_of_receipt_stays_where_the_newer_is_harder():
    verdict = through("good", "excellent")

    assert (verdict.outcome, verdict.on) == (Outcome.MET, RECEIVED)
    assert "tiếp tục xét theo quy định cũ" in verdict.ruling


def test_newer_rule_is_not_applied_backwards_where_the_law_does_not_say_so():
    verdict = through("excellent", "good", favourable="false")

    assert (verdict.outcome, verdict.on) == (Outcome.NOT_MET, RECEIVED)
    assert "không áp dụng Luật mới" in verdict.ruling


def test_dossier_received_under_the_newer_rule_is_judged_by_it():
    assert through("good", "excellent", on=date(2026, 10, 1)).outcome is Outcome.NOT_MET
    assert through("good", "excellent", on=date(2026, 9, 30), decided=date(2026, 9, 30)).outcome is Outcome.MET


def test_other_new_rules_do_not_count_as_more_favourable():
    """A circular that came meanwhile is not the law whose transition favours the nominee."""
    verdict = judged("commendation_certificate", PersonFacts(), on=date(2026, 3, 1), decided=DECIDED)

    assert (verdict.outcome, verdict.on) == (Outcome.NOT_MET, date(2026, 3, 1))


def test_person_decides_what_absence_leaves_open():
    away = Absence(AbsenceKind.MATERNITY, date(2024, 10, 1), date(2025, 3, 31))
    facts = make.person({}, [(make.FIGHTER, 2023), (make.FIGHTER, 2025)], absences=(away,))

    assert judged("merit_certificate_province", facts).outcome is Outcome.OPEN
    assert judged("merit_certificate_province", replace(facts, absences=())).outcome is Outcome.NOT_MET


def test_grade_below_is_not_explained_away_by_leave():
    away = Absence(AbsenceKind.SICK, date(2024, 10, 1), date(2025, 2, 28))
    grades = {2021: 3, 2022: 3, 2023: 3, 2024: 1, 2025: 3}
    facts = make.person({year: Grade(grade) for year, grade in grades.items()}, absences=(away,))

    lacks = judged("merit_certificate_prime_minister", facts).lacks

    assert any(lack.startswith("còn thiếu 4 năm hoàn thành xuất sắc") for lack in lacks)


@pytest.mark.parametrize("on", [date(2024, 9, 1), date(2025, 8, 31)])
def test_transfer_counts_in_the_year_it_lies_in(on):
    facts = make.person({}, [(make.FIGHTER, 2025)], transfers=(Transfer(on),))

    assert judged("merit_certificate_province", facts).outcome is Outcome.OPEN
    late = replace(facts, transfers=(Transfer(date(2025, 9, 1)),))
    assert judged("merit_certificate_province", late).outcome is Outcome.NOT_MET


def test_discipline_takes_out_years_that_ended_before_it_ran_out():
    facts = make.person({}, [(make.FIGHTER, 2024), (make.FIGHTER, 2025)])
    last_day = Discipline(DisciplineForm.REPRIMAND, date(2024, 8, 1), date(2025, 8, 31))
    day_before = replace(last_day, until=date(2025, 8, 30))

    assert judged("merit_certificate_province", replace(facts, disciplines=(last_day,))).outcome is Outcome.NOT_MET
    assert judged("merit_certificate_province", replace(facts, disciplines=(day_before,))).outcome is Outcome.MET


def test_use_of_an_initiative_for_the_very_award_judged_is_no_reuse():
    own = make.initiative(uses=(Use(make.FIGHTER, make.PERIOD),))

    verdict = judged(make.FIGHTER, make.person(initiatives=[own]))

    assert (verdict.outcome, verdict.warnings) == (Outcome.MET, ())


def test_award_already_given_is_told():
    facts = make.person(awards=[("title_advanced_worker", 2025)])

    assert judged(facts=facts).warnings == ("đã được tặng Lao động tiên tiến: năm học 2025-2026",)


def test_missing_registration_warns_and_never_blocks():
    none, other = make.person(registered=None), make.person(registered=frozenset())

    assert judged(facts=none).warnings == ()
    assert judged(facts=other).outcome is Outcome.MET
    assert "chưa đăng ký" in judged(facts=other).warnings[0]


def test_decided_award_wins_over_a_proposed_one():
    both = (AwardRecord(make.FIGHTER, Year(2025)), AwardRecord(make.FIGHTER, Year(2025), proposed=True))
    facts = replace(make.person(awards=[(make.FIGHTER, 2024)]), awards=(*both, AwardRecord(make.FIGHTER, Year(2024))))

    assert judged("merit_certificate_province", facts).outcome is Outcome.MET


def test_doubts_name_only_what_the_verdict_rests_on():
    by_title = make.person({}, [(make.FIGHTER, 2024), (make.FIGHTER, 2025)])
    by_claim = PersonFacts(claims=frozenset({"contribution"}), judgements={"contribution": True})

    assert not judged("merit_certificate_province", by_title).to_check
    assert judged("merit_certificate_province", by_claim).doubts == (
        "Chưa đọc được nguyên văn khoản 1 Điều 74 ngoài điểm d.",
    )


def test_title_of_persons_is_not_for_collectives_nor_for_pupils():
    with pytest.raises(WrongSubject):
        judged(facts=CollectiveFacts())
    with pytest.raises(WrongSubject):
        judged(facts=PersonFacts(learner=True))
    with pytest.raises(Unknown):
        judged("crown")


def test_all_awards_of_a_person_are_judged_once():
    verdicts = judge_all(make.person(), on=make.ON, period=make.PERIOD, rules=make.rules())

    assert "title_advanced_collective" not in verdicts
    assert "commendation_certificate_pupil" not in verdicts
    assert verdicts["title_advanced_worker"].outcome is Outcome.MET
    assert PROVINCE in verdicts


SETTING = """
[[setting]]
key = "n"
name = "con số của tỉnh"
source = "L Đ9"
verified = true
{value}
"""
WITH_SETTINGS = {
    "years in a row": '{ in_a_row = { setting = "n" }, of = { grade = "good" } }',
    "times": '{ times = { setting = "n" }, award = "title", unbroken = "title", recent = 1 }',
    "initiatives": '{ initiatives = { setting = "n" }, kinds = ["initiative"], scope = "unit" }',
    "years of initiatives": '{ initiatives = 1, kinds = ["initiative"], scope = "unit", years = { setting = "n" } }',
    "a figure": '{ figure = "service_years", at_least = { setting = "n" } }',
    "months worked": '{ months_worked = { setting = "n" } }',
    "months away": '{ months_away_below = { setting = "n" } }',
}


@pytest.mark.parametrize("when", WITH_SETTINGS.values(), ids=WITH_SETTINGS)
def test_number_nobody_has_set_is_left_to_a_person(when):
    away = Absence(AbsenceKind.SICK, date(2025, 10, 1), date(2026, 3, 31))
    facts = make.person(hired=date(2025, 12, 1), absences=(away,), service_years=3)

    verdict = judged("title", facts, rules=make.small(SETTING.format(value=""), make.standard(when)))

    assert (verdict.outcome, verdict.asks) == (Outcome.OPEN, ("không xét tự động được: chưa đặt “con số của tỉnh”",))


@pytest.mark.parametrize("when", list(WITH_SETTINGS.values())[:3])
def test_number_set_to_nothing_asks_for_little_and_breaks_nothing(when):
    rules = make.small(SETTING.format(value="value = 0"), make.standard(when))

    assert judged("title", make.person(), rules=rules).outcome in Outcome


@pytest.mark.parametrize("when", WITH_SETTINGS.values(), ids=WITH_SETTINGS)
def test_number_beyond_all_measure_keeps_nobody_waiting(when):
    rules = make.small(SETTING.format(value='value = "999999999999999"'), make.standard(when))

    assert judged("title", make.person(hired=date(2025, 12, 1), service_years=3), rules=rules).outcome in Outcome


def test_share_and_lead_wait_for_a_number_too():
    rules = make.small(
        SETTING.format(value=""),
        make.standard('{ share = "fighters", among = "members", at_least = { setting = "n" } }', "flag", "collective"),
    )
    lead = make.standard('{ leads = "movement", scope = "unit", lasting = { setting = "n" } }', "flag", "collective")

    assert judged("flag", make.collective(fighters=20), rules=rules).outcome is Outcome.OPEN
    assert judged("flag", make.collective(), rules=make.small(SETTING.format(value=""), lead)).outcome is Outcome.OPEN


def test_so_many_of_several_conditions():
    three = '{ count = 2, of = [{ grade = "good" }, { grade = "excellent" }, { claim = "c", text = "c" }] }'
    rules = make.small(make.standard(three))

    assert judged("title", make.person({2025: Grade.EXCELLENT}), rules=rules).outcome is Outcome.MET
    assert judged("title", make.person(claims=frozenset("c")), rules=rules).outcome is Outcome.OPEN
    assert judged("title", make.person(), rules=rules).steps == 1
    assert judged("title", make.person({2025: Grade.COMPLETED}), rules=rules).steps == 2


def test_rules_of_money_and_votes_are_in_doubt_once_the_law_is_amended():
    rules, bonus = make.rules(), bonus_of(make.FIGHTER, date(2026, 9, 30), make.rules()).rate

    assert rules.doubts(bonus, date(2026, 9, 30)) == ()
    assert "06/2026/QH16" in rules.doubts(bonus, date(2026, 10, 1))[0]
    assert "06/2026/QH16" in rules.doubts(vote_on(make.FIGHTER, DECIDED, rules), DECIDED)[1]


def test_calendar_years_and_school_years_do_not_mix():
    facts = PersonFacts(
        awards=(AwardRecord(make.FIGHTER, Year(2024, is_school=False)), AwardRecord(make.FIGHTER, Year(2025)))
    )

    assert "cách tính năm khác" in judged("merit_certificate_province", facts).asks[0]
    in_calendar = replace(
        facts, awards=tuple(AwardRecord(make.FIGHTER, Year(year, is_school=False)) for year in (2024, 2025))
    )
    verdict = judged("merit_certificate_province", in_calendar, period=Year(2025, is_school=False))
    assert verdict.outcome is Outcome.MET


def test_awards_of_villages_are_judged_only_when_asked_for():
    asked = {"on": make.ON, "period": make.PERIOD, "rules": make.rules()}
    village = "cultural_village"

    assert village not in judge_all(make.collective(), **asked)
    assert judged(village, make.collective()).outcome is Outcome.OPEN


def test_award_of_the_very_year_judged_does_not_make_the_years_start_afresh():
    top = "merit_certificate_prime_minister"
    years = range(2021, 2026)
    works = [make.initiative(year) for year in years]
    given = [("merit_certificate_province", 2020), (top, 2025)]
    facts = make.person(dict.fromkeys(years, Grade.EXCELLENT), given, works)

    assert judged(top, facts).outcome is Outcome.MET
    earlier = replace(facts, awards=(facts.awards[0], AwardRecord(top, Year(2021))))
    assert judged(top, earlier).outcome is Outcome.NOT_MET


def test_initiative_used_for_the_very_commendation_judged_still_counts():
    merit = "merit_certificate_province"
    grades = dict.fromkeys((2024, 2025), Grade.EXCELLENT)
    own, other = Use(merit, make.PERIOD), Use(merit, Year(2024))

    def with_use(use):
        return make.person(grades, initiatives=[make.initiative(2024), make.initiative(uses=(use,))])

    assert judged(merit, with_use(own)).outcome is Outcome.MET
    assert judged(merit, with_use(other)).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("year", "outcome"),
    [
        (Year(2026), Outcome.NOT_MET),
        (Year(2024), Outcome.NOT_MET),
        (Year(2024, is_school=False), Outcome.NOT_MET),
        (Year(2025, is_school=False), Outcome.OPEN),
        (Year(2026, is_school=False), Outcome.OPEN),
        (Year(2027, is_school=False), Outcome.NOT_MET),
    ],
)
def test_initiative_counts_in_its_year_and_a_person_looks_where_years_are_told_otherwise(year, outcome):
    work = replace(make.initiative(), year=year)

    assert judged(make.FIGHTER, make.person(initiatives=[work])).outcome is outcome


@pytest.mark.parametrize(
    ("year", "outcome"), [(2023, Outcome.NOT_MET), (2024, Outcome.OPEN), (2025, Outcome.OPEN), (2026, Outcome.NOT_MET)]
)
def test_initiative_of_a_school_year_in_a_calendar_year(year, outcome):
    calendar = Year(2025, is_school=False)
    facts = replace(
        make.person(initiatives=[make.initiative(year)]), awards=(AwardRecord("title_advanced_worker", calendar),)
    )

    assert judged(make.FIGHTER, facts, period=calendar).outcome is outcome


NATIONAL = "title_emulation_fighter_national"
FIGHTERS = [(make.FIGHTER, year) for year in range(2020, 2026)]
WIDE = make.initiative(scope=Scope.NATION)


def test_title_given_later_counts_for_no_earlier_year():
    facts = make.person(
        {}, [*FIGHTERS, (PROVINCE, 2022), (PROVINCE, 2025)], [make.initiative(2024, scope=Scope.NATION)]
    )

    assert judged(NATIONAL, facts, period=Year(2024)).lacks == ("còn thiếu 1 lần CSTĐ Bộ, tỉnh: có năm học 2022-2023",)


def test_title_told_by_calendar_years_is_left_to_a_person():
    facts = make.person({}, [*FIGHTERS, (PROVINCE, 2025)], [WIDE])
    elsewhere = AwardRecord(PROVINCE, Year(2022, is_school=False))

    verdict = judged(NATIONAL, replace(facts, awards=(*facts.awards, elsewhere)))

    assert (verdict.outcome, verdict.asks) == (Outcome.OPEN, ("năm 2022: ghi theo cách tính năm khác",))


@pytest.mark.parametrize("gap", [2023, 2024])
def test_every_year_between_two_titles_is_looked_at(gap):
    awards = [(award, year) for award, year in FIGHTERS if year != gap]
    facts = make.person({}, [*awards, (PROVINCE, 2022), (PROVINCE, 2025)], [WIDE])

    assert judged(NATIONAL, facts).asks == (f"giữa hai lần không có CSTĐCS: {Year(gap).label}",)


@pytest.mark.parametrize(("calendar", "outcome"), [(2023, Outcome.NOT_MET), (2024, Outcome.OPEN), (2025, Outcome.OPEN)])
def test_school_year_may_be_told_by_either_calendar_year(calendar, outcome):
    facts = make.person({}, [(make.FIGHTER, 2025)])
    elsewhere = AwardRecord(make.FIGHTER, Year(calendar, is_school=False))

    assert judged("merit_certificate_province", replace(facts, awards=(*facts.awards, elsewhere))).outcome is outcome


def test_only_commendations_warn_of_a_second_reward():
    title = make.person({}, [*FIGHTERS, (PROVINCE, 2024)], [make.initiative(scope=Scope.PROVINCE)])
    merit = make.person({}, [*FIGHTERS, ("merit_certificate_province", 2024)])

    assert judged(PROVINCE, title).warnings == ()
    assert "đã được tặng Bằng khen" in judged("merit_certificate_province", merit).warnings[0]


def test_title_only_asked_for_is_no_ground_for_the_next():
    asked = AwardRecord("title_advanced_worker", make.PERIOD, proposed=True)
    facts = make.person({2024: Grade.EXCELLENT}, initiatives=[make.initiative()])

    assert judged(make.FIGHTER, replace(facts, awards=(asked,))).outcome is Outcome.NOT_MET
    assert judged(make.FIGHTER, replace(facts, awards=(replace(asked, proposed=False),))).outcome is Outcome.MET


def test_discipline_counts_from_its_form_up():
    rules = make.small(make.standard('{ no_discipline_from = "warning" }'))

    def with_form(form):
        return make.person(disciplines=(Discipline(form, date(2026, 1, 10), date(2027, 1, 10)),))

    assert judged("title", with_form(DisciplineForm.REPRIMAND), rules=rules).outcome is Outcome.MET
    assert judged("title", with_form(DisciplineForm.WARNING), rules=rules).outcome is Outcome.NOT_MET


@pytest.mark.parametrize(
    ("since", "cleared", "outcome"),
    [
        (date(2026, 6, 15), None, Outcome.NOT_MET),
        (date(2026, 6, 16), None, Outcome.MET),
        (date(2026, 1, 1), date(2026, 6, 16), Outcome.NOT_MET),
        (date(2026, 1, 1), date(2026, 6, 15), Outcome.MET),
    ],
)
def test_proceedings_stand_in_the_way_from_their_first_day_to_the_day_they_are_cleared(since, cleared, outcome):
    pending = Proceeding(ProceedingKind.INSPECTION, since, cleared)

    assert judged(facts=make.person(proceedings=(pending,))).outcome is outcome


@pytest.mark.parametrize(("last", "outcome"), [(date(2025, 12, 30), Outcome.MET), (date(2025, 12, 31), Outcome.OPEN)])
def test_leave_of_three_whole_months_makes_a_person_look_at_the_grade(last, outcome):
    away = Absence(AbsenceKind.SICK, date(2025, 10, 1), last)

    assert judged(facts=make.person(absences=(away,))).outcome is outcome


def test_newer_rule_begins_on_its_first_day():
    first = date(2026, 10, 1)

    assert "nhận trước" not in through("good", "good", on=first).ruling
    assert through("excellent", "good", decided=first).outcome is Outcome.MET
    assert through("excellent", "good", decided=date(2026, 9, 30)).outcome is Outcome.NOT_MET


def test_transition_speaks_only_of_the_awards_it_is_for():
    may = date(2026, 5, 15)

    assert "Thông tư 07" not in judged(on=date(2026, 3, 1), decided=may).ruling
    assert "Thông tư 07" in judged("commemorative_medal", on=date(2026, 3, 1), decided=may).ruling


def test_newer_rule_that_is_no_better_is_not_applied():
    assert through("good", "good").on == RECEIVED


def test_of_two_grounds_met_the_one_without_doubt_decides():
    two = (
        '{ any = [{ grade = "good", verified = false, note = "xem lại" }, { figure = "service_years", at_least = 2 }] }'
    )
    rules = make.small(make.standard(two))

    assert judged("title", make.person(service_years=2), rules=rules).doubts == ()
    assert judged("title", make.person(service_years=1), rules=rules).doubts == ("xem lại",)


BAR = """
[[bar]]
key = "b"
awards = ["all"]
subjects = ["person"]
source = "{source}"
verified = true
when.grade = "excellent"
"""
ENDED = '[[document]]\nkey = "E"\nshort = "Nghị định cũ"\ntitle = "E"\nvalid_from = 2020-01-01\nvalid_to = 2025-12-31\nverified = true\n'


def test_what_protects_stands_when_only_its_document_ended_and_not_when_it_was_repealed():
    lapsed = make.small(make.STANDARD, ENDED + BAR.format(source="E Đ1"))
    repealed = make.small(make.STANDARD, BAR.format(source="L Đ1") + "valid_to = 2025-12-31")

    assert judged("title", rules=lapsed).outcome is Outcome.NOT_MET
    assert judged("title", rules=lapsed).doubts == (
        "Nghị định cũ chỉ có hiệu lực đến 31/12/2025; chưa có văn bản thay thế trong dữ liệu, cần đối chiếu.",
    )
    assert judged("title", rules=lapsed, on=date(2025, 12, 31)).doubts == ()
    assert judged("title", rules=repealed).outcome is Outcome.MET
