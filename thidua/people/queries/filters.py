"""Lists narrowed by what the address asks: shared by the pages and by what is written out from them."""

from collections.abc import Mapping
from datetime import date

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Q, QuerySet

from thidua.people.models import Person, Post, Unit, plain
from thidua.people.queries.directory import MOST_LETTERS, matching, open_units, persons_visible_to, units_visible_to
from thidua.people.queries.rights import Role, paths_held, under_any
from thidua.people.queries.tree import posts_visible_to

UNIT_STATES = {"": "Đang hoạt động", "dong": "Đã đóng", "sap-mo": "Chưa hoạt động", "tat-ca": "Tất cả"}
SIGN_IN_STATES = {
    "": "Tất cả",
    "mo": "Đăng nhập được",
    "khoa": "Đang bị khóa",
    "chua-vao": "Chưa đăng nhập lần nào",
    "chua-mat-khau": "Chưa đặt mật khẩu",
}


def number_of(text: str) -> int:
    """A row's number from the address; 0 for what is none (numbers beyond the database's are none)."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def asks_for_units(asked: Mapping[str, str]) -> bool:
    """Whether the address narrows the list, so that it is one flat list and not a level of the tree."""
    return bool(asked.get("q", "").strip() or asked.get("loai") or asked.get("trangthai"))


def chosen_units(by: Person, asked: Mapping[str, str], today: date) -> QuerySet[Unit]:
    """Units that one may see, narrowed by `q`, `loai`, `trangthai` (open ones unless asked) and `trong` (a subtree)."""
    rows = matching(units_visible_to(by), asked.get("q", ""))
    if asked.get("loai") in Unit.Kind.values:
        rows = rows.filter(kind=asked["loai"])
    if inside := units_visible_to(by).filter(pk=number_of(asked.get("trong", ""))).first():
        rows = rows.filter(under_any([inside.path])).exclude(pk=inside.pk)
    state = asked.get("trangthai", "")
    if state == "dong":
        rows = rows.filter(valid_to__lt=today)
    elif state == "sap-mo":
        rows = rows.filter(valid_from__gt=today)
    elif state != "tat-ca":
        rows = open_units(rows, today)
    return rows.order_by("sort_key", "pk")


def chosen_persons(by: Person, asked: Mapping[str, str], today: date) -> QuerySet[Person]:
    """Persons that one may see, narrowed by `q`, `donvi` (a subtree), `vaitro` and `trangthai`.

    How somebody signs in is told of the persons of one's own administration only: they are found by it as well.
    """
    rows = _matching_persons(by, asked.get("q", ""), today)
    posts = posts_visible_to(by).valid_on(today)
    unit = units_visible_to(by).filter(pk=number_of(asked.get("donvi", ""))).first()
    role = asked.get("vaitro", "")
    if unit:
        posts = posts.filter(under_any([unit.path], "unit__path"))
    if role in Post.Role.values:
        posts = posts.filter(role=role)
    if unit or role in Post.Role.values:
        rows = rows.filter(pk__in=posts.values("person"))
    return _in_state(rows, by, asked.get("trangthai", "")).order_by("sort_key", "pk")


def _matching_persons(by: Person, words: str, today: date) -> QuerySet[Person]:
    visible = persons_visible_to(by)
    begins = plain(words[:MOST_LETTERS])
    if not begins or not paths_held(by, {Role.ADMINISTRATOR}):
        return matching(visible, words)
    signs_in = Q(username__startswith=begins) | Q(email__startswith=begins)
    ours = _administered_posts(by).exclude(valid_to__lt=today)
    return matching(visible, words) | visible.filter(signs_in, pk__in=ours.values("person"))


def _administered_posts(person: Person) -> QuerySet[Post]:
    return Post.objects.filter(under_any(paths_held(person, {Role.ADMINISTRATOR}), "unit__path"))


def _in_state(rows: QuerySet[Person], by: Person, state: str) -> QuerySet[Person]:
    if not paths_held(by, {Role.ADMINISTRATOR}) or not state or state not in SIGN_IN_STATES:
        return rows
    rows = rows.filter(pk__in=_administered_posts(by).values("person"))
    if state == "khoa":
        return rows.filter(is_active=False)
    rows = rows.filter(is_active=True)
    if state == "chua-vao":
        return rows.filter(last_login=None)
    return rows.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX) if state == "chua-mat-khau" else rows
