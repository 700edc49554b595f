"""Persons, posts and sign-in as operations."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from thidua.audit.models import Entry
from thidua.kernel.calendar import today
from thidua.people import operations
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import chosen_persons
from thidua.people.tests import make
from thidua.people.tests.test_units import codes_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def place():
    return make.province()


@pytest.fixture
def chief(place):
    return make.person(place["top"], "administrator", name="Trần Văn Bình")


@pytest.fixture
def school_admin(place):
    return make.person(place["school"], "administrator", name="Vũ Thị Cúc")


def add(unit, by, **facts):
    facts = {"full_name": "Đỗ Văn Dũng", "username": "dung", "role": "member", "valid_from": today(), **facts}
    return operations.add_person(unit, by=by, **facts)


def test_person_is_added_with_a_post_and_without_a_password(place, school_admin):
    person = add(
        place["team"],
        school_admin,
        full_name=" Đỗ  Văn Dũng",
        email="Dung@Truong.Example",
        phone="0900",
        title="Giáo viên",
    )

    post = person.posts.get()
    assert (post.unit, post.role, post.title) == (place["team"], "member", "Giáo viên")
    assert (person.full_name, person.email, person.contact.phone) == ("Đỗ Văn Dũng", "dung@truong.example", "0900")
    assert not person.has_usable_password()
    assert "0900" not in "".join(Entry.objects.values_list("sentence", flat=True))


def test_person_needs_something_to_be_known_by(place, school_admin):
    with pytest.raises(ValidationError) as refusal:
        add(place["school"], school_admin, username=None)

    assert codes_of(refusal) == {"no_key"}
    assert not Person.objects.filter(full_name="Đỗ Văn Dũng").exists()


@pytest.mark.parametrize("name", ["an@truong.example", "lê an", "a/b", "an\n"])
def test_sign_in_name_cannot_pass_for_an_address(place, school_admin, name):
    if name == "an\n":
        assert add(place["school"], school_admin, username=name).username == "an"
        return
    with pytest.raises(ValidationError) as refusal:
        add(place["school"], school_admin, username=name)

    assert codes_of(refusal) == {"bad_username"}


def test_names_for_signing_in_are_unique_without_case(place, school_admin):
    add(place["school"], school_admin)

    with pytest.raises(ValidationError) as refusal:
        add(place["school"], school_admin, username="DUNG")

    assert codes_of(refusal) == {"unique"}


def test_person_with_a_post_elsewhere_is_nobodys_but_the_administrators_of_both(place, chief, school_admin):
    person = make.person(place["school"], "member")
    make.post(person, place["other"], "member", valid_from=today() + DAY)

    with pytest.raises(PermissionDenied):
        operations.change_person(person, by=school_admin, full_name="Khác")
    operations.change_person(person, by=chief, full_name="Phạm Thị Én")

    assert person.full_name == "Phạm Thị Én"


def test_locked_officer_with_an_old_school_post_is_not_the_schools(place, school_admin):
    """A locked account has no rights today; that must not make it the prey of its last school."""
    officer = make.person(place["top"], "officer", is_active=False)
    make.post(officer, place["school"], "member", valid_from=today() - 9 * DAY, valid_to=today() - DAY)

    for deed in (operations.unlock_person, operations.hand_link, operations.clear_second_factor):
        with pytest.raises(PermissionDenied):
            deed(officer, by=school_admin)


def test_school_administrator_cannot_hand_a_link_for_a_department_officer(place, school_admin):
    officer = make.person(place["top"], "officer")
    make.post(officer, place["school"], "officer")

    with pytest.raises(PermissionDenied):
        operations.hand_link(officer, by=school_admin)


def test_post_outside_the_subtree_is_not_given(place, school_admin):
    person = make.person(place["school"], "member")

    for unit in ("top", "commune", "other"):
        with pytest.raises(PermissionDenied):
            operations.add_post(person, place[unit], by=school_admin, role="member", valid_from=today())


def test_nobody_makes_oneself_head_of_the_department(place, school_admin):
    with pytest.raises(PermissionDenied):
        operations.add_post(school_admin, place["top"], by=school_admin, role="head", valid_from=today())


def test_stranger_is_not_drawn_in_by_a_post(place, school_admin):
    """Who may give a post would otherwise read the telephone number of anybody."""
    stranger = make.person(place["top"], "head")

    with pytest.raises(PermissionDenied):
        operations.add_post(stranger, place["school"], by=school_admin, role="member", valid_from=today())


def test_same_role_in_the_same_unit_does_not_overlap(place, school_admin):
    person = make.person(place["school"], "member", valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))

    def give(first, last=None):
        return operations.add_post(
            person, place["school"], by=school_admin, role="member", valid_from=first, valid_to=last
        )

    with pytest.raises(ValidationError) as inside:
        give(date(2026, 6, 30))
    with pytest.raises(ValidationError) as around:
        give(date(2025, 1, 1), date(2026, 1, 1))
    give(date(2026, 7, 1))
    give(date(2025, 1, 1), date(2025, 12, 31))

    assert codes_of(inside) == codes_of(around) == {"overlapping"}
    assert person.posts.count() == 3


def test_post_ends_on_its_last_day(place, school_admin):
    person = make.person(place["school"], "member")
    post = person.posts.get()

    operations.end_post(post, by=school_admin, last_day=today())

    post.refresh_from_db()
    assert post.valid_to == today()
    with pytest.raises(ValidationError) as twice:
        operations.end_post(post, by=school_admin, last_day=today())
    with pytest.raises(ValidationError) as early:
        operations.end_post(post, by=school_admin, last_day=make.LONG_AGO - DAY)
    assert (codes_of(twice), codes_of(early)) == ({"ended"}, {"before_start"})


def test_last_administrator_stays(place, chief):
    with pytest.raises(ValidationError) as ending:
        operations.end_post(chief.posts.get(), by=chief, last_day=today())
    second = make.person(place["top"], "administrator")
    operations.lock_person(second, by=chief, today=today())
    with pytest.raises(ValidationError) as locked_does_not_count:
        operations.end_post(chief.posts.get(), by=chief, last_day=today())
    operations.unlock_person(second, by=chief)
    operations.end_post(chief.posts.get(), by=chief, last_day=today())

    assert codes_of(ending) == codes_of(locked_does_not_count) == {"last_administrator"}


def test_administrator_above_counts(place, chief, school_admin):
    operations.end_post(school_admin.posts.get(), by=school_admin, last_day=today())

    assert not Post.objects.valid_on(today() + DAY).filter(unit=place["school"], role="administrator").exists()


def test_changed_address_takes_the_old_one_out_of_use(place, school_admin):
    person = make.person(place["school"], "member", email="cu@truong.example")
    EmailAddress.objects.create(user=person, email="cu@truong.example", primary=True, verified=True)

    operations.change_person(person, by=school_admin, email="moi@truong.example")

    assert not EmailAddress.objects.filter(user=person).exists()
    assert Entry.objects.get().changes == [["thư điện tử", "cu@truong.example", "moi@truong.example"]]


def test_telephone_is_changed_by_oneself_and_not_told(place):
    person = make.person(place["school"], "member")

    operations.change_contact(person, by=person, phone=" 0912 345 678 ")

    assert person.contact.phone == "0912 345 678"
    entry = Entry.objects.get()
    assert "0912" not in entry.sentence
    assert entry.changes == []
    with pytest.raises(PermissionDenied):
        operations.change_contact(person, by=make.person(place["school"], "head"), phone="1")


def test_who_is_locked_is_out(place, school_admin, client):
    person = make.person(place["school"], "member", password="rat-kho-doan-1")
    client.force_login(person)
    assert client.get(reverse("people:profile")).status_code == 200

    operations.lock_person(person, by=school_admin, today=today())

    assert client.get(reverse("people:profile")).status_code == 302
    operations.unlock_person(person, by=school_admin)
    assert client.get(reverse("people:profile")).status_code == 302, "the session is over, not only asleep"
    with pytest.raises(ValidationError) as refusal:
        operations.unlock_person(person, by=school_admin)
    assert codes_of(refusal) == {"not_locked"}


def test_nobody_locks_oneself(school_admin):
    with pytest.raises(ValidationError) as refusal:
        operations.lock_person(school_admin, by=school_admin, today=today())

    assert codes_of(refusal) == {"oneself"}


def test_lost_second_factor_is_cleared(place, school_admin):
    person = make.person(place["school"], "member")
    with pytest.raises(ValidationError) as refusal:
        operations.clear_second_factor(person, by=school_admin)
    Authenticator.objects.create(user=person, type="totp", data={})

    operations.clear_second_factor(person, by=school_admin)

    assert codes_of(refusal) == {"no_second_factor"}
    assert not Authenticator.objects.filter(user=person).exists()


def test_only_a_held_post_is_chosen(place):
    person = make.person(place["school"], "member")
    past = make.post(person, place["other"], "head", valid_to=today() - DAY)

    with pytest.raises(ValidationError) as refusal:
        operations.chosen_post(person, past.pk)

    assert codes_of(refusal) == {"not_held"}


def test_installation_is_set_up_once():
    first = operations.set_up(*first_facts(), password="mat-khau-dau-tien")

    with pytest.raises(ValidationError) as refusal:
        operations.set_up(*first_facts("khac"), password="mat-khau-thu-hai")

    assert codes_of(refusal) == {"set_up_already"}
    assert [post.role for post in first.posts.all()] == ["administrator"]
    assert first.check_password("mat-khau-dau-tien")


def test_weak_first_password_is_refused():
    with pytest.raises(ValidationError) as refusal:
        operations.set_up(*first_facts(), password="12345678")

    assert {each.code for each in refusal.value.error_list} >= {"password_too_short", "password_entirely_numeric"}
    assert not Person.objects.exists()


def first_facts(name="quantri"):
    unit = Unit(kind="primary", name="Trường Tiểu học Lá Xanh", code=name)
    return unit, Person(full_name="Ngô Văn Giang", username=name)


def test_new_address_is_confirmed_by_its_letter(place):
    person = make.person(place["school"], "member", email="cu@truong.example")
    token = operations.email_token(person, " Moi@Truong.example ")

    operations.confirm_email(token, by=person)

    person.refresh_from_db()
    assert person.email == "moi@truong.example"
    with pytest.raises(ValidationError) as used:
        operations.confirm_email(token, by=person)
    assert codes_of(used) == {"bad_link"}


def test_letter_of_another_does_not_change_mine(place):
    person, other = make.person(place["school"]), make.person(place["school"])
    token = operations.email_token(other, "moi@truong.example")

    with pytest.raises(ValidationError) as foreign:
        operations.confirm_email(token, by=person)
    with pytest.raises(ValidationError) as broken:
        operations.confirm_email(token + "x", by=other)

    assert codes_of(foreign) == codes_of(broken) == {"bad_link"}


def test_taken_and_bad_addresses_are_refused(place):
    person = make.person(place["school"], email="minh@truong.example")
    make.person(place["school"], email="ban@truong.example")

    for email, code in (("ban@truong.example", "unique"), ("minh@truong.example", "same"), ("khong-phai", "invalid")):
        with pytest.raises(ValidationError) as refusal:
            operations.email_token(person, email)
        assert codes_of(refusal) == {code}


@pytest.mark.parametrize(
    ("role", "unit", "finds"),
    [
        ("administrator", "school", True),
        ("administrator", "top", True),
        ("member", "school", False),
        ("head", "school", False),
        ("administrator", "other", False),
    ],
)
@pytest.mark.parametrize("words", ["mat-ten", "MAT-T", "rieng@truong", "Riêng"])
def test_sign_in_name_and_address_find_somebody_for_the_administrator_alone(place, role, unit, finds, words):
    somebody = make.person(place["school"], "member", username="mat-ten", email="rieng@truong.example", code="GV01")
    by = make.person(place[unit], role)

    found = chosen_persons(by, {"q": words}, today())

    assert (somebody in found) == (finds and words != "Riêng")
    assert somebody in chosen_persons(make.person(place["school"], "member"), {"q": "gv01"}, today())


def test_former_administrator_of_somebody_finds_them_by_name_alone(place):
    somebody = make.person(place["other"], "member", name="Đỗ Văn Dũng", username="mat-ten")
    make.post(somebody, place["school"], "member", valid_to=today() - DAY)
    former = make.person(place["school"], "administrator")

    found = [somebody in chosen_persons(former, {"q": words}, today()) for words in ("do van dung", "mat-ten")]

    assert found == [True, False]
