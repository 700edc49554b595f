"""What holds for all facts: something good never makes a verdict worse, and the parts explain the whole."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from thidua.law import Outcome, PersonFacts, Year, judge, judge_all
from thidua.law.conditions import All, AtLeast
from thidua.law.facts import AwardRecord, Grade, Initiative, InitiativeKind, Scope, YearGrade
from thidua.law.tests import make

YEARS = st.builds(Year, st.integers(2019, 2025))
GAINED = ("title_advanced_worker", "title_emulation_fighter_unit", "title_emulation_fighter_province")
"""Awards that only ever help: of others, the next may have to start afresh."""
AWARDS = st.builds(AwardRecord, st.sampled_from(GAINED), YEARS)
INITIATIVES = st.builds(
    Initiative,
    st.just("Sáng kiến"),
    YEARS,
    st.sampled_from(InitiativeKind),
    st.sampled_from(Scope),
    st.booleans(),
    st.booleans(),
)
GRADES = st.dictionaries(YEARS, st.sampled_from(Grade), max_size=7)
KEYS = st.sampled_from(["conduct", "outstanding", "province_movement", "five_good_years", "contest"])


@st.composite
def persons(draw):
    return PersonFacts(
        grades=tuple(YearGrade(year, grade) for year, grade in draw(GRADES).items()),
        awards=tuple(draw(st.lists(AWARDS, max_size=8))),
        initiatives=tuple(draw(st.lists(INITIATIVES, max_size=4))),
        claims=draw(st.frozensets(KEYS, max_size=2)),
        judgements=draw(st.dictionaries(KEYS, st.booleans(), max_size=3)),
        service_years=draw(st.none() | st.integers(0, 40)),
    )


def outcomes(facts):
    verdicts = judge_all(facts, on=make.ON, period=make.PERIOD, rules=make.rules())
    return {key: verdict.outcome for key, verdict in verdicts.items()}


def assert_no_worse(before, after):
    assert [key for key, outcome in before.items() if after[key] < outcome] == []


@given(persons(), AWARDS)
def test_another_title_never_worsens_a_verdict(facts, award):
    assert_no_worse(outcomes(facts), outcomes(replace(facts, awards=(*facts.awards, award))))


@given(persons(), INITIATIVES)
def test_another_initiative_never_worsens_a_verdict(facts, initiative):
    assert_no_worse(outcomes(facts), outcomes(replace(facts, initiatives=(*facts.initiatives, initiative))))


@given(persons(), YEARS)
def test_a_better_grade_never_worsens_a_verdict(facts, year):
    better = tuple(grade for grade in facts.grades if grade.year != year)

    assert_no_worse(outcomes(facts), outcomes(replace(facts, grades=(*better, YearGrade(year, Grade.EXCELLENT)))))


@given(persons(), KEYS)
def test_a_person_agreeing_never_worsens_a_verdict(facts, key):
    assert_no_worse(outcomes(facts), outcomes(replace(facts, judgements={**facts.judgements, key: True})))


def findings(finding):
    yield finding
    for part in finding.parts:
        yield from findings(part)


@given(
    persons(),
    st.sampled_from(
        [award.key for award in make.rules().awards() if award.subjects[0] == "person" and not award.learners]
    ),
)
def test_the_parts_explain_the_whole(facts, award):
    verdict = judge(award, facts, on=make.ON, period=make.PERIOD, rules=make.rules())

    for one in findings(verdict.finding):
        parts = [part.outcome for part in one.parts]
        if isinstance(one.condition, All):
            assert one.outcome is min(parts)
        if isinstance(one.condition, AtLeast):
            assert one.outcome is max(parts)
    assert bool(verdict.lacks) == (verdict.outcome is Outcome.NOT_MET)
    if verdict.outcome is Outcome.OPEN:
        assert verdict.asks
