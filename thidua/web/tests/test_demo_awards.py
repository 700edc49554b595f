"""The demonstration's awards: every state has somebody in it."""

import pytest

from thidua.awards.models import (
    Award,
    Dossier,
    Hearing,
    Nomination,
    Objection,
    OtherAward,
    Pledge,
    Publication,
    Registration,
    Season,
    SheetIn,
)
from thidua.awards.queries.jobs import duties_of
from thidua.kernel.calendar import today
from thidua.people.models import Person
from thidua.web.demo.awards import build_awards
from thidua.web.demo.councils import build_councils
from thidua.web.demo.people import build_people

pytestmark = pytest.mark.django_db


def test_demonstration_shows_seasons_in_every_state_and_gives_every_role_something_to_do():
    scene, logins = build_people()
    build_councils(scene, today())

    build_awards(scene, today())

    found = set(Nomination.objects.values_list("status", flat=True))
    assert {"draft", "ready", "passed", "failed", "sent", "returned", "awarded"} <= found
    assert set(Season.objects.values_list("kind", flat=True)) == {"yearly", "occasion"}
    assert set(Dossier.objects.values_list("status", flat=True)) == {"submitted", "received"}
    assert (Publication.objects.get().status, Objection.objects.get().status) == ("open", "received")
    assert Award.objects.filter(decision__isnull=False).count() == 4
    assert (Hearing.objects.count(), Pledge.objects.get().status) == (1, "open")
    assert Registration.objects.count() > 20
    assert OtherAward.objects.get().person.username == "thpt01-t1-gv1"
    sheet = SheetIn.objects.get(by__username="canboso")
    assert (sheet.status, [bool(line.get("offered")) for line in sheet.rows]) == ("ready", [True, False])
    busy = {login.role for login in logins if duties_of(Person.objects.get(username=login.username), today())}
    assert {"Cán bộ phụ trách của Sở", "Cán bộ phụ trách của trường", "Hiệu trưởng", "Tổ trưởng"} <= busy
