"""The issuer sets days and periods of figures after the plan was issued."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.kernel.calendar import Length, Period
from thidua.people.models import Notice
from thidua.plans.models import Duty, Obligation, Target
from thidua.plans.operations import address_units, issue_plan, open_occurrences, start_obligation
from thidua.plans.operations.rounds import add_round, change_round, drop_round
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db
JANUARY = date(2026, 1, 12)
Q1, Q2 = Period.from_key("2026-Q1"), Period.from_key("2026-Q2")


@pytest.fixture
def campaign():
    """An office's plan of 2026 with a figure a quarter, two schools, and the duty that asks for it."""
    office = make.unit("Phòng Văn hoá – Xã hội", kind="commune")
    schools = [make.unit(f"Trường {n}", parent=office) for n in range(2)]
    officer = make.person(office)
    plan = make.draft(office, officer, start=date(2026, 1, 1), end=date(2026, 12, 31))
    target = make.line(plan, Target, officer, text="Ký số", measure="ratio", value=90, level="subordinate")
    Target.objects.filter(pk=target.pk).update(frequency="quarter")
    address_units(plan, schools, by=officer, today=JANUARY)
    issue_plan(plan, by=officer, today=JANUARY)
    return Duty.objects.get(plan=plan), schools, officer


def dues(duty):
    return sorted(set(Obligation.objects.filter(duty=duty).values_list("period", "due")))


BY_RULE = [("2026-Q1", date(2026, 4, 5)), ("2026-Q2", date(2026, 7, 5))]


def test_day_of_a_period_is_changed_for_all_units(campaign):
    duty, schools, officer = campaign
    head = make.person(schools[0], "head")
    late = Obligation.objects.get(duty=duty, unit=schools[1], period="2026-Q1")
    Obligation.objects.filter(pk=late.pk).update(extended_to=date(2026, 4, 20))

    changed = change_round(duty, Q1, date(2026, 4, 15), by=officer, today=JANUARY)

    late.refresh_from_db()
    assert (changed, dues(duty)[0], late.deadline) == (2, ("2026-Q1", date(2026, 4, 15)), date(2026, 4, 20))
    entry = Entry.objects.get(action="plans.change_round")
    assert entry.changes == [["hạn", "05/04/2026", "15/04/2026"]]
    assert Notice.objects.get(person=head, key__startswith="round:").text.startswith("Hạn gửi số liệu quý I/2026")


def test_extension_that_the_new_day_overtakes_is_lifted(campaign):
    duty, _, officer = campaign
    Obligation.objects.filter(duty=duty, period="2026-Q1").update(extended_to=date(2026, 4, 10))

    change_round(duty, Q1, date(2026, 4, 15), by=officer, today=JANUARY)

    assert set(Obligation.objects.filter(duty=duty, period="2026-Q1").values_list("extended_to")) == {(None,)}


def test_changed_day_and_dropped_period_stay_so_when_the_tick_opens_more(campaign):
    duty, _, officer = campaign
    change_round(duty, Q1, date(2026, 4, 15), by=officer, today=JANUARY)
    drop_round(duty, Q2, by=officer, today=JANUARY)

    open_occurrences(duty.plan, today=JANUARY + timedelta(days=1))

    assert dues(duty) == [("2026-Q1", date(2026, 4, 15))]
    assert Obligation.objects.filter(duty=duty).count() == 2


def test_dropped_period_can_be_added_again(campaign):
    duty, _, officer = campaign
    drop_round(duty, Q2, by=officer, today=JANUARY)

    period = add_round(duty, Q2.start, Q2.end, date(2026, 7, 9), by=officer, today=JANUARY)

    assert (period, dues(duty)) == (Q2, [BY_RULE[0], ("2026-Q2", date(2026, 7, 9))])


def test_period_of_its_own_is_added_for_all_units(campaign):
    duty, schools, officer = campaign

    period = add_round(duty, date(2026, 3, 1), date(2026, 3, 26), date(2026, 3, 30), by=officer, today=JANUARY)

    assert period.length is Length.PHASE
    added = Obligation.objects.filter(duty=duty, period=period.key)
    assert {(row.unit, row.due) for row in added} == {(school, date(2026, 3, 30)) for school in schools}


def test_period_in_which_somebody_began_is_not_dropped(campaign):
    duty, schools, officer = campaign
    paper = Obligation.objects.get(duty=duty, unit=schools[0], period="2026-Q1")
    start_obligation(paper, by=make.person(schools[0]))

    with pytest.raises(ValidationError) as refusal:
        drop_round(duty, Q1, by=officer, today=JANUARY)

    assert (refusal.value.code, len(dues(duty))) == ("begun", 2)


@pytest.mark.parametrize(
    ("due", "code"),
    [
        (date(2026, 1, 11), "bad_day"),
        (date(2025, 12, 31), "bad_day"),
        (date(2027, 6, 1), "bad_day"),
        (date(2026, 7, 5), "same_day"),
    ],
)
def test_day_that_does_not_fit_is_refused(campaign, due, code):
    duty, _, officer = campaign

    with pytest.raises(ValidationError) as refusal:
        change_round(duty, Q1, due, by=officer, today=JANUARY)

    assert (refusal.value.code, dues(duty)) == (code, BY_RULE)


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "bad_period"),
        (date(2027, 3, 1), date(2027, 3, 31), "bad_period"),
        (date(2026, 1, 1), date(2026, 3, 31), "known_round"),
    ],
)
def test_period_that_does_not_fit_is_not_added(campaign, start, end, code):
    duty, _, officer = campaign

    with pytest.raises(ValidationError) as refusal:
        add_round(duty, start, end, date(2026, 4, 9), by=officer, today=JANUARY)

    assert (refusal.value.code, dues(duty)) == (code, BY_RULE)


def test_only_who_writes_the_plan_sets_its_periods(campaign):
    duty, schools, _ = campaign

    for person in (make.person(schools[0], "head"), make.person(duty.plan.unit, "inspector"), make.person(make.unit())):
        with pytest.raises(PermissionDenied):
            change_round(duty, Q1, date(2026, 4, 15), by=person, today=JANUARY)
        with pytest.raises(PermissionDenied):
            drop_round(duty, Q1, by=person, today=JANUARY)
        with pytest.raises(PermissionDenied):
            add_round(duty, date(2026, 3, 1), date(2026, 3, 9), date(2026, 4, 9), by=person, today=JANUARY)
    assert dues(duty) == BY_RULE
