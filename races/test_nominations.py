"""Two at one nomination: put forward, drafted, voted on and withdrawn in the same second."""

from functools import partial

import pytest

from thidua.audit.models import Entry
from thidua.awards.models import CouncilResult, Nomination
from thidua.awards.operations.achievements import mark_of, write_report
from thidua.awards.operations.nominations import (
    draft_nomination,
    propose_nomination,
    reopen_nomination,
    withdraw_nomination,
)
from thidua.awards.tests import make
from thidua.awards.tests.test_hearings import TODAY, Case
from thidua.councils.models import Ballot
from thidua.councils.operations import cast_vote, close_ballot
from thidua.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def at(row):
    """The row as a page has it that was opened before."""
    return type(row).objects.get(pk=row.pk)


def somebody(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def entries_of(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def test_one_person_is_drafted_once(at_once):
    place = make.Place()
    season = make.season(place.school)
    deeds = [
        partial(draft_nomination, at(season), at(place.teachers[0]), make.WORKER, by=somebody(person), today=TODAY)
        for person in (place.head, place.officer)
    ]

    ends = at_once(*deeds)

    assert sum(end == "drafted_already" for end in ends) == 1
    assert Nomination.objects.count() == 1


def test_two_put_it_forward_and_one_is_told(at_once):
    case = Case(status="draft")
    deeds = [
        partial(propose_nomination, at(case.rows[0]), by=somebody(person), today=TODAY)
        for person in (case.place.head, case.place.officer)
    ]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert entries_of("awards.propose_nomination") == 1


def test_ballot_is_closed_while_the_nomination_is_withdrawn(at_once):
    case = Case()
    ballot = case.opened(case.brought())
    for paper in ballot.papers.select_related("seat__person").order_by("seat"):
        cast_vote(ballot, by=paper.seat.person, marks="++")

    ends = at_once(
        partial(close_ballot, at(ballot), by=somebody(case.place.head)),
        partial(withdraw_nomination, at(case.rows[0]), by=somebody(case.place.officer), reason="Chuyển công tác"),
    )

    assert Ballot.objects.get().status == "closed"
    assert CouncilResult.objects.count() == 2
    state = Nomination.objects.get(pk=case.rows[0].pk).status
    if ends[1] is None:  # closed first, so no longer voted on
        assert state == "withdrawn"
    else:
        assert (ends[1], state) == ("ballot_open", "passed")


def test_two_close_the_ballot_and_each_nomination_follows_once(at_once):
    case = Case()
    ballot = case.opened(case.brought())
    for paper in ballot.papers.select_related("seat__person").order_by("seat"):
        cast_vote(ballot, by=paper.seat.person, marks="+-")

    ends = at_once(*[partial(close_ballot, at(ballot), by=somebody(case.place.head)) for _ in range(2)])

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert (case.states(), CouncilResult.objects.count()) == (["passed", "failed"], 2)
    assert entries_of("awards.pass_nomination") == entries_of("awards.fail_nomination") == 1


def test_two_reopen_and_one_is_told(at_once):
    case = Case()
    Nomination.objects.filter(pk=case.rows[0].pk).update(status="failed")
    deeds = [
        partial(reopen_nomination, at(case.rows[0]), by=somebody(person), reason="Có thêm minh chứng")
        for person in (case.place.head, case.place.officer)
    ]

    assert sorted(map(str, at_once(*deeds))) == ["None", "wrong_state"]


def test_two_writers_of_one_part_and_one_is_told(at_once):
    case = Case(status="draft")
    deeds = [
        partial(write_report, at(case.rows[0]), {"origin": words}, by=somebody(person), seen={"origin": mark_of("")})
        for words, person in (("Bản một", case.place.head), ("Bản hai", case.place.officer))
    ]

    ends = at_once(*deeds)

    assert sum(end == "changed_meanwhile" for end in ends) == 1
    assert Nomination.objects.get(pk=case.rows[0].pk).report[0]["text"] in {"Bản một", "Bản hai"}
