"""Two at a unit's own rules: begun, written and adopted in the same second, and rules above and below at once."""

from functools import partial

import pytest

from thidua.awards.models import LocalRules, Screening
from thidua.awards.operations import rulebook as operations
from thidua.awards.operations.eligibility import screen
from thidua.awards.rule_texts import digest_of
from thidua.awards.rulebook import rules_for
from thidua.awards.tests import make
from thidua.awards.tests.test_local_rules import PAPER, QUOTA, put
from thidua.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def at(row):
    """The row as a page has it that was opened before."""
    return type(row).objects.get(pk=row.pk)


def somebody(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def test_two_begin_a_draft_and_there_is_one(at_once):
    place = make.Place()
    deeds = [
        partial(operations.add_rules, at(place.school), by=somebody(person), name="Quy chế", paper=PAPER)
        for person in (place.head, place.officer)
    ]

    ends = at_once(*deeds)

    assert ends.count("draft_exists") == 1
    assert LocalRules.objects.count() == 1


def test_two_adopt_one_draft_and_one_is_told(at_once):
    place = make.Place()
    first = operations.add_rules(place.school, by=place.officer, name="Quy chế", paper=PAPER)
    operations.adopt_rules(first, by=place.head)
    draft = operations.add_rules(place.school, by=place.officer, name="Quy chế mới")
    deeds = [partial(operations.adopt_rules, at(draft), by=somebody(one)) for one in (place.head, place.officer)]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert dict(LocalRules.objects.values_list("n", "status")) == {1: "replaced", 2: "adopted"}


def test_two_write_from_one_page_and_the_later_is_told(at_once):
    place = make.Place()
    draft = operations.add_rules(place.school, by=place.officer, name="Quy chế", paper=PAPER)
    seen = digest_of(draft.content)
    deeds = [
        partial(operations.put_point, at(draft), "quota", {**QUOTA, "share": share}, by=somebody(person), seen=seen)
        for person, share in ((place.head, "10%"), (place.officer, "20%"))
    ]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "changed_meanwhile"]


def test_rules_that_do_not_go_together_are_not_both_adopted_above_and_below(at_once):
    place = make.Place()
    below = operations.add_rules(place.school, by=place.officer, name="Quy chế trường", paper=PAPER)
    put(below, "quota", QUOTA, by=place.officer)
    above = operations.add_rules(
        place.department, by=place.chief, name="Quy chế ngành", paper={**PAPER, "number": "9/QĐ"}
    )
    put(above, "quota", {**QUOTA, "source": "9/QĐ Đ1", "local": "closed"}, by=place.chief)
    deeds = [
        partial(operations.adopt_rules, at(row), by=somebody(person))
        for row, person in ((below, place.head), (above, place.chief))
    ]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "bad_rules"]
    assert len(rules_for(place.school).layers) == 2


def test_two_ask_to_judge_the_list_and_it_is_judged_once(at_once):
    place = make.Place()
    season = make.season(place.school)
    deeds = [
        partial(screen, at(season), make.WORKER, "person", by=somebody(person))
        for person in (place.head, place.officer)
    ]

    at_once(*deeds)

    assert Screening.objects.count() == 1
    assert len(Screening.objects.get().lines) == 6
