"""This room's permissions. Everything inside a meeting follows from a seat; to administer gives nothing here."""

import rules

from thidua.councils.models import Ballot, Council, HouseRule, Item, ItemFile, Meeting, Seat
from thidua.councils.queries import (
    OFFICERS,
    ballots_visible_to,
    councils_visible_to,
    meetings_visible_to,
    seats_held,
)
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, acts_in


@rules.predicate
def writes_for(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, EDITORS)


@rules.predicate
def sees_council(person: Person, council: Council) -> bool:
    return councils_visible_to(person).filter(pk=council.pk).exists()


def council_of(thing: Council | Seat | HouseRule) -> Council:
    return thing if isinstance(thing, Council) else thing.council


def meeting_of(thing: Meeting | Item | ItemFile | Ballot) -> Meeting:
    if isinstance(thing, Meeting):
        return thing
    if isinstance(thing, Item):
        return thing.meeting
    return thing.item.meeting


@rules.predicate
def keeps_council(person: Person, thing: Council | Seat | HouseRule) -> bool:
    return acts_in(person, council_of(thing).unit, EDITORS)


@rules.predicate
def is_officer(person: Person, council: Council) -> bool:
    return seats_held(person).filter(council=council, office__in=OFFICERS).exists()


@rules.predicate
def sees_meeting(person: Person, thing: Meeting | Item | ItemFile) -> bool:
    return meetings_visible_to(person).filter(pk=meeting_of(thing).pk).exists()


@rules.predicate
def prepares(person: Person, thing: Meeting | Item | ItemFile | Ballot) -> bool:
    meeting = meeting_of(thing)
    return is_officer(person, meeting.council) or meeting.secretary.person_id == person.pk or presides(person, thing)


@rules.predicate
def presides(person: Person, thing: Meeting | Item | Ballot) -> bool:
    return seats_held(person).filter(pk=meeting_of(thing).presiding_id).exists()


@rules.predicate
def is_seated(person: Person, thing: Meeting | Item | Ballot) -> bool:
    return seats_held(person).filter(council=meeting_of(thing).council_id).exists()


@rules.predicate
def counts(person: Person, ballot: Ballot) -> bool:
    return seats_held(person).filter(pk__in=ballot.item.meeting.counters.values("pk")).exists()


@rules.predicate
def sees_ballot(person: Person, ballot: Ballot) -> bool:
    return ballots_visible_to(person).filter(pk=ballot.pk).exists()


@rules.predicate
def has_paper(person: Person, ballot: Ballot) -> bool:
    return ballot.papers.filter(seat__in=seats_held(person)).exists()


rules.add_perm("councils.view_council", sees_council)
rules.add_perm("councils.add_council", writes_for)
rules.add_perm("councils.change_council", keeps_council)
rules.add_perm("councils.add_seat", keeps_council)
rules.add_perm("councils.end_seat", keeps_council)
rules.add_perm("councils.add_house_rule", keeps_council)
rules.add_perm("councils.end_house_rule", keeps_council)
rules.add_perm("councils.add_meeting", is_officer)
rules.add_perm("councils.view_meeting", sees_meeting)
rules.add_perm("councils.change_meeting", prepares)
rules.add_perm("councils.invite_meeting", prepares)
rules.add_perm("councils.cancel_meeting", prepares)
rules.add_perm("councils.begin_meeting", presides)
rules.add_perm("councils.end_meeting", presides)
rules.add_perm("councils.mark_attendance", prepares)
rules.add_perm("councils.add_item", prepares)
rules.add_perm("councils.change_item", prepares)
rules.add_perm("councils.declare_conflict", is_seated)
rules.add_perm("councils.record_recusal", presides)
rules.add_perm("councils.write_minutes", prepares)
rules.add_perm("councils.view_ballot", sees_ballot)
rules.add_perm("councils.add_ballot", prepares)
rules.add_perm("councils.gather_ballot", presides)
rules.add_perm("councils.open_ballot", presides)
rules.add_perm("councils.close_ballot", presides)
rules.add_perm("councils.void_ballot", presides)
rules.add_perm("councils.remind_voters", prepares)
rules.add_perm("councils.cast_vote", has_paper)
rules.add_perm("councils.hand_paper", counts)
rules.add_perm("councils.count_papers", counts)
