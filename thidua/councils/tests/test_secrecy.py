"""After the closing, with everything that is kept: nobody does better than chance at telling who voted how.

Where a leak is made on purpose, the same look finds it: the tests can fail.
"""

import base64
import json
import logging
import re
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from thidua.councils import sealing
from thidua.councils.forms import SENT
from thidua.councils.models import Ballot, CountSheet, Paper, Urn
from thidua.councils.operations import cast_vote, close_ballot
from thidua.councils.tests import administrator, make

pytestmark = pytest.mark.django_db
VOTERS, TRIALS = 8, 15
CHANCE = 0.27
"""Of 120 guesses a coin is farther than this from the half once in a hundred million times."""
TIME = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(\+00:00)?")
BY_NATURE = {"mark", "session_key", "session_data", "password"}
"""Columns that are keyed or random whatever happens."""


@pytest.fixture
def keys(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path / "keys"
    return settings.BALLOT_KEYS


def close(ballot: Ballot) -> None:
    close_ballot(Ballot.objects.get(pk=ballot.pk), by=make.chair(ballot.item.meeting.council))


def vote_at_random(ballot: Ballot) -> tuple[set[int], set[int], list[int]]:
    """Everybody votes in a random order, the first half agrees. Returns who agreed and all, as ids of seats."""
    people = {paper.seat_id: paper.seat.person for paper in ballot.papers.select_related("seat__person")}
    order = administrator.shuffled(list(people))
    for place, seat in enumerate(order):
        cast_vote(ballot, by=people[seat], marks="+" if place < VOTERS // 2 else "-")
    return set(order[: VOTERS // 2]), set(order), order


def score_of(ballot: Ballot, look) -> tuple[float, str]:
    """How well the administrator guesses over many repetitions of one vote."""
    score = administrator.Score()
    for _ in range(TRIALS):
        with transaction.atomic():
            agreed, voters, _ = vote_at_random(ballot)
            score.add(administrator.right_guesses(look(ballot), agreed, voters), VOTERS)
            transaction.set_rollback(True)
    return score.best()


def after_closing(ballot: Ballot) -> dict:
    close(ballot)
    return {name: rows for name, rows in administrator.tables().items() if rows}


def test_administrator_guesses_no_better_than_chance_after_closing(keys):
    ballot = make.ballot(make.meeting(make.council(VOTERS)))

    far, way = score_of(ballot, after_closing)

    assert far < CHANCE, way


def test_the_same_look_finds_the_answers_of_an_open_vote(keys):
    ballot = make.ballot(make.meeting(make.council(VOTERS)), is_secret=False)

    far, way = score_of(ballot, after_closing)

    assert (far, way.startswith("councils_paper.seat_id by marks")) == (0.5, True)


def test_one_stolen_copy_with_the_key_joins_nobody_to_an_answer(keys):
    ballot = make.ballot(make.meeting(make.council(VOTERS)))
    right = 0
    for _ in range(TRIALS):
        with transaction.atomic():
            agreed, _, order = vote_at_random(ballot)
            private, urn = sealing.private_key(bytes(ballot.public_key)), Urn.objects.get()
            size = sealing.size_of(1)
            cells = [bytes(urn.cells)[at : at + size] for at in range(0, len(urn.cells), size)]
            opened = [sealing.unseal(cell, private) for cell in cells]
            right += sum((seat in agreed) == (said == b"+") for seat, said in zip(order, opened, strict=True))
            transaction.set_rollback(True)

    assert abs(right / (TRIALS * VOTERS) - 0.5) < CHANCE


def known(found: dict[str, list[dict[str, str]]]) -> str:
    """What the rows say, without moments and what is random by its nature."""
    cells = {
        name: [{k: v for k, v in row.items() if k not in BY_NATURE} for row in rows]
        for name, rows in administrator.comparable(found).items()
    }
    return TIME.sub("…", json.dumps(cells, ensure_ascii=False, sort_keys=True))


def left_by_browsers(client, votes: list[str], log) -> tuple[str, str, tuple]:
    """What a vote by the pages leaves: rows, log and result. The database is put back."""
    log.clear()
    with transaction.atomic():
        administrator.count_from_here()
        ballot = make.ballot(make.meeting(make.council(len(votes))))
        address = reverse("councils:ballot", args=[ballot.pk])
        for person, mark in zip(make.voters(ballot), votes, strict=True):
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
            client.get(address)
            assert client.post(address, {"option_0": mark}).status_code == 302
        close(ballot)
        left = known(administrator.tables()), TIME.sub("…", log.text), make.counts(ballot)[0][1:]
        transaction.set_rollback(True)
    return left


def test_exchanged_answers_leave_the_same_rows_and_the_same_log(client, keys, caplog):
    caplog.set_level(logging.DEBUG)
    votes, exchanged = ["1", "2", "1", "3"], ["3", "1", "2", "1"]

    one, other = [left_by_browsers(client, each, caplog) for each in (votes, exchanged)]

    assert one == other
    assert one[2] == (2, 1, 1, "failed")


def test_key_is_nowhere_after_closing(keys, caplog, django_capture_on_commit_callbacks):
    caplog.set_level(logging.DEBUG)
    ballot = make.ballot(make.meeting(make.council(VOTERS)))
    private = sealing.private_key(bytes(ballot.public_key))
    vote_at_random(ballot)
    file = next(keys.iterdir())
    before = file.read_bytes()

    with django_capture_on_commit_callbacks(execute=True):
        close(ballot)

    kept = administrator.content() + caplog.text.encode()
    forms = [private, private.hex().encode(), base64.b64encode(private), base64.urlsafe_b64encode(private)]
    assert (before, list(keys.iterdir())) == (private, [])
    assert b"councils_ballot" in kept
    assert [form for form in forms if form in kept] == []


def test_no_answer_lies_unsealed_in_the_database_while_the_vote_runs(keys):
    options = [f"Người {n}" for n in range(24)]
    ballot = make.ballot(make.meeting(make.council(VOTERS)), options=options)
    marks = "+-+-0+--+0-+-+0+-0+-++-0"
    cast_vote(ballot, by=make.voters(ballot)[0], marks=marks)

    kept = administrator.content()

    assert options[7].encode() in kept
    assert marks.encode() not in kept


def test_nothing_of_the_urn_is_left_in_rows(keys):
    ballot = make.ballot(make.meeting(make.council(VOTERS)))
    vote_at_random(ballot)

    close(ballot)

    assert (Urn.objects.count(), CountSheet.objects.count()) == (0, 0)
    assert set(Paper.objects.values_list("state", "marks")) == {("cast", "")}
    assert bytes(Ballot.objects.get().public_key) == b""
    papers = list(Paper.objects.order_by("pk").values_list("seat", flat=True))
    assert papers == sorted(papers)


def test_sealed_answers_are_alike_in_size_and_never_the_same(keys):
    public, _ = sealing.new_key()

    sealed = [sealing.seal(answer, public) for answer in (b"+", b"-", b"0", b"+")]

    assert {len(each) for each in sealed} == {sealing.size_of(1)}
    assert len(set(sealed)) == 4


def test_key_of_another_ballot_opens_nothing(keys):
    one, other = sealing.new_key()[0], sealing.new_key()[0]
    sealed = sealing.seal(b"+", one)

    with pytest.raises(sealing.Broken):
        sealing.unseal(sealed, sealing.private_key(other))
    assert sealing.unseal(sealed, sealing.private_key(one)) == b"+"


def test_server_answers_alike_whatever_was_chosen(client, keys):
    """Lengths stand in the log of every web server."""
    seen = []
    ballot = make.ballot()
    address = reverse("councils:ballot", args=[ballot.pk])
    client.force_login(make.voters(ballot)[2], backend="allauth.account.auth_backends.AuthenticationBackend")
    for mark in "123":
        with transaction.atomic():
            taken = client.post(address, {"option_0": mark})
            after = client.get(address)
            seen.append(
                (taken.status_code, taken["Location"], len(taken.content), len(after.content), mark in after.text)
            )
            transaction.set_rollback(True)

    assert len({each[:4] for each in seen}) == 1
    for one, other in pairwise(seen):
        assert one[:4] == other[:4]


def test_answer_stays_out_of_error_reports(client, keys, rf):
    ballot = make.ballot()
    client.force_login(make.voters(ballot)[2], backend="allauth.account.auth_backends.AuthenticationBackend")

    request = client.post(reverse("councils:ballot", args=[ballot.pk]), {"option_0": "1"}).wsgi_request

    class Report(SafeExceptionReporterFilter):
        def is_active(self, request):
            return True

    assert dict(Report().get_post_parameters(request).items()) == {"option_0": Report.cleansed_substitute}


def test_browser_sends_alike_whatever_is_chosen():
    assert {len(urlencode({"option_0": sent})) for sent in SENT} == {len("option_0=1")}
    assert sorted(SENT.values()) == ["+", "-", "0"]
