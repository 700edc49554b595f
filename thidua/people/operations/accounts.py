"""The first start, handed-over links, and what a person changes about the own account."""

from collections.abc import Iterable
from datetime import date

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.password_validation import validate_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from thidua.audit.operations import entry_of, record, record_all
from thidua.kernel.permissions import require
from thidua.people.models import Person, Post, Unit, plain
from thidua.people.operations import persons as person_operations
from thidua.people.operations import units
from thidua.people.operations.spans import begin_spans
from thidua.people.queries import binding_paths, paths_held

EMAIL_SALT = "people.change_email"
EMAIL_LINK_SECONDS = 24 * 3600
MOST_LINKS = 500


def set_up_already() -> ValidationError:
    return ValidationError("Hệ thống đã được thiết lập. Đăng nhập bằng tài khoản đã có.", code="set_up_already")


@transaction.atomic
def set_up(unit: Unit, person: Person, *, password: str) -> Person:
    """The first unit and its administrator, once in the life of an installation. Raises `set_up_already`.

    Of two at once one wins: both want the same place in the tree, or the second finds the first's person.
    """
    units.checked(unit)
    person_operations.checked(person)
    validate_password(password, person)
    try:
        with transaction.atomic():
            root = Unit.objects.add_root(instance=unit)
    except IntegrityError as rival:
        raise set_up_already() from rival
    if Person.objects.exists():
        raise set_up_already()
    person.set_password(password)
    person.save()
    Post.objects.create(person=person, unit=root, role=Post.Role.ADMINISTRATOR, valid_from=timezone.localdate())
    begin_spans([root])
    record("people.set_up", root, by=person, sentence=f"Thiết lập hệ thống với đơn vị “{root}”")
    return person


@transaction.atomic
def hand_link(person: Person, *, by: Person) -> str:
    """The path of a one-time link with which the person sets a password; good for three days.

    Shown to `by` once and kept nowhere; setting the password or signing in makes it void. Raises `locked`.
    """
    require(by, "people.hand_link", person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not person.is_active:
        raise ValidationError("Tài khoản đang bị khóa. Mở khóa trước khi giao liên kết.", code="locked")
    if not person.has_usable_password():
        person.set_unusable_password()
        person.save(update_fields=["password"])
    record("people.hand_link", person, by=by, sentence=f"Giao liên kết đặt mật khẩu cho “{person}”")
    return link_of(person)


@transaction.atomic
def hand_links(persons: Iterable[Person], *, by: Person, today: date) -> list[tuple[Person, str]]:
    """One-time links, as `hand_link` makes them, for those who have no password yet; others are left out.

    Left out are also locked persons and those whom another administration binds. Raises `too_many` beyond 500.
    """
    ids = [person.pk for person in persons]
    if len(ids) > MOST_LINKS:
        sentence = f"Mỗi lần giao nhiều nhất {MOST_LINKS} liên kết. Lọc theo đơn vị để còn ít người hơn."
        raise ValidationError(sentence, code="too_many")
    paths, bound = tuple(paths_held(by, {Post.Role.ADMINISTRATOR})), binding_paths(ids, today)
    own = [pk for pk in ids if bound[pk] and all(place.startswith(paths) for place in bound[pk])]
    rows = [
        person
        for person in Person.objects.select_for_update().filter(pk__in=own, is_active=True).order_by("sort_key", "pk")
        if not person.has_usable_password()
    ]
    for person in rows:
        person.set_unusable_password()
    Person.objects.bulk_update(rows, ["password"])
    record_all(
        entry_of("people.hand_link", person, by=by, sentence=f"Giao liên kết đặt mật khẩu cho “{person}”", path=path)
        for person, path in ((person, bound[person.pk][0]) for person in rows)
    )
    return [(person, link_of(person)) for person in rows]


def link_of(person: Person) -> str:
    key = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=key)


def email_token(person: Person, email: str) -> str:
    """What the letter to a new address carries; good for a day. Raises `invalid`, `unique`, `same`."""
    email = plain(email)
    validate_email(email)
    if email == person.email:
        raise ValidationError("Đây là địa chỉ đang dùng. Ghi địa chỉ khác.", code="same")
    if Person.objects.filter(email=email).exists():
        raise ValidationError("Địa chỉ này đã có người dùng. Ghi địa chỉ khác.", code="unique")
    return signing.dumps([person.pk, person.email, email], salt=EMAIL_SALT)


@transaction.atomic
def confirm_email(token: str, *, by: Person) -> None:
    """Take the new address, by who reads its letters and is signed in. Raises `bad_link`, `unique`."""
    try:
        person_id, old, email = signing.loads(token, salt=EMAIL_SALT, max_age=EMAIL_LINK_SECONDS)
    except signing.BadSignature:
        person_id, old, email = None, None, ""
    person = Person.objects.select_for_update().get(pk=by.pk)
    if (person.pk, person.email) != (person_id, old):
        sentence = "Liên kết không dùng được: đã quá hạn, đã dùng, hoặc của tài khoản khác. Đổi địa chỉ lại từ đầu."
        raise ValidationError(sentence, code="bad_link")
    person.email = email
    person_operations.checked(person).save()
    EmailAddress.objects.filter(user=person).delete()
    changes = [("thư điện tử", old or "–", email)]
    record("people.change_email", person, by=by, sentence=f"“{person}” đổi thư điện tử", changes=changes)
