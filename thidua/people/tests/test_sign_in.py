"""Signing in, and the second factor."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from thidua.kernel.calendar import today
from thidua.people.models import Person, Unit
from thidua.people.tests import make
from thidua.people.tests.signing import DAY, LOGIN, PASSWORD, bind_phone, code_for, sign_in, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.mark.parametrize("login", ["lean", "LEAN", " lean ", "an@truong.example", "An@Truong.Example"])
def test_person_signs_in_by_name_or_address(client, person, login):
    response = sign_in(client, login)

    assert response.url == reverse("web:home")
    assert signed_in(client) == person


@pytest.mark.parametrize(("login", "password"), [("lean", "sai"), ("khong-co", PASSWORD), ("lean", ""), ("", PASSWORD)])
def test_wrong_pair_stays_outside(client, person, login, password):
    response = sign_in(client, login, password)

    assert response.context["form"].errors
    assert signed_in(client) is None


def test_wrong_name_and_wrong_password_are_answered_alike(client, person):
    name, password = sign_in(client, "khong-co").context["form"], sign_in(client, "lean", "sai").context["form"]

    assert name.errors.get_json_data() == password.errors.get_json_data()


def test_sixth_attempt_after_five_wrong_ones_is_refused_even_with_the_right_password(client, person):
    for _ in range(5):
        sign_in(client, "lean", "sai")

    response = sign_in(client, "lean")

    assert signed_in(client) is None
    assert "quá nhiều lần" in response.text
    other = make.person(Unit.objects.get(), username="khac", password=PASSWORD)
    sign_in(client, "khac")
    assert signed_in(client) == other, "only the one name has to wait"


def test_attempts_are_counted_whatever_host_and_spelling_is_asked_for(client, person):
    for n, login in enumerate(["lean", "LEAN", " Lean ", "leAn", "lean"]):
        client.post(LOGIN, {"login": login, "password": "sai"}, headers={"host": f"may{n}.example"})

    sign_in(client, "lean")

    assert signed_in(client) is None


@pytest.mark.parametrize("login", ["a" * 100_000, "a" + "\u0323\u0301" * 50_000, "@" * 60_000], ids=["a", "marks", "@"])
def test_book_instead_of_a_name_is_refused_unread(client, person, login):
    response = sign_in(client, login)

    assert response.status_code == 413 or "max_length" in {
        error.code for error in response.context["form"].errors.as_data()["login"]
    }
    assert sign_in(client, login[:60_000]).status_code in {200, 413}


def test_second_factor_is_not_guessed(client, person):
    sign_in(client, "lean")
    bind_phone(client)
    right = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]
    client.post(reverse("account_logout"))
    for _ in range(5):
        again = Client()
        asked = sign_in(again, "lean")
        again.post(asked.url, {"code": "000000"})

    asked = sign_in(client, "lean")
    response = client.post(asked.url, {"code": right})

    assert signed_in(client) is None
    assert "quá nhiều lần" in response.text


def test_session_gets_a_new_key_by_signing_in(client, person):
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    sign_in(client, "lean")

    assert signed_in(client) == person
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("back", ["https://xau.example/", "//xau.example", "/\\xau.example", "javascript:alert(1)"])
def test_change_of_role_leads_nowhere_else(client, person, back):
    sign_in(client, "lean")

    response = client.post(reverse("people:switch_post"), {"post": person.posts.get().pk, "next": back})

    assert response.url == reverse("web:home")


def test_locked_person_does_not_sign_in(client, school):
    make.person(school, username="khoa", password=PASSWORD, is_active=False)

    sign_in(client, "khoa")

    assert signed_in(client) is None


def test_person_without_a_password_does_not_sign_in(client, school):
    make.person(school, username="moi")

    sign_in(client, "moi", "")

    assert signed_in(client) is None


def test_sign_in_leads_back_to_the_page_that_was_asked_but_never_elsewhere(client, person):
    asked = client.get(reverse("people:units"))
    back = client.post(asked.url, {"login": "lean", "password": PASSWORD, "next": reverse("people:units")})
    client.post(reverse("account_logout"))
    outside = client.post(LOGIN, {"login": "lean", "password": PASSWORD, "next": "https://xau.example/"})

    assert back.url == reverse("people:units")
    assert outside.url == reverse("web:home")


def test_nobody_signs_up(client, person):
    response = client.post(reverse("account_signup"), {"username": "la", "password1": PASSWORD})

    assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert list(Person.objects.all()) == [person]


def test_second_factor_is_asked_and_wrong_codes_do_not_pass(client, person):
    sign_in(client, "lean")
    secret = bind_phone(client)
    client.post(reverse("account_logout"))
    cache.clear()

    asked = sign_in(client, "lean")
    outside = signed_in(client)
    client.post(asked.url, {"code": "000000"})
    still_outside = signed_in(client)
    client.post(asked.url, {"code": code_for(secret)})

    assert asked.url.startswith(reverse("mfa_authenticate"))
    assert (outside, still_outside) == (None, None)
    assert signed_in(client) == person


def test_recovery_code_works_once(client, person):
    sign_in(client, "lean")
    bind_phone(client)
    code = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()[0]

    def enter(somewhere):
        client.post(reverse("account_logout"))
        asked = sign_in(client, "lean")
        client.post(asked.url, {"code": code})
        return signed_in(client)

    assert (enter(client), enter(client)) == (person, None)


def test_named_roles_set_up_a_second_factor_before_anything_else(client, school, person, settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    make.person(school, "administrator", username="quantri", password=PASSWORD)
    setup = reverse("mfa_activate_totp")
    sign_in(client, "quantri")

    away = [client.get(reverse(name)).url for name in ("web:home", "people:units", "people:profile", "mfa_index")]
    part = client.get(reverse("people:units"), headers={"HX-Request": "true"})
    deed = client.post(reverse("people:profile"), {"phone": "0900"})
    bind_phone(client)

    assert away == [setup] * 4
    assert part["HX-Redirect"] == setup
    assert deed.url == setup
    assert client.get(reverse("people:units")).status_code == 200
    sign_in(free := Client(), "lean")
    assert free.get(reverse("people:units")).status_code == 200, "other roles go on as before"


def test_role_that_ended_asks_for_no_second_factor(client, school, settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    past = make.person(school, "administrator", username="cu", password=PASSWORD, valid_to=today() - DAY)
    make.post(past, school, "member")
    sign_in(client, "cu")

    assert client.get(reverse("people:units")).status_code == 200


def test_second_factor_that_the_role_wants_is_not_taken_off(client, school, settings):
    settings.MFA_REQUIRED_ROLES = ["administrator"]
    admin = make.person(school, "administrator", username="quantri", password=PASSWORD)
    sign_in(client, "quantri")
    bind_phone(client)

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=admin, type="totp").exists()
