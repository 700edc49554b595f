"""Two clerks at one dossier, and a sender who takes back in the second in which it is taken in."""

from functools import partial

import pytest

from thidua.audit.models import Entry
from thidua.awards.models import Dossier, DossierEntry, Nomination, Season
from thidua.awards.operations.dossiers import (
    conclude_dossier,
    draft_dossier,
    flag_entries,
    receive_dossier,
    return_dossier,
    submit_dossier,
    take_back_dossier,
)
from thidua.awards.operations.packing import start_packing
from thidua.awards.tests.test_dossiers import DAY, WHY, Case
from thidua.people.models import Notice, Person

pytestmark = pytest.mark.django_db(transaction=True)


def at(dossier: Dossier) -> Dossier:
    """The row as a page has it that was opened before."""
    return Dossier.objects.get(pk=dossier.pk)


def somebody(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


def receive(case: Case, made: Dossier, person: Person):
    season = Season.objects.select_related("unit").get(pk=case.above.pk)
    return partial(receive_dossier, at(made), season, by=somebody(person), today=DAY)


def entries_of(action: str) -> int:
    return Entry.objects.filter(action=action).count()


def test_two_clerks_take_it_in_and_one_is_told(at_once):
    case = Case()
    made = case.sent()

    ends = at_once(receive(case, made, case.clerk), receive(case, made, case.place.chief))

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert entries_of("awards.receive_dossier") == 1
    assert entries_of("awards.receive_nomination") == 3
    assert Notice.objects.filter(person=case.officer).count() == 1


def test_one_takes_it_in_and_another_gives_it_back(at_once):
    case = Case()
    made = case.sent()
    back = partial(return_dossier, at(made), by=somebody(case.place.chief), reason="Thiếu biên bản", today=DAY)

    ends = at_once(receive(case, made, case.clerk), back)

    made.refresh_from_db()
    states = set(Nomination.objects.values_list("status", "desk"))
    if ends == [None, None]:  # taken in first, then given back
        assert (made.status, states) == ("returned", {("returned", case.season.pk)})
    else:
        assert ends == ["wrong_state", None]
        assert (made.status, states) == ("returned", {("returned", case.season.pk)})


def test_sender_takes_back_while_it_is_taken_in(at_once):
    case = Case()
    made = case.sent()
    back = partial(take_back_dossier, at(made), by=somebody(case.officer), today=DAY)

    ends = at_once(receive(case, made, case.clerk), back)

    made.refresh_from_db()
    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    is_in = ends[0] is None
    states = set(Nomination.objects.values_list("status", "desk"))
    assert states == ({("ready", case.above.pk)} if is_in else {("passed", case.season.pk)})
    assert made.status == ("received" if is_in else "draft")


def test_two_officers_send_it_and_it_goes_up_once(at_once):
    case = Case()
    made = case.draft()
    send = [
        partial(submit_dossier, at(made), by=somebody(person), today=DAY, anyway=WHY)
        for person in (case.officer, case.place.head)
    ]

    ends = at_once(*send)

    made.refresh_from_db()
    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert made.submission.number.startswith("01/")
    assert entries_of("awards.send_nomination") == 3


def test_one_nomination_goes_into_one_dossier_only(at_once):
    case = Case(count=1)
    season = Season.objects.select_related("unit").get(pk=case.season.pk)
    deeds = [
        partial(draft_dossier, season, list(Nomination.objects.all()), by=somebody(person), today=DAY)
        for person in (case.officer, case.place.head)
    ]

    ends = at_once(*deeds)

    assert [str(end) for end in ends].count("not_free") == 1
    assert (Dossier.objects.count(), DossierEntry.objects.count()) == (1, 1)


def test_two_clerks_flag_the_same_one(at_once):
    case = Case()
    made = case.received()
    entry = case.entry().pk
    deeds = [
        partial(flag_entries, at(made), {entry: f"Bổ sung {n}"}, by=somebody(person), today=DAY)
        for n, person in enumerate((case.clerk, case.place.chief))
    ]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "not_here"]
    assert Nomination.objects.filter(status="returned").count() == 1


def test_two_conclude_once(at_once):
    case = Case()
    made = case.received()
    Nomination.objects.update(status="passed")
    deeds = [
        partial(conclude_dossier, at(made), by=somebody(person), today=DAY) for person in (case.clerk, case.place.chief)
    ]

    ends = at_once(*deeds)

    assert sorted(map(str, ends)) == ["None", "wrong_state"]
    assert entries_of("awards.conclude_dossier") == 1


def test_two_who_ask_for_the_pack_get_one(at_once):
    case = Case(count=1)
    made = case.sent()
    deeds = [partial(start_packing, at(made), by=somebody(person)) for person in (case.officer, case.clerk)]

    at_once(*deeds)

    made.refresh_from_db()
    assert made.pack is not None
    assert made.pack_run is not None
