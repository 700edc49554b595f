"""Where somebody is signed in, and when last seen."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from thidua.people.tests import make

pytestmark = pytest.mark.django_db
PAGE = reverse("people:profile")


@pytest.fixture
def signed_in(client):
    person = make.person(make.unit("Trường THCS Sông Lam"))
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(PAGE)
    return client


def seen_ago(minutes):
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=minutes))
    return UserSession.objects.get().last_seen_at


def test_page_read_again_writes_nothing(signed_in):
    last = seen_ago(4)

    with CaptureQueriesContext(connection) as asked:
        signed_in.get(PAGE)

    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    assert UserSession.objects.get().last_seen_at == last


def test_page_read_some_minutes_later_says_when(signed_in):
    last = seen_ago(6)

    signed_in.get(PAGE)

    assert UserSession.objects.get().last_seen_at > last + timedelta(minutes=5)


def test_other_place_is_noted_at_once(signed_in):
    signed_in.get(PAGE, REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Firefox")

    assert UserSession.objects.values_list("ip", "user_agent").get() == ("203.0.113.7", "Firefox")
