"""Persons: the list, one person, their posts and their sign-in."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people import operations
from thidua.people.forms.persons import EndPostForm, FactsForm, NewPersonForm, PlaceFilter, PostForm
from thidua.people.models import Contact, Person, Post
from thidua.people.queries import (
    SIGN_IN_STATES,
    chosen_persons,
    number_of,
    paths_held,
    persons_visible_to,
    posts_visible_to,
    units_administered_by,
    with_schools,
)
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25


def persons(request: PersonRequest) -> HttpResponse:
    by, asked, day = request.user, request.GET, today()
    posts = with_schools(posts_visible_to(by).valid_on(day))
    rows = chosen_persons(by, asked, day).prefetch_related(Prefetch("posts", posts, to_attr="current_posts"))
    place = PlaceFilter(asked, by=by)
    administers = bool(paths_held(by, {Post.Role.ADMINISTRATOR}))
    context = {
        "persons": Paginator(rows, PER_PAGE).get_page(asked.get("trang")),
        "place": place["donvi"],
        "roles": Post.Role.choices,
        "states": SIGN_IN_STATES.items() if administers else [],
        "may_add": administers,
    }
    return page(request, "people/persons.html", context, part="person-rows")


def visible_person(request: PersonRequest, person_id: int) -> Person:
    return get_object_or_404(persons_visible_to(request.user), pk=person_id)


def administered_person(request: PersonRequest, person_id: int, permission: str) -> Person:
    person = visible_person(request, person_id)
    require(request.user, permission, person)
    return person


def person_page(request: PersonRequest, person_id: int) -> HttpResponse:
    """One permission stands for all buttons of a person's account: the rules give them to the same people."""
    person, by = visible_person(request, person_id), request.user
    may_change = by.has_perm("people.change_person", person)
    sees_contact = may_change or by.has_perm("people.view_contact", person)
    posts = posts_visible_to(by).filter(person=person).select_related("unit").order_by("-valid_from", "-pk")
    context = {
        "person": person,
        "today": today(),
        "all_posts": posts,
        "may_change": may_change,
        "sees_contact": sees_contact,
        "contact": Contact.objects.filter(person=person).first() if sees_contact else None,
        "has_password": person.has_usable_password(),
        "has_factor": may_change and is_mfa_enabled(person),
        "entries": history_of(person)[:30] if may_change else [],
    }
    return page(request, "people/person.html", context)


def add_person(request: PersonRequest) -> HttpResponse:
    by = request.user
    units = units_administered_by(by)
    unit = units.filter(pk=number_of(request.GET.get("donvi", ""))).first()
    require(by, "people.add_person", unit or units.first())
    form = NewPersonForm(request.POST or None, by=by, unit=unit)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            person = operations.add_person(facts.pop("unit"), by=by, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã thêm {person}. Giao liên kết đặt mật khẩu để người này đăng nhập.")
            return redirect("people:person", person.pk)
    return page(request, "people/person_form.html", {"form": form, "unit": unit})


def change_person(request: PersonRequest, person_id: int) -> HttpResponse:
    person = administered_person(request, person_id, "people.change_person")
    contact = Contact.objects.filter(person=person).first()
    initial = {name: getattr(person, name) for name in ("full_name", "code", "username", "email")}
    form = FactsForm(request.POST or None, initial={**initial, "phone": contact.phone if contact else ""})
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            with transaction.atomic():
                operations.change_contact(person, by=request.user, phone=facts.pop("phone"))
                operations.change_person(person, by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu thông tin.")
            return redirect("people:person", person.pk)
    return page(request, "people/person_form.html", {"form": form, "person": person})


def add_post(request: PersonRequest, person_id: int) -> HttpResponse:
    person = administered_person(request, person_id, "people.change_person")
    form = PostForm(request.POST or None, by=request.user)
    if form.is_valid():
        facts = dict(form.cleaned_data)
        try:
            post = operations.add_post(person, facts.pop("unit"), by=request.user, **facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã giao vị trí {post}.")
            return redirect("people:person", person.pk)
    return page(request, "people/post_form.html", {"form": form, "person": person})


def end_post(request: PersonRequest, post_id: int) -> HttpResponse:
    post = get_object_or_404(posts_visible_to(request.user).select_related("unit", "person"), pk=post_id)
    require(request.user, "people.end_post", post)
    form = EndPostForm(request.POST or None, initial={"last_day": today()})
    if form.is_valid():
        try:
            operations.end_post(post, by=request.user, last_day=form.cleaned_data["last_day"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã ghi ngày kết thúc vị trí {post}.")
            return redirect("people:person", post.person_id)
    return page(request, "people/end_post.html", {"form": form, "post": post})


@require_POST
def lock_person(request: PersonRequest, person_id: int) -> HttpResponse:
    person = visible_person(request, person_id)
    operations.lock_person(person, by=request.user, today=today())
    messages.success(request, f"Đã khóa đăng nhập của {person}.")
    return redirect("people:person", person.pk)


@require_POST
def unlock_person(request: PersonRequest, person_id: int) -> HttpResponse:
    person = visible_person(request, person_id)
    operations.unlock_person(person, by=request.user)
    messages.success(request, f"{person} đăng nhập được trở lại.")
    return redirect("people:person", person.pk)


@require_POST
def clear_second_factor(request: PersonRequest, person_id: int) -> HttpResponse:
    person = visible_person(request, person_id)
    operations.clear_second_factor(person, by=request.user)
    messages.success(request, f"Đã gỡ xác thực hai bước của {person}.")
    return redirect("people:person", person.pk)


@require_POST
@never_cache
def hand_link(request: PersonRequest, person_id: int) -> HttpResponse:
    """Shows the link this once; it is in no address and in no history."""
    person = visible_person(request, person_id)
    url = request.build_absolute_uri(operations.hand_link(person, by=request.user))
    return page(request, "people/hand_link.html", {"person": person, "url": url})


LINK_COLUMNS = (
    Column("Họ và tên", 28),
    Column("Mã", 18),
    Column("Tên đăng nhập", 18),
    Column("Liên kết, dùng một lần", 90),
)


@require_POST
@never_cache
def hand_links(request: PersonRequest) -> HttpResponse:
    """A workbook of links for those on the filtered list who have no password yet; given out this once."""
    asked = request.GET.dict() | {"trangthai": "chua-mat-khau"}
    links = operations.hand_links(chosen_persons(request.user, asked, today()), by=request.user, today=today())
    if not links:
        messages.warning(request, "Không có ai trong danh sách này cần liên kết đặt mật khẩu.")
        return redirect("people:persons")
    rows = [
        (person.full_name, person.code, person.username, request.build_absolute_uri(path)) for person, path in links
    ]
    return excel("lien-ket-dat-mat-khau", workbook("Liên kết", LINK_COLUMNS, rows))
