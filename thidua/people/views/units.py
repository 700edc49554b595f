"""Units: the tree as a list, one unit, and what is done to it."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people import operations
from thidua.people.forms.units import CloseUnitForm, MoveUnitForm, UnitForm
from thidua.people.models import Post, Unit
from thidua.people.queries import (
    UNIT_STATES,
    asks_for_units,
    chosen_units,
    closing_of,
    clusters_of,
    lineage,
    lines_of,
    number_of,
    open_units,
    organisation_paths,
    paths_held,
    timeline_of,
    units_visible_to,
)
from thidua.people.requests import PersonRequest

PER_PAGE = 25
STAFF_PER_PAGE = 25
LEADING = (Post.Role.HEAD, Post.Role.LEADER)


def units(request: PersonRequest) -> HttpResponse:
    """One level of the tree, or, when the address asks for more than a place, all that match below it."""
    day, asked = today(), request.GET
    inside = place_of(request)
    if asks_for_units(asked):
        rows = chosen_units(request.user, asked, day)
    else:
        rows = open_units(level_of(request, inside), day).order_by("sort_key", "pk")
    listed = Paginator(rows, PER_PAGE).get_page(asked.get("trang"))
    context = {
        "units": listed,
        "lines": lines_of(listed, request.user, day),
        "inside": inside,
        "above": units_on_path(inside),
        "is_flat": asks_for_units(asked),
        "kinds": Unit.Kind.choices,
        "states": UNIT_STATES.items(),
        "administers": bool(paths_held(request.user, {Post.Role.ADMINISTRATOR})),
        "may_add": bool(inside) and request.user.has_perm("people.add_unit", inside),
    }
    return page(request, "people/units.html", context, part="unit-rows")


def place_of(request: PersonRequest) -> Unit | None:
    """The unit whose level is shown: the one asked for, else the office or school one acts for; None is the top."""
    visible = units_visible_to(request.user)
    if "trong" in request.GET:
        return visible.filter(pk=number_of(request.GET["trong"])).first()
    if asks_for_units(request.GET):
        return None
    paths = organisation_paths(request.user)
    acting = request.user.acting_post
    mine = [path for path in paths if acting and acting.unit.path.startswith(path)] or [""]
    return visible.filter(path=mine[0]).first()


def level_of(request: PersonRequest, inside: Unit | None) -> QuerySet[Unit]:
    visible = units_visible_to(request.user)
    return visible.filter(depth=inside.depth + 1, path__under=inside.path) if inside else visible.filter(depth=1)


def units_on_path(unit: Unit | None) -> list[Unit]:
    """The units above, topmost first, then the unit itself."""
    return list(Unit.objects.filter(path__in=lineage(unit.path)).order_by("path")) if unit else []


def visible_unit(request: PersonRequest, unit_id: int) -> Unit:
    return get_object_or_404(units_visible_to(request.user), pk=unit_id)


def unit_page(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit, by, day = visible_unit(request, unit_id), request.user, today()
    sees_staff = by.has_perm("people.view_staff", unit)
    posts = Post.objects.valid_on(day).filter(unit=unit).select_related("person").order_by("person__sort_key", "pk")
    posts = posts if sees_staff else posts.none()
    below = open_units(units_visible_to(by).filter(depth=unit.depth + 1, path__under=unit.path), day)
    below_page = Paginator(below.order_by("sort_key", "pk"), PER_PAGE).page(1)
    timeline = timeline_of(unit)
    others = [event.other.pk for event in timeline if event.other]
    context = {
        "unit": unit,
        "today": day,
        "above": units_on_path(unit)[:-1],
        "sees_staff": sees_staff,
        "leaders": posts.filter(role__in=LEADING)[:20],
        "staff": Paginator(posts, STAFF_PER_PAGE).get_page(request.GET.get("trang")),
        "below": below_page,
        "lines": lines_of(below_page, by, day),
        "clusters": clusters_of(unit) if sees_staff else [],
        "entries": history_of(unit)[:30] if sees_staff else [],
        "timeline": timeline,
        "linked": set(units_visible_to(by).filter(pk__in=others)) if others else set(),
    }
    return page(request, "people/unit.html", context)


def add_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    parent = visible_unit(request, unit_id)
    require(request.user, "people.add_unit", parent)
    form = UnitForm(request.POST or None, initial={"valid_from": today()})
    if form.is_valid():
        try:
            unit = operations.add_unit(parent, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã thêm đơn vị {unit}.")
            return redirect("people:unit", unit.pk)
    return page(request, "people/unit_form.html", {"form": form, "parent": parent})


def change_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = visible_unit(request, unit_id)
    require(request.user, "people.change_unit", unit)
    may_place = request.user.has_perm("people.place_unit", unit)
    form = UnitForm(request.POST or None, instance=copy(unit), may_place=may_place)
    if form.is_valid():
        try:
            operations.change_unit(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu thông tin đơn vị.")
            return redirect("people:unit", unit.pk)
    return page(request, "people/unit_form.html", {"form": form, "unit": unit})


def move_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = visible_unit(request, unit_id)
    require(request.user, "people.move_unit", unit)
    form = MoveUnitForm(request.POST or None, by=request.user, unit=unit)
    if form.is_valid():
        try:
            operations.move_unit(unit, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã chuyển {unit} sang {form.cleaned_data['parent']}.")
            return redirect("people:unit", unit.pk)
    context = {"form": form, "unit": unit, "above": units_on_path(unit)[:-1], "closing": closing_of(unit, today())}
    return page(request, "people/move_unit.html", context)


def close_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    """Says first what closing takes with it."""
    unit, day = visible_unit(request, unit_id), today()
    require(request.user, "people.close_unit", unit)
    form = CloseUnitForm(request.POST or None, initial={"last_day": day})
    if form.is_valid():
        try:
            count = operations.close_unit(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã ghi ngày đóng cho {count} đơn vị.")
            return redirect("people:unit", unit.pk)
    return page(request, "people/close_unit.html", {"form": form, "unit": unit, "closing": closing_of(unit, day)})


@require_POST
def reopen_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = visible_unit(request, unit_id)
    operations.reopen_unit(unit, by=request.user)
    messages.success(request, f"{unit} hoạt động trở lại.")
    return redirect("people:unit", unit.pk)
