"""Persons, how to reach them, and their sign-in."""

from copy import copy
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Contact, Person, Unit, sign_in_name
from thidua.people.operations.posts import begin_post, refuse_last_administrator
from thidua.people.operations.units import lock_trees

FACTS = ("full_name", "code", "username", "email")


def checked(person: Person) -> Person:
    """The person, cleaned; raises ValidationError by field: `unique`, `bad_username`, `no_key`."""
    person.clean_keys()
    person.full_clean(exclude=["password"])
    if person.username:
        try:
            sign_in_name(person.username)
        except ValidationError as refusal:
            raise ValidationError({"username": refusal}) from refusal
    if not (person.code or person.username or person.email):
        raise ValidationError("Ghi ít nhất một trong ba: mã cán bộ, tên đăng nhập, thư điện tử.", code="no_key")
    return person


@transaction.atomic
def add_person(
    unit: Unit,
    *,
    by: Person,
    role: str,
    valid_from: date,
    valid_to: date | None = None,
    title: str = "",
    phone: str = "",
    **facts: Any,
) -> Person:
    """A new person with a first post. No password: an invitation is handed over by `hand_link`."""
    require(by, "people.add_person", unit)
    person = Person(**facts)
    person.set_unusable_password()
    checked(person).save()
    if phone:
        Contact.objects.create(person=person, phone=clean(phone))
    record("people.add_person", person, by=by, sentence=f"Thêm người “{person}” vào “{unit}”")
    begin_post(person, unit, by=by, role=role, valid_from=valid_from, valid_to=valid_to, title=title)
    return person


@transaction.atomic
def change_person(person: Person, *, by: Person, **facts: Any) -> None:
    """Change the named facts of `FACTS`. A changed e-mail also changes where a forgotten password is sent."""
    require(by, "people.change_person", person)
    before = Person.objects.select_for_update().get(pk=person.pk)
    after = copy(before)
    for name, value in facts.items():
        setattr(after, name, value)
    checked(after).save()
    if after.email != before.email:
        EmailAddress.objects.filter(user=after).delete()
    if changes := differences(before, after, FACTS):
        record("people.change_person", after, by=by, sentence=f"Sửa thông tin của “{after}”", changes=changes)
    person.refresh_from_db()


@transaction.atomic
def change_contact(person: Person, *, by: Person, phone: str) -> None:
    """Set the telephone number. The trail says that it changed, not what it is."""
    require(by, "people.change_contact", person)
    contact, _ = Contact.objects.select_for_update().get_or_create(person=person)
    phone = clean(phone)
    if contact.phone == phone:
        return
    contact.phone = phone
    contact.full_clean()
    contact.save()
    person.contact = contact
    record("people.change_contact", person, by=by, sentence=f"Sửa số điện thoại của “{person}”")


@transaction.atomic
def lock_person(person: Person, *, by: Person, today: date) -> None:
    """No more sign-in, and every session ends now. Raises `oneself`, `locked`, `last_administrator`."""
    require(by, "people.lock_person", person)
    if person.pk == by.pk:
        raise ValidationError("Không tự khóa được tài khoản của mình.", code="oneself")
    posts = list(person.posts.valid_on(today).select_related("unit"))
    lock_trees(post.unit for post in posts)
    refuse_last_administrator(posts, today)
    if not Person.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
        raise ValidationError("Tài khoản này đã bị khóa trước đó.", code="locked")
    end_sessions(person)
    person.refresh_from_db()
    record("people.lock_person", person, by=by, sentence=f"Khóa đăng nhập của “{person}”")


@transaction.atomic
def unlock_person(person: Person, *, by: Person) -> None:
    """Let the person sign in again. Raises `not_locked`."""
    require(by, "people.unlock_person", person)
    if not Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise ValidationError("Tài khoản này không bị khóa.", code="not_locked")
    person.refresh_from_db()
    record("people.unlock_person", person, by=by, sentence=f"Mở khóa đăng nhập của “{person}”")


@transaction.atomic
def clear_second_factor(person: Person, *, by: Person) -> None:
    """For who lost the telephone: the second factor goes, and every session with it. Raises `no_second_factor`."""
    require(by, "people.clear_second_factor", person)
    if not Authenticator.objects.filter(user=person).delete()[0]:
        raise ValidationError("Người này chưa bật xác thực hai bước.", code="no_second_factor")
    end_sessions(person)
    record("people.clear_second_factor", person, by=by, sentence=f"Gỡ xác thực hai bước của “{person}”")


def end_sessions(person: Person) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
