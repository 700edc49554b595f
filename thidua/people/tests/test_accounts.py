"""One's own account: links, passwords, addresses, what is held, the first start."""

from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Person, Unit
from thidua.people.tests import make
from thidua.people.tests.signing import (
    DAY,
    NEW_PASSWORD,
    PASSWORD,
    confirm,
    follow_link,
    sign_in,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_limits")]


@pytest.fixture
def link(school):
    newcomer = make.person(school, "member", username="moi")
    return operations.hand_link(newcomer, by=make.person(school, "administrator"))


def test_link_sets_the_password_once(client, link):
    follow_link(client, link)
    sign_in(client, "moi", NEW_PASSWORD)
    first = signed_in(client)
    follow_link(Client(), link, "mật-khẩu-kẻ-khác")

    newcomer = Person.objects.get(username="moi")
    assert first == newcomer
    assert newcomer.check_password(NEW_PASSWORD)
    assert Entry.objects.filter(action="people.set_password", by=newcomer).count() == 1


@pytest.mark.parametrize(
    ("age", "works"), [(3 * DAY - timedelta(minutes=1), True), (3 * DAY + timedelta(minutes=1), False)]
)
def test_link_is_good_for_three_days(client, link, monkeypatch, age, works):
    monkeypatch.setattr(default_token_generator, "_now", lambda: datetime.now() + age)

    follow_link(client, link)

    assert Person.objects.get(username="moi").check_password(NEW_PASSWORD) is works


def test_second_link_leaves_only_the_newer_of_use(client, school, link):
    """Handing a link anew is what one does when the first went to the wrong hands."""
    newcomer = Person.objects.get(username="moi")
    newer = operations.hand_link(newcomer, by=Person.objects.exclude(pk=newcomer.pk).get())

    follow_link(Client(), link, "mật-khẩu-kẻ-khác")
    follow_link(client, newer)

    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW_PASSWORD)


def test_link_with_a_changed_key_does_nothing(client, link):
    follow_link(client, link[:-3] + "xx/")

    assert not Person.objects.get(username="moi").has_usable_password()


def test_weak_password_is_refused_at_the_link(client, link):
    response = follow_link(client, link, "12345678")

    assert {error.code for error in response.context["form"].errors.as_data()["password1"]} >= {"password_too_short"}
    assert not Person.objects.get(username="moi").has_usable_password()


def test_forgotten_password_is_set_by_letter(client, person):
    client.post(reverse("account_reset_password"), {"email": "an@truong.example"})
    path = next(word for word in mail.outbox[0].body.split() if "/mat-khau/moi/" in word)

    follow_link(client, path.removeprefix("http://testserver"))

    person.refresh_from_db()
    assert mail.outbox[0].to == ["an@truong.example"]
    assert person.check_password(NEW_PASSWORD)


def test_unknown_address_is_answered_like_a_known_one_and_gets_no_letter(client, person):
    known = client.post(reverse("account_reset_password"), {"email": "an@truong.example"})
    unknown = client.post(reverse("account_reset_password"), {"email": "la@truong.example"})

    assert known.url == unknown.url
    assert len(mail.outbox) == 1


def test_password_is_changed_with_the_old_one_and_other_places_are_signed_out(client, person):
    elsewhere = Client()
    sign_in(elsewhere, "lean")
    sign_in(client, "lean")
    facts = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}

    client.post(reverse("account_change_password"), {**facts, "oldpassword": "sai"})
    person.refresh_from_db()
    unchanged = person.check_password(PASSWORD)
    client.post(reverse("account_change_password"), {**facts, "oldpassword": PASSWORD})
    person.refresh_from_db()

    assert (unchanged, person.check_password(NEW_PASSWORD)) == (True, True)
    assert signed_in(elsewhere) is None


def test_own_places_are_listed_and_the_others_signed_out(client, person):
    elsewhere, stranger = Client(HTTP_USER_AGENT="Mozilla Firefox Windows"), Client()
    sign_in(elsewhere, "lean")
    make.person(Unit.objects.get(), username="khac", password=PASSWORD)
    sign_in(stranger, "khac")
    sign_in(client, "lean")
    for each in (elsewhere, client):
        each.get(reverse("people:profile"))

    page = client.get(reverse("usersessions_list"))
    client.post(reverse("usersessions_list"))

    assert "Firefox trên Windows" in page.text
    assert len(page.context["sessions"]) == 2
    assert (signed_in(elsewhere), signed_in(client), signed_in(stranger)) == (
        None,
        person,
        Person.objects.get(username="khac"),
    )
    assert UserSession.objects.filter(user=person).count() == 1


