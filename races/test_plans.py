"""Two people at one button of a plan: one wins, the other is told."""

from functools import partial

import pytest

from thidua.audit.models import Entry
from thidua.documents.models import RegistryNumber
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Assignment, Obligation, Plan, Task
from thidua.plans.tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_officers_issue_one_draft(at_once):
    school, team, officer = make.school()
    other = make.person(school, name="Phạm Văn Dũng")
    plan = make.draft(school, officer)
    make.line(plan, Task, officer, level="subordinate", due=make.TODAY)
    operations.address_units(plan, [team], by=officer, today=make.TODAY)

    ends = at_once(
        *(
            partial(operations.issue_plan, Plan.objects.get(), by=person, today=make.TODAY)
            for person in (officer, other)
        )
    )

    assert sorted(ends, key=str) == [None, "wrong_state"]
    winner = (officer, other)[ends.index(None)]
    issued = Plan.objects.get()
    assert (issued.status, issued.issued_by) == ("issued", winner)
    assert RegistryNumber.objects.get().document == issued.document
    assert (Assignment.objects.count(), Entry.objects.filter(action="plans.issue_plan").count()) == (1, 1)


def test_two_plans_are_issued_and_each_gets_its_number(at_once):
    school, team, officer = make.school()
    plans = [make.draft(school, officer, title=f"Kế hoạch {n}") for n in range(4)]
    for plan in plans:
        make.line(plan, Task, officer, level="subordinate", due=make.TODAY)
        operations.address_units(plan, [team], by=officer, today=make.TODAY)

    ends = at_once(*(partial(operations.issue_plan, plan, by=officer, today=make.TODAY) for plan in plans))

    assert ends == [None] * 4
    assert sorted(RegistryNumber.objects.values_list("n", flat=True)) == [1, 2, 3, 4]


@pytest.fixture
def work():
    """An issued plan of a school, its team with four members, and the team's share and obligation."""
    school, team, officer = make.school()
    plan = make.issued(school, officer, [team])
    members = [make.person(team, "leader", name=f"Giáo viên {n}") for n in range(4)]
    return officer, members, make.assignment(plan, team), make.obligation(plan, team)


def test_four_members_take_one_task(at_once, work):
    _, members, share, _ = work

    ends = at_once(
        *(partial(operations.take_assignment, Assignment.objects.get(pk=share.pk), by=member) for member in members)
    )

    assert sorted(ends, key=str) == [None, "wrong_state", "wrong_state", "wrong_state"]
    share.refresh_from_db()
    assert (share.status, share.person) == ("taken", members[ends.index(None)])
    assert Entry.objects.filter(action="plans.take_assignment").count() == 1


def test_report_is_accepted_while_it_is_withdrawn(at_once, work):
    officer, members, _, obligation = work
    operations.submit_obligation(obligation, by=members[0], note="Báo cáo")

    accepted, withdrawn = at_once(
        partial(operations.accept_obligation, Obligation.objects.get(pk=obligation.pk), by=officer),
        partial(operations.withdraw_obligation, Obligation.objects.get(pk=obligation.pk), by=members[0]),
    )

    obligation.refresh_from_db()
    assert (accepted, withdrawn, obligation.status) in [
        (None, "wrong_state", "accepted"),
        ("wrong_state", None, "drafting"),
    ]


def test_report_is_submitted_twice(at_once, work):
    _, members, _, obligation = work

    ends = at_once(
        *(
            partial(operations.submit_obligation, Obligation.objects.get(pk=obligation.pk), by=member, note="Báo cáo")
            for member in members[:2]
        )
    )

    assert sorted(ends, key=str) == [None, "wrong_state"]
    obligation.refresh_from_db()
    assert (obligation.status, obligation.submitted_by) == ("submitted", members[ends.index(None)])
    assert Notice.objects.filter(key__contains=":submitted:").count() == 1


def test_two_ticks_open_the_same_dates_once(at_once, work):
    plan = Plan.objects.get()
    Obligation.objects.all().delete()
    Assignment.objects.all().delete()
    plan.duties.update(recurrence="monthly:25")
    plan.tasks.update(recurrence="monthly:25")

    at_once(*(partial(operations.open_occurrences, Plan.objects.get(), today=make.TODAY) for _ in range(3)))

    assert (plan.duties.get().obligations.count(), plan.tasks.get().assignments.count()) == (4, 4)
