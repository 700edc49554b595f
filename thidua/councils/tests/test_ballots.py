"""Votes: who may, once, until it is closed, and exactly counted."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from thidua.audit.models import Entry
from thidua.councils import sealing
from thidua.councils.counting import Count
from thidua.councils.models import Ballot, CountSheet, Meeting, Paper, Urn
from thidua.councils.operations import (
    cast_vote,
    close_ballot,
    count_papers,
    declare_conflict,
    destroy_left_keys,
    gather_ballot,
    hand_paper,
    open_ballot,
    second_round,
    void_ballot,
)
from thidua.councils.operations.paper_ballots import Counted
from thidua.councils.queries import Turnout, ballots_waiting_for, turnout
from thidua.councils.rulebook import vote_rule
from thidua.councils.signals import ballot_closed
from thidua.councils.tests import make
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db


def refused(deed, *args, **kwargs) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed(*args, **kwargs)
    return refusal.value.code


def chair_of(ballot):
    return make.chair(ballot.item.meeting.council)


def test_votes_are_counted_by_the_rules_denominator():
    ballot = make.ballot()
    make.vote(ballot, ["+", "+", "+", "-", "0"])

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, 3, 1, 1, "passed")]
    ballot.refresh_from_db()
    assert (ballot.members, ballot.present, ballot.cast, ballot.needed, ballot.status) == (5, 5, 5, 3, "closed")


def test_member_votes_once():
    ballot = make.ballot()
    member = make.voters(ballot)[2]
    cast_vote(ballot, by=member, marks="+")

    code = refused(cast_vote, ballot, by=member, marks="-")

    assert code == "voted_already"
    assert turnout(ballot) == Turnout(1, 5)
    assert list(ballots_waiting_for(member)) == []


def test_stranger_and_administrator_cannot_vote():
    ballot = make.ballot()
    unit = ballot.item.meeting.council.unit

    for person in (people.person(unit, "administrator"), people.person(unit, "officer"), people.person()):
        with pytest.raises(PermissionDenied):
            cast_vote(ballot, by=person, marks="+")
    assert turnout(ballot) == Turnout(0, 5)


def test_member_without_a_vote_gets_no_paper():
    council = make.council(members=4)
    council.seats.filter(office="secretary").update(may_vote=False)
    ballot = make.ballot(make.meeting(council))

    with pytest.raises(PermissionDenied):
        cast_vote(ballot, by=make.secretary(council), marks="+")
    assert turnout(ballot) == Turnout(0, 3)


def test_nobody_votes_before_opening_or_after_closing():
    ballot = make.ballot()
    first, second, *_ = make.voters(ballot)
    cast_vote(ballot, by=first, marks="+")
    close_ballot(ballot, by=chair_of(ballot))

    assert refused(cast_vote, ballot, by=second, marks="+") == "not_open"
    assert refused(cast_vote, ballot, by=first, marks="+") == "voted_already"
    assert refused(close_ballot, Ballot.objects.get(pk=ballot.pk), by=chair_of(ballot)) == "wrong_state"


def test_only_the_chair_opens_and_closes():
    ballot = make.ballot(status="draft")
    secretary = make.secretary(ballot.item.meeting.council)

    for deed in (gather_ballot, open_ballot, close_ballot, void_ballot):
        with pytest.raises(PermissionDenied):
            deed(ballot, by=secretary)


def test_ballot_opens_only_in_a_running_meeting():
    ballot = make.ballot(make.meeting(status="invited"), status="draft")

    assert refused(open_ballot, ballot, by=chair_of(ballot)) == "not_held"


def test_without_a_rule_nothing_is_opened():
    ballot = make.ballot(make.meeting(make.council(rule=None)), status="draft")

    assert refused(open_ballot, ballot, by=chair_of(ballot)) == "no_rule"


@pytest.mark.parametrize(
    ("facts", "marks", "code"),
    [
        ({}, "", "bad_marks"),
        ({}, "++", "bad_marks"),
        ({}, "x", "bad_marks"),
        ({"may_abstain": False}, "0", "bad_marks"),
        ({"form": "choose", "most": 1, "options": ["An", "Bình"]}, "++", "too_many_chosen"),
        ({"form": "choose", "most": 1, "options": ["An", "Bình"]}, "+-", "bad_marks"),
    ],
)
def test_bad_answer_is_refused_and_nothing_is_used_up(facts, marks, code):
    ballot = make.ballot(**facts)

    assert refused(cast_vote, ballot, by=make.voters(ballot)[0], marks=marks) == code
    assert turnout(ballot) == Turnout(0, 5)


def test_all_abstain_and_nothing_passes():
    ballot = make.ballot()
    make.vote(ballot, ["0"] * 5)

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, 0, 0, 5, "failed")]


def test_nobody_voted_and_nothing_passes():
    ballot = make.ballot()

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, None, None, None, "failed")]


def test_half_is_not_more_than_half():
    ballot = make.ballot(make.meeting(make.council(members=4)))
    make.vote(ballot, ["+", "+", "-", "-"])

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, 2, 2, 0, "failed")]


def test_few_votes_are_not_broken_down():
    ballot = make.ballot()
    make.vote(ballot, ["+", "+"])

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, None, None, None, "failed")]
    assert (ballot.cast, ballot.is_broken_down, ballot.invalid) == (2, False, None)


CHOICE = {"form": "choose", "most": 2, "places": 2, "options": ["An", "Bình", "Cúc"]}


def test_those_with_most_votes_are_chosen():
    ballot = make.ballot(**CHOICE)
    make.vote(ballot, ["++0", "++0", "+0+", "0++", "++0"])

    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [("An", 4, 0, 1, "passed"), ("Bình", 4, 0, 1, "passed"), ("Cúc", 2, 0, 3, "failed")]


def test_tie_for_the_last_place_goes_into_a_second_round():
    ballot = make.ballot(**(CHOICE | {"places": 1}))
    make.vote(ballot, ["++0", "++0", "++0", "000", "000"])
    close_ballot(ballot, by=chair_of(ballot))

    again = second_round(ballot, by=chair_of(ballot))

    assert [row[0::4] for row in make.counts(ballot)] == [("An", "tied"), ("Bình", "tied"), ("Cúc", "failed")]
    assert (again.round, again.previous, again.most, again.places, again.status) == (2, ballot, 1, 1, "draft")
    assert [option.label for option in again.options.all()] == ["An", "Bình", "Cúc"]


def test_second_round_asks_only_what_did_not_pass():
    ballot = make.ballot(options=["An", "Bình"])
    make.vote(ballot, ["+-", "+-", "+-", "++", "++"])
    close_ballot(ballot, by=chair_of(ballot))

    again = second_round(ballot, by=chair_of(ballot))
    open_ballot(again, by=chair_of(ballot))
    make.vote(again, ["+"] * 5)
    close_ballot(again, by=chair_of(ballot))

    assert make.counts(again) == [("Bình", 5, 0, 0, "passed")]
    assert refused(second_round, again, by=chair_of(ballot)) == "nothing_left"


@pytest.mark.parametrize(("counts_recused", "whole", "needed"), [(True, 5, 3), (False, 4, 3)])
def test_recused_member_is_out_and_the_rule_says_of_how_many(counts_recused, whole, needed):
    council = make.council(rule=None)
    make.house_rule(council, "1/2", counts_recused=counts_recused)
    meeting = make.meeting(council)
    out = make.seats(council)[4].person
    declare_conflict(meeting.items.get(), by=out, reason="Là người được xét")
    ballot = make.ballot(meeting)

    with pytest.raises(PermissionDenied):
        cast_vote(ballot, by=out, marks="+")
    make.vote(ballot, ["+", "+", "+", "-"])
    close_ballot(ballot, by=chair_of(ballot))

    assert (ballot.base, ballot.needed, ballot.recused, ballot.cast) == (whole, needed, 1, 4)


def test_share_of_those_present_leaves_out_who_is_absent():
    council = make.council(rule=None)
    make.house_rule(council, "1/2", whole="present_members", absent_in_writing=False)
    ballot = make.ballot(make.meeting(council, absent=2))
    make.vote(ballot, ["+", "+", "-"])

    close_ballot(ballot, by=chair_of(ballot))

    assert (ballot.base, ballot.needed, make.counts(ballot)[0][4]) == (3, 2, "passed")


def test_absent_member_answers_before_the_meeting_into_the_same_urn():
    council = make.council()
    meeting = make.meeting(council, status="invited", absent=1)
    ballot = make.ballot(meeting, status="draft")
    gather_ballot(ballot, by=make.chair(council))
    absent = make.seats(council)[4].person
    cast_vote(ballot, by=absent, marks="-")
    from thidua.councils.operations import begin_meeting

    meeting = Meeting.objects.get(pk=meeting.pk)
    begin_meeting(meeting, by=make.chair(council))
    ballot = Ballot.objects.get(pk=ballot.pk)
    open_ballot(ballot, by=make.chair(council))
    make.vote(ballot, ["+", "+", "+", "+"])
    close_ballot(ballot, by=make.chair(council))

    assert make.counts(ballot) == [(ballot.question, 4, 1, 0, "passed")]
    assert (ballot.present, ballot.cast) == (5, 5)


def test_member_at_the_meeting_waits_for_the_opening():
    council = make.council()
    ballot = make.ballot(make.meeting(council, status="invited", absent=1), status="draft")
    gather_ballot(ballot, by=make.chair(council))

    with pytest.raises(PermissionDenied):
        cast_vote(ballot, by=make.chair(council), marks="+")


def test_open_vote_says_who_voted_what():
    ballot = make.ballot(is_secret=False)
    make.vote(ballot, ["+", "-", "+", "+", "0"])

    close_ballot(ballot, by=chair_of(ballot))

    marks = Paper.objects.filter(ballot=ballot).order_by("seat").values_list("marks", flat=True)
    assert list(marks) == ["+", "-", "+", "+", "0"]
    assert make.counts(ballot) == [(ballot.question, 3, 1, 1, "passed")]


def test_law_that_wants_secrecy_is_kept():
    council = make.council(rule=None)
    meeting = make.meeting(council)
    meeting.items.update(matter="title_emulation_fighter_unit")
    ballot = make.ballot(meeting, is_secret=False, status="draft")

    assert refused(open_ballot, ballot, by=make.chair(council)) == "must_be_secret"


def test_rule_of_the_law_stands_on_the_ballot_with_its_source():
    council = make.council(members=10, rule=None)
    meeting = make.meeting(council)
    meeting.items.update(matter="title_emulation_fighter_unit")
    ballot = make.ballot(meeting)
    make.vote(ballot, ["+"] * 8)

    close_ballot(ballot, by=make.chair(council))

    assert (str(ballot.share), ballot.base, ballot.needed, make.counts(ballot)[0][4]) == ("4/5", 10, 8, "passed")
    assert ballot.source
    assert "cần đối chiếu" in ballot.to_compare


@pytest.mark.parametrize(("on", "is_doubtful"), [(date(2026, 9, 30), False), (date(2026, 10, 1), True)])
def test_rule_that_a_newer_law_touched_is_to_be_compared_from_its_day(on, is_doubtful):
    rule = vote_rule(make.council(rule=None), "title_emulation_fighter_national", on)

    assert ("06/2026/QH16" in rule.to_compare) is is_doubtful


def paper_world():
    meeting = make.meeting(counters=2)
    ballot = make.ballot(meeting)
    one, two = [seat.person for seat in meeting.counters.order_by("pk")]
    return ballot, one, two


def hand(ballot, by, places):
    papers = list(ballot.papers.order_by("seat"))
    for place in places:
        hand_paper(ballot, papers[place], by=by)


def test_paper_ballots_are_counted_twice_and_added():
    ballot, one, two = paper_world()
    hand(ballot, one, [0, 1, 2])
    make.vote(Ballot.objects.get(pk=ballot.pk), [])
    for person, mark in zip(make.voters(ballot)[3:], "+-", strict=True):
        cast_vote(ballot, by=person, marks=mark)
    count_papers(ballot, Counted(3, 1, [Count(2, 0, 0)]), by=one)
    count_papers(ballot, Counted(3, 1, [Count(1, 1, 0)]), by=two)

    assert refused(close_ballot, ballot, by=chair_of(ballot)) == "counts_differ"
    count_papers(ballot, Counted(3, 1, [Count(2, 0, 0)]), by=two)
    ballot = Ballot.objects.get(pk=ballot.pk)
    close_ballot(ballot, by=chair_of(ballot))

    assert make.counts(ballot) == [(ballot.question, 3, 1, 0, "passed")]
    assert (ballot.cast, ballot.invalid, CountSheet.objects.count()) == (5, 1, 0)


def test_one_count_of_paper_is_not_enough():
    ballot, one, _ = paper_world()
    hand(ballot, one, [0])
    count_papers(ballot, Counted(1, 0, [Count(1, 0, 0)]), by=one)

    assert refused(close_ballot, ballot, by=chair_of(ballot)) == "counts_missing"


def test_who_got_paper_does_not_vote_here_and_the_other_way_round():
    ballot, one, _ = paper_world()
    hand(ballot, one, [0])
    first, second, *_ = make.voters(ballot)
    cast_vote(ballot, by=second, marks="+")

    assert refused(cast_vote, ballot, by=first, marks="+") == "voted_already"
    assert refused(hand, ballot, one, [1]) == "voted_already"


@pytest.mark.parametrize(
    ("found", "code"),
    [
        (Counted(2, 0, [Count(2, 0, 0)]), "too_many_papers"),
        (Counted(1, 2, [Count(0, 0, 0)]), "too_many_papers"),
        (Counted(1, 0, [Count(1, 1, 0)]), "bad_sum"),
        (Counted(1, 0, [Count(0, 0, 0)]), "bad_sum"),
        (Counted(1, 0, [Count(2, -1, 0)]), "bad_sum"),
    ],
)
def test_counts_that_cannot_be_are_refused(found, code):
    ballot, one, _ = paper_world()
    hand(ballot, one, [0])

    assert refused(count_papers, ballot, found, by=one) == code


def test_only_the_counting_team_counts():
    ballot, _, _ = paper_world()

    with pytest.raises(PermissionDenied):
        count_papers(ballot, Counted(0, 0, [Count()]), by=chair_of(ballot))


def test_urn_with_a_code_opens_only_with_both_halves():
    ballot = make.ballot(status="draft", needs_code=True)
    first, second = open_ballot(ballot, by=chair_of(ballot))
    make.vote(ballot, ["+", "+", "+", "-", "0"])
    fresh = Ballot.objects.get(pk=ballot.pk)

    assert refused(close_ballot, fresh, by=chair_of(ballot), code=first) == "wrong_code"
    fresh = Ballot.objects.get(pk=ballot.pk)
    close_ballot(fresh, by=chair_of(ballot), code=f"{first.lower()} - {second}")

    assert make.counts(fresh) == [(ballot.question, 3, 1, 1, "passed")]


def test_lost_key_leaves_only_voting_anew():
    ballot = make.ballot()
    make.vote(ballot, ["+"])
    sealing.destroy_key(bytes(ballot.public_key))

    assert refused(close_ballot, Ballot.objects.get(pk=ballot.pk), by=chair_of(ballot)) == "lost_key"
    void_ballot(Ballot.objects.get(pk=ballot.pk), by=chair_of(ballot))

    assert (Urn.objects.count(), Ballot.objects.get().status) == (0, "void")


def test_key_lives_as_long_as_the_ballot(django_capture_on_commit_callbacks):
    ballot = make.ballot()
    name = sealing.name_of(ballot.public_key)
    before = name in sealing.kept_names()

    with django_capture_on_commit_callbacks(execute=True):
        close_ballot(ballot, by=chair_of(ballot))

    assert (before, name in sealing.kept_names()) == (True, False)


def test_key_that_outlived_its_ballot_is_swept_and_that_of_a_running_one_is_not(settings, tmp_path):
    settings.BALLOT_KEYS = tmp_path
    closed, running = make.ballot(), make.ballot(make.meeting(make.council(unit=people.unit("Khác"))))
    close_ballot(closed, by=chair_of(closed))

    assert destroy_left_keys() == 0
    assert destroy_left_keys(now=10**11) == 1
    assert sealing.kept_names() == {sealing.name_of(running.public_key)}


def test_news_of_the_outcome_travels_up_inside_the_transaction():
    ballot = make.ballot()
    heard = []

    def hear(sender, ballot, by, **_):
        heard.append((ballot.pk, by, [option.outcome for option in ballot.options.all()]))

    ballot_closed.connect(hear)
    try:
        close_ballot(ballot, by=chair_of(ballot))
    finally:
        ballot_closed.disconnect(hear)

    assert heard == [(ballot.pk, chair_of(ballot), ["failed"])]


def test_receiver_that_refuses_undoes_the_closing(django_capture_on_commit_callbacks):
    ballot = make.ballot()
    make.vote(ballot, ["+"])

    def refuse(sender, **_):
        raise ValidationError("Không nhận", code="no")

    ballot_closed.connect(refuse)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert refused(close_ballot, Ballot.objects.get(pk=ballot.pk), by=chair_of(ballot)) == "no"
    finally:
        ballot_closed.disconnect(refuse)

    close_ballot(Ballot.objects.get(pk=ballot.pk), by=chair_of(ballot))
    assert Ballot.objects.get().cast == 1


def test_voting_leaves_no_entry_in_the_trail():
    ballot = make.ballot()
    before = Entry.objects.count()

    make.vote(ballot, ["+", "-"])

    assert Entry.objects.count() == before
