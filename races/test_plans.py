"""Two people at one button of a plan: one wins, the other is told."""

from datetime import timedelta
from functools import partial

import pytest

from thidua.audit.models import Entry
from thidua.documents.models import RegistryNumber
from thidua.documents.operations import add_link
from thidua.people.models import Notice
from thidua.plans import operations
from thidua.plans.models import Assignment, ExtensionRequest, Flag, Obligation, Plan, Task
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
    plan.duties.filter(frequency="").update(recurrence="monthly:25")
    plan.tasks.update(recurrence="monthly:25")

    at_once(*(partial(operations.open_occurrences, Plan.objects.get(), today=make.TODAY) for _ in range(3)))

    assert (plan.duties.get(frequency="").obligations.count(), plan.tasks.get().assignments.count()) == (4, 4)


def fresh(obligation):
    return Obligation.objects.get(pk=obligation.pk)


def test_heads_word_is_given_while_the_paper_is_taken_back(at_once):
    department = make.unit("Sở Giáo dục và Đào tạo", kind="department")
    school = make.unit("Trường THPT Ven Sông", parent=department, kind="upper_secondary")
    head, officer = make.person(school, "head"), make.person(school, name="Phạm Văn Dũng")
    paper = make.obligation(make.issued(department, make.person(department), [school]), school)
    operations.change_chain(school, by=head, head_confirms=True)
    operations.submit_obligation(paper, by=officer, note="Báo cáo")

    confirmed, withdrawn = at_once(
        partial(operations.confirm_obligation, fresh(paper), by=head),
        partial(operations.withdraw_obligation, fresh(paper), by=officer),
    )

    row = fresh(paper)
    assert (confirmed, withdrawn, row.status, row.confirmed_by) in [
        (None, "wrong_state", "submitted", head),
        ("wrong_state", None, "drafting", None),
    ]


def test_paper_is_returned_with_a_flag_while_it_is_withdrawn(at_once, work):
    officer, members, _, paper = work
    file = add_link(paper.unit, by=members[0], link="https://example.org/a")
    operations.submit_obligation(paper, by=members[0], note="Báo cáo", attachments=[file])

    returned, withdrawn = at_once(
        partial(operations.return_obligation, fresh(paper), by=officer, reason="Thiếu", flags=[(file, "Thiếu")]),
        partial(operations.withdraw_obligation, fresh(paper), by=members[0]),
    )

    assert (returned, withdrawn, fresh(paper).status, Flag.objects.count()) in [
        (None, "wrong_state", "returned", 1),
        ("wrong_state", None, "drafting", 0),
    ]


def test_two_leaders_ask_for_more_time(at_once, work):
    _, members, _, paper = work
    until = paper.due + timedelta(days=30)

    ends = at_once(
        *(
            partial(operations.ask_extension, fresh(paper), by=member, until=until, reason="Chờ số liệu")
            for member in members[:2]
        )
    )

    assert "asked_already" in ends
    assert ExtensionRequest.objects.count() == 1


def test_time_is_given_while_the_paper_is_handed_in(at_once, work):
    officer, members, _, paper = work
    until = paper.due + timedelta(days=30)

    extended, submitted = at_once(
        partial(operations.extend_obligation, fresh(paper), until, by=officer),
        partial(operations.submit_obligation, fresh(paper), by=members[0], note="Báo cáo"),
    )

    row = fresh(paper)
    assert (submitted, row.status) == (None, "submitted")
    assert (extended, row.extended_to) in [(None, until), ("wrong_state", None)]


def test_flag_is_answered_while_the_rest_is_handed_in(at_once, work):
    """Whichever comes first: nothing is handed in with a flag that nobody answered."""
    officer, members, _, paper = work
    old, new = (add_link(paper.unit, by=members[0], link=f"https://example.org/{n}") for n in "ab")
    operations.submit_obligation(paper, by=members[0], note="Báo cáo", attachments=[old])
    operations.return_obligation(fresh(paper), by=officer, reason="Thiếu", flags=[(old, "Thiếu")])

    answered, submitted = at_once(
        partial(operations.answer_flag, Flag.objects.get(), new, by=members[0]),
        partial(operations.submit_obligation, fresh(paper), by=members[1], note="Nộp lại"),
    )

    assert answered is None
    assert (submitted, fresh(paper).status) in [(None, "submitted"), ("unanswered", "returned")]
    assert list(fresh(paper).attachments.all()) == [new]
