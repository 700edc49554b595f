"""Many voters at one urn, one voter on two telephones, and the chair who closes in that second."""

from functools import partial

import pytest

from thidua.councils import sealing
from thidua.councils.models import Ballot, Option, Paper, Urn
from thidua.councils.operations import cast_vote, close_ballot, hand_paper, open_ballot
from thidua.councils.tests import administrator, make
from thidua.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path / "keys"
    return settings.BALLOT_KEYS


def ballot_of(members: int, **facts) -> Ballot:
    return make.ballot(make.meeting(make.council(members), counters=2), **facts)


def vote(ballot: Ballot, person: Person, marks: str):
    return partial(cast_vote, Ballot.objects.get(pk=ballot.pk), by=Person.objects.get(pk=person.pk), marks=marks)


def close(ballot: Ballot):
    chair = make.chair(ballot.item.meeting.council)
    return partial(close_ballot, Ballot.objects.get(pk=ballot.pk), by=Person.objects.get(pk=chair.pk))


def in_urn(ballot: Ballot) -> int:
    urn = Urn.objects.get(ballot=ballot)
    return len(urn.cells) // sealing.size_of(ballot.options.count()) - len(urn.free)


def test_all_vote_at_once_and_none_is_lost(at_once):
    ballot = ballot_of(24)
    people = make.voters(ballot)

    ends = at_once(*(vote(ballot, person, "+-0"[n % 3]) for n, person in enumerate(people)))
    close(ballot)()

    assert ends == [None] * 24
    assert make.counts(ballot) == [(ballot.question, 8, 8, 8, "failed")]


def test_one_member_on_four_devices_votes_once(at_once):
    ballot = ballot_of(5)
    person = make.voters(ballot)[2]

    ends = at_once(*(vote(ballot, person, mark) for mark in "+-0+"))

    assert sorted(map(str, ends)) == ["None", "voted_already", "voted_already", "voted_already"]
    assert (in_urn(ballot), Paper.objects.filter(ballot=ballot, state="cast").count()) == (1, 1)


@pytest.mark.parametrize("turn", range(4))
def test_closing_in_that_second_counts_who_was_told_so_and_nobody_else(at_once, turn):
    ballot = ballot_of(8)
    deeds = [vote(ballot, person, "+") for person in make.voters(ballot)]
    deeds.insert(2 * turn, close(ballot))

    ends = at_once(*deeds)

    told = ends[: 2 * turn] + ends[2 * turn + 1 :]
    ballot.refresh_from_db()
    assert ends[2 * turn] is None
    assert set(told) <= {None, "not_open"}
    assert ballot.cast == told.count(None) == Paper.objects.filter(ballot=ballot, state="cast").count()
    assert Option.objects.get(ballot=ballot).agreed in ({told.count(None)} if ballot.cast >= 3 else {None})


def test_two_who_close_count_once(at_once):
    ballot = ballot_of(5)
    make.vote(ballot, ["+"] * 5)

    ends = at_once(close(ballot), close(ballot))

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert make.counts(ballot) == [(ballot.question, 5, 0, 0, "passed")]


def test_two_who_open_open_once(at_once):
    ballot = ballot_of(5, status="draft")
    chair = make.chair(ballot.item.meeting.council)
    deeds = [partial(open_ballot, Ballot.objects.get(pk=ballot.pk), by=chair) for _ in range(2)]

    ends = at_once(*deeds)
    make.vote(Ballot.objects.get(pk=ballot.pk), ["+"] * 5)
    close(ballot)()

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert make.counts(ballot) == [(ballot.question, 5, 0, 0, "passed")]


def test_member_gets_paper_or_votes_here_but_not_both(at_once):
    ballot = ballot_of(5)
    paper = ballot.papers.order_by("seat")[1]
    counter = ballot.item.meeting.counters.first().person
    hand = partial(hand_paper, Ballot.objects.get(pk=ballot.pk), paper, by=counter)

    ends = at_once(hand, vote(ballot, paper.seat.person, "+"))

    paper.refresh_from_db()
    assert sorted(map(str, ends)) == ["None", "voted_already"]
    assert in_urn(ballot) == (1 if paper.state == "cast" else 0)


def test_key_is_gone_as_soon_as_the_closing_is_written(at_once, keys):
    ballot = ballot_of(5)
    before = len(list(keys.iterdir()))

    close(ballot)()

    assert (before, list(keys.iterdir())) == (1, [])


def test_versions_and_places_of_rows_tell_the_administrator_nothing(at_once, keys):
    """xmin, ctid, ids, times: of everything that PostgreSQL keeps beside the rows."""
    score, voters = administrator.Score(), 8
    council = make.council(voters)
    for _ in range(10):
        ballot = make.ballot(make.meeting(council))
        private = sealing.private_key(bytes(ballot.public_key))
        people = {paper.seat_id: paper.seat.person for paper in ballot.papers.select_related("seat__person")}
        order = administrator.shuffled(list(people))
        for place, seat in enumerate(order):
            cast_vote(ballot, by=people[seat], marks="+" if place < voters // 2 else "-")
        close(ballot)()
        found = administrator.tables()
        found["councils_paper"] = [row for row in found["councils_paper"] if row["ballot_id"] == str(ballot.pk)]
        score.add(administrator.right_guesses(found, set(order[: voters // 2]), set(order)), voters)
        kept = administrator.content()
        assert (ballot.question.encode() in kept, private in kept, private.hex().encode() in kept) == (
            True,
            False,
            False,
        )

    far, way = score.best()
    assert far < 0.35, way


def test_the_same_look_sees_the_order_while_papers_are_not_rewritten(at_once):
    """Before the closing the versions of the papers tell in what order was voted: that is why they are written anew."""
    ballot = ballot_of(8)
    people = {paper.seat_id: paper.seat.person for paper in ballot.papers.select_related("seat__person")}
    order = administrator.shuffled(list(people))
    for seat in order:
        cast_vote(ballot, by=people[seat], marks="+")

    guesses = administrator.right_guesses(administrator.tables(), set(order[:4]), set(order))

    assert guesses["councils_paper.seat_id by _xmin"] == 8