FIRST = {
    "kind": "primary",
    "name": "Trường Tiểu học Lá Xanh",
    "code": "LX",
    "full_name": "Ngô Văn Giang",
    "username": "quantri",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


def test_new_installation_leads_to_its_set_up_once(client):
    first = client.get(reverse("web:home"))
    page = client.get(first.url)
    done = client.post(first.url, FIRST)
    again = client.post(first.url, {**FIRST, "code": "KHAC", "username": "khac"})
    sign_in(client, "quantri")

    assert first.url == reverse("people:set_up")
    assert page.status_code == 200
    assert done.url == reverse("account_login")
    assert (again.status_code, client.get(first.url).status_code) == (404, 404)
    assert (Unit.objects.count(), Person.objects.count()) == (1, 1)
    assert client.get(reverse("people:units")).status_code == 200


def test_set_up_with_errors_leaves_nothing_behind(client):
    weak = client.post(reverse("people:set_up"), {**FIRST, "password1": "1234", "password2": "1234"})
    unlike = client.post(reverse("people:set_up"), {**FIRST, "password2": "khac"})

    assert (weak.status_code, unlike.status_code) == (422, 422)
    assert "password1" in weak.context["form"].errors
    assert unlike.context["form"].errors.as_data()["password2"][0].code == "password_mismatch"
    assert not Unit.objects.exists()


def test_new_address_is_used_after_its_letter_is_opened(client, person):
    sign_in(client, "lean")
    unconfirmed = client.post(reverse("people:change_email"), {"email": "moi@truong.example"})
    letters_before = len(mail.outbox)
    confirm(client)
    client.post(reverse("people:change_email"), {"email": "moi@truong.example"})
    url = next(word for word in mail.outbox[0].body.split() if "/thu-dien-tu/" in word)

    client.get(url)
    person.refresh_from_db()
    before = person.email
    client.post(url)
    person.refresh_from_db()

    assert (unconfirmed.status_code, letters_before) == (302, 0)
    assert mail.outbox[0].to == ["moi@truong.example"]
    assert (before, person.email) == ("an@truong.example", "moi@truong.example")


def test_letters_to_strangers_come_to_an_end(client, person):
    sign_in(client, "lean")
    confirm(client)

    answers = [
        client.post(reverse("people:change_email"), {"email": f"la{n}@truong.example"}).status_code for n in range(11)
    ]

    assert answers == [302] * 10 + [422]
    assert len(mail.outbox) == 10


def test_own_record_is_a_file_of_what_is_held(client, person):
    make.person(person.posts.get().unit, username="khac")
    sign_in(client, "lean")

    response = client.get(reverse("people:own_record"))

    held = response.json()
    assert response["Content-Disposition"].startswith("attachment")
    assert (held["họ và tên"], held["thư điện tử"]) == ("Lê Thị An", "an@truong.example")
    assert [post["vai trò"] for post in held["vị trí công tác"]] == ["Cán bộ phụ trách"]
    assert len(held["nơi đăng nhập"]) == 1


def test_links_for_many_go_to_who_has_no_password_and_is_ones_own(school, django_assert_max_num_queries):
    by = make.person(school, "administrator")
    newcomers = [make.person(school, "member", name=f"Lò Văn {n}") for n in range(15)]
    settled = make.person(school, "member", password=NEW_PASSWORD)
    locked = make.person(school, "member", is_active=False)
    shared = make.person(school, "member")
    make.post(shared, make.unit("Trường khác"), "member")

    # making a token asks for the addresses of its person; nothing else grows with their number
    with django_assert_max_num_queries(7 + len(newcomers)):
        links = operations.hand_links([*newcomers, settled, locked, shared], by=by, today=today())

    assert {person for person, _ in links} == set(newcomers)
    assert Entry.objects.filter(action="people.hand_link", by=by).count() == 15


def test_link_for_one_of_many_sets_the_password_and_voids_the_link_before_it(client, school):
    newcomer = make.person(school, "member", username="moi")
    by = make.person(school, "administrator")
    older = operations.hand_link(newcomer, by=by)
    [(_, path)] = operations.hand_links([newcomer], by=by, today=today())

    follow_link(Client(), older, "mật-khẩu-kẻ-khác")
    follow_link(client, path)

    assert Person.objects.get(username="moi").check_password(NEW_PASSWORD)


def test_links_for_too_many_at_once_are_refused(school):
    by = make.person(school, "administrator")
    crowd = [Person(pk=pk) for pk in range(1, 502)]

    with pytest.raises(ValidationError) as refusal:
        operations.hand_links(crowd, by=by, today=today())

    assert refusal.value.code == "too_many"
