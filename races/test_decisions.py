"""Decisions on awards under many hands."""

from functools import partial

import pytest

from thidua.awards.models import Award, Decision, Nomination
from thidua.awards.operations import decisions
from thidua.awards.tests import make
from thidua.awards.tests.test_decisions import TODAY, Desk
from thidua.awards.tests.test_revocation import revoke
from thidua.documents.models import RegistryNumber
from thidua.people.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)


def issue(desk, pk):
    row = Decision.objects.get(pk=pk)
    return partial(decisions.issue_decision, row, by=desk.place.clerk, today=TODAY)


def test_one_decision_is_issued_once(at_once):
    desk = Desk()
    row = desk.draft()

    ends = at_once(*(issue(desk, row.pk) for _ in range(4)))

    assert sorted(str(end) for end in ends if isinstance(end, str)) == ["wrong_state"] * 3
    assert Award.objects.count() == 3
    assert list(RegistryNumber.objects.values_list("n", flat=True)) == [1]
    honoured = [one.person_id for one in desk.rows]
    assert sorted(Notice.objects.filter(person__in=honoured).values_list("person", flat=True)) == sorted(honoured)


def test_decisions_issued_together_get_numbers_without_gaps(at_once):
    desk = Desk(count=6)
    rows = [desk.draft([one]) for one in desk.rows]

    at_once(*(issue(desk, row.pk) for row in rows))

    assert sorted(RegistryNumber.objects.values_list("n", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Award.objects.count() == 6


def test_one_nomination_comes_on_one_draft(at_once):
    desk = Desk()
    draft = partial(decisions.draft_decision, desk.season, make.WORKER, desk.rows, by=desk.place.clerk, today=TODAY)

    ends = at_once(draft, draft, draft)

    assert sorted(end for end in ends if isinstance(end, str)) == ["in_decision", "in_decision"]
    assert Decision.objects.count() == 1


def test_nobody_is_honoured_twice_by_decision_and_by_entering(at_once):
    desk = Desk(count=1)
    row = desk.draft()
    enter = partial(
        decisions.enter_award,
        desk.rows[0],
        by=desk.place.clerk,
        decided_by="Ủy ban nhân dân tỉnh",
        decision_number="9/QĐ-UBND",
        decision_date=TODAY,
        today=TODAY,
    )

    at_once(issue(desk, row.pk), enter, enter)

    assert Award.objects.count() == 1
    assert Nomination.objects.get().status == "awarded"


def test_award_is_taken_back_once(at_once):
    desk = Desk(count=1)
    desk.issue()
    pk = Award.objects.get().pk

    ends = at_once(*(partial(revoke, Award.objects.get(pk=pk), desk.place.clerk) for _ in range(3)))

    assert sorted(end for end in ends if isinstance(end, str)) == ["wrong_state", "wrong_state"]


def test_words_changed_while_it_is_issued_are_kept_or_refused(at_once):
    desk = Desk(count=1)
    pk = desk.draft().pk
    change = partial(
        decisions.change_decision, Decision.objects.get(pk=pk), by=desk.place.clerk, title="Về việc khen thưởng đợt 2"
    )

    ends = at_once(issue(desk, pk), change)

    row = Decision.objects.select_related("document").get(pk=pk)
    said = row.title == "Về việc khen thưởng đợt 2"
    assert (row.status, row.document.excerpt) == ("issued", row.title)
    assert said == ("wrong_state" not in ends)
