"""Rights of the room's rows: what lists show is what pages allow."""

import pytest

from thidua.awards.models import Nomination
from thidua.awards.queries.visibility import dossiers_visible_to, grades_visible_to, nominations_visible_to
from thidua.awards.tests import make

pytestmark = pytest.mark.django_db


def test_grades_are_seen_by_their_person_and_by_who_keeps_them():
    place = make.Place()
    row = make.grade(place.school, place.teachers[0], by=place.officer)
    administrator = make.person(place.department, "administrator", name="Quản Trị")
    seen = {
        person.full_name
        for person in (*place.teachers, place.head, place.leader, place.chief, place.stranger, administrator)
        if grades_visible_to(person).exists()
    }

    assert seen == {place.teachers[0].full_name, place.head.full_name}
    assert place.head.has_perm("awards.view_yeargrade", row)
    assert not place.chief.has_perm("awards.view_yeargrade", row)
    assert not administrator.has_perm("awards.view_yeargrade", row)


def test_nominee_sees_the_nomination_once_it_is_proposed():
    place = make.Place()
    row = make.nomination(make.season(place.school), place.teachers[0], by=place.officer)

    assert not nominations_visible_to(place.teachers[0]).exists()
    Nomination.objects.filter(pk=row.pk).update(status=Nomination.Status.READY)
    assert list(nominations_visible_to(place.teachers[0])) == [row]
    assert not nominations_visible_to(place.teachers[1]).exists()
    assert not nominations_visible_to(place.stranger).exists()


def test_receiver_sees_a_dossier_once_it_is_sent_and_a_division_once_it_is_asked():
    place = make.Place()
    season = make.season(place.school)
    row = make.nomination(season, place.teachers[0], by=place.officer, status="sent")
    dossier = make.dossier(season, place.department, by=place.officer, nominations=[row])

    assert not dossiers_visible_to(place.clerk).exists()
    dossier.status = dossier.Status.SUBMITTED
    dossier.save()
    assert list(dossiers_visible_to(place.clerk)) == [dossier]
    assert list(nominations_visible_to(place.clerk)) == [row]
    assert not dossiers_visible_to(place.appraiser).exists()
    dossier.appraisals.create(division=place.division)
    assert list(dossiers_visible_to(place.appraiser)) == [dossier]
    assert not dossiers_visible_to(place.stranger).exists()
