"""Signing in and one's own account, through the pages."""

from datetime import datetime, timedelta

import pytest
from allauth.account.forms import default_token_generator
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Person, Unit
from thidua.people.tests import make

pytestmark = pytest.mark.django_db
PASSWORD = "con-đường-làng-xanh"
NEW_PASSWORD = "dòng-sông-mùa-hạ"
DAY = timedelta(days=1)
LOGIN = "/tai-khoan/dang-nhap/"


@pytest.fixture(autouse=True)
def _fresh_limits():
    """Counts of attempts live in the cache."""
    cache.clear()


@pytest.fixture
def school():
    return make.unit()


@pytest.fixture
def person(school):
    return make.person(school, "officer", username="lean", email="an@truong.example", password=PASSWORD)


def sign_in(client, login, password=PASSWORD):
    return client.post(LOGIN, {"login": login, "password": password})


def confirm(client):
    """Give the password once more, as what touches the account itself wants."""
    return client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def bind_phone(client) -> str:
    """Set up the second factor of who is signed in; gives the secret that the telephone keeps."""
    confirm(client)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    return secret


def signed_in(client) -> Person | None:
    user = get_user(client)
    return user if user.is_authenticated else None


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


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


def follow_link(client, path, password=NEW_PASSWORD):
    """Open the link as one does, then fill in what it shows."""
    shown = client.get(path, follow=True)
    if not shown.redirect_chain:
        return shown
    return client.post(shown.redirect_chain[-1][0], {"password1": password, "password2": password})


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
