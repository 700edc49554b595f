"""Registrations and pledges under many hands."""

from contextlib import suppress
from functools import partial

import pytest
from django.core.exceptions import ValidationError

from thidua.awards.models import Pledge, PledgeSignature, Registration, Season
from thidua.awards.operations.pledges import add_pledge, open_pledge, recall_pledge, sign_pledge
from thidua.awards.operations.registrations import register, withdraw_registration
from thidua.awards.operations.seasons import change_season
from thidua.awards.tests import make
from thidua.kernel.calendar import today
from thidua.people.models import Cluster

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_telephones_register_once(at_once):
    place = make.Place()
    season, teacher = make.season(place.school), place.teachers[0]
    deed = partial(register, season, teacher, make.WORKER, by=teacher, today=today())

    ends = at_once(*(partial(deed, goals=f"Chỉ tiêu {n}") for n in range(4)))

    assert len({end.pk for end in ends}) == 1
    assert Registration.objects.get().status == Registration.Status.REGISTERED


def test_one_registration_is_withdrawn_once(at_once):
    place = make.Place()
    season, teacher = make.season(place.school), place.teachers[0]
    pk = register(season, teacher, make.WORKER, by=teacher, today=today()).pk

    ends = at_once(*(partial(withdraw_registration, Registration.objects.get(pk=pk), by=teacher) for _ in range(3)))

    assert sorted(str(end) for end in ends) == ["None", "wrong_state", "wrong_state"]


def test_award_is_not_taken_out_of_a_season_while_somebody_registers_for_it(at_once):
    place = make.Place()
    season, teacher = make.season(place.school), place.teachers[0]
    fresh = [Season.objects.get(pk=season.pk) for _ in range(2)]

    def take_out():
        with suppress(ValidationError):
            change_season(fresh[0], by=place.officer, awards=[make.WORKER])

    at_once(
        take_out,
        partial(register, fresh[1], teacher, make.FIGHTER, by=teacher, today=today()),
    )

    kept = Season.objects.get(pk=season.pk).awards
    assert [row.award for row in Registration.objects.all() if row.award not in kept] == []


def pledged():
    place = make.Place()
    cluster = Cluster.objects.create(name="Cụm thi đua số 1", unit=place.department)
    cluster.units.set([place.school])
    pledge = add_pledge(cluster, by=place.clerk, year=make.YEAR, title="Giao ước", text="Cùng hứa")
    open_pledge(pledge, by=place.clerk)
    return place, pledge.pk


def test_one_head_signs_once(at_once):
    place, pk = pledged()

    ends = at_once(*(partial(sign_pledge, Pledge.objects.get(pk=pk), place.school, by=place.head) for _ in range(3)))

    assert sorted(end for end in ends if isinstance(end, str)) == ["signed_already", "signed_already"]
    assert PledgeSignature.objects.count() == 1


def test_nobody_signs_what_is_being_recalled(at_once):
    place, pk = pledged()

    at_once(
        partial(recall_pledge, Pledge.objects.get(pk=pk), by=place.clerk),
        partial(sign_pledge, Pledge.objects.get(pk=pk), place.school, by=place.head),
    )

    assert (Pledge.objects.get().status, PledgeSignature.objects.count()) == ("draft", 0)
