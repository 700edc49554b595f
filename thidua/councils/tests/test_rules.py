"""Who sees and does what; lists and predicates agree."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from thidua.councils.models import Ballot, Council, Item, Meeting
from thidua.councils.operations import add_council, add_seat, end_seat
from thidua.councils.queries import ballots_visible_to, councils_visible_to, items_visible_to, meetings_visible_to
from thidua.councils.rulebook import quorum_rule, vote_rule
from thidua.councils.tests import make
from thidua.people.models import Post
from thidua.people.tests import make as people

pytestmark = pytest.mark.django_db
LISTS = [
    (Council, councils_visible_to, "councils.view_council"),
    (Meeting, meetings_visible_to, "councils.view_meeting"),
    (Item, items_visible_to, "councils.view_meeting"),
    (Ballot, ballots_visible_to, "councils.view_ballot"),
]


@pytest.mark.parametrize(("model", "visible_to", "permission"), LISTS)
def test_lists_agree_with_permissions(model, visible_to, permission):
    council = make.council()
    make.ballot(make.meeting(council))
    make.meeting(council, status="draft", title="Đang chuẩn bị")
    unit = council.unit
    former, still = make.seats(council)[3:]
    end_seat(former, by=make.chair(council), last_day=date(2026, 2, 1))
    persons = [people.person(unit, role) for role in Post.Role.values]
    persons += [former.person, still.person, make.chair(council), make.secretary(council), people.person()]

    found = {person.pk: set(visible_to(person)) for person in persons}

    assert any(found.values())
    for person in persons:
        assert found[person.pk] == {row for row in model.objects.all() if person.has_perm(permission, row)}


def test_meetings_are_for_members_alone():
    council = make.council()
    make.meeting(council)
    outsiders = [people.person(council.unit, role) for role in Post.Role.values]

    assert [list(meetings_visible_to(person)) for person in outsiders] == [[]] * len(outsiders)
    assert meetings_visible_to(make.seats(council)[4].person).count() == 1


def test_meeting_in_preparation_is_seen_by_who_prepares_it():
    council = make.council()
    make.meeting(council, status="draft")

    seen = [meetings_visible_to(seat.person).count() for seat in make.seats(council)]

    assert seen == [1, 1, 0, 0, 0]


def test_one_chair_and_one_seat_each():
    council = make.council()
    by, member = make.chair(council), make.seats(council)[3].person
    newcomer = people.person(council.unit, "member")

    def code(**facts):
        with pytest.raises(ValidationError) as refusal:
            add_seat(council, by=by, **{"valid_from": make.SINCE, "office": "member", **facts})
        return refusal.value.code

    assert code(person=member) == "seated_already"
    assert code(person=newcomer, office="chair") == "chair_taken"
    assert code(person=newcomer, valid_from=date(2020, 1, 1)) == "outside_term"


def test_council_is_entered_once_for_a_decision():
    council = make.council()

    with pytest.raises(ValidationError):
        add_council(
            council.unit, by=make.chair(council), name="Khác", decision_number=council.decision_number,
            decision_date=make.SINCE, valid_from=make.SINCE,
        )  # fmt: skip


def rule_of(council, matter, on=date(2026, 11, 20)):
    rule = vote_rule(council, matter, on)
    return str(rule.share), rule.is_strict, rule.whole


def test_own_rule_lies_over_what_the_law_leaves_open():
    council = make.council(rule=None)
    before = rule_of(council, "title_emulation_fighter_unit")
    make.house_rule(council, "3/4", matter="title_emulation_fighter_unit", is_strict=False)
    make.house_rule(council, "1/2")

    assert before == ("4/5", False, "all_members")
    assert rule_of(council, "title_emulation_fighter_unit") == ("3/4", False, "all_members")
    assert rule_of(council, "initiative") == ("1/2", True, "all_members")


def test_own_rule_does_not_lower_what_the_law_fixes():
    council = make.council(rule="1/2")

    assert rule_of(council, "title_emulation_fighter_national") == ("9/10", False, "all_members")


def test_rule_of_the_day_holds():
    council = make.council(rule=None)
    make.house_rule(council, "1/2", valid_from=date(2026, 6, 1))

    with pytest.raises(ValidationError) as refusal:
        vote_rule(council, "", date(2026, 5, 31))

    assert refusal.value.code == "no_rule"
    assert rule_of(council, "")[0] == "1/2"


def test_quorum_is_not_invented():
    council = make.council()
    before = quorum_rule(council, date(2026, 11, 20))
    make.house_rule(council, "2/3", kind="quorum", is_strict=False)

    assert before is None
    assert quorum_rule(council, date(2026, 11, 20)).least(7) == 5
