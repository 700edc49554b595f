"""Units get another name, are merged or split: entered, looked at beforehand, then done."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from thidua.kernel.calendar import today
from thidua.kernel.forms import offer_rows
from thidua.kernel.htmx import page
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.people import operations
from thidua.people.forms.successions import MergeUnitsForm, RenameUnitForm, SplitUnitForm
from thidua.people.models import Person, Post, Unit
from thidua.people.queries import merging_of, open_units
from thidua.people.requests import PersonRequest
from thidua.people.views.units import units_on_path, visible_unit

STEPS = frozenset({"csrfmiddlewaretoken", "confirm", "back", "head"})


def rename_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = visible_unit(request, unit_id)
    require(request.user, "people.rename_unit", unit)
    first = {"name": unit.name, "short_name": unit.short_name, "first_day": today()}
    form = RenameUnitForm(request.POST or None, initial=first)
    if form.is_valid():
        try:
            operations.rename_unit(unit, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            put(form, refusal)
        else:
            messages.success(request, f"Đã đổi tên thành {unit.name}.")
            return redirect("people:unit", unit.pk)
    return page(request, "people/rename_unit.html", {"form": form, "unit": unit})


def merge_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    """Entered first; then a look at what will happen and the choice of the head; then it happens."""
    unit, day = visible_unit(request, unit_id), today()
    require(request.user, "people.merge_unit", unit)
    first = {"way": MergeUnitsForm.INTO_NEW, "kind": unit.kind, "first_day": day}
    form = MergeUnitsForm(request.POST or None, by=request.user, unit=unit, today=day, initial=first)
    preview = None
    if form.is_valid() and "back" not in request.POST:
        preview = merging_of(form.olds, form.units, form.cleaned_data["first_day"])
        offer_rows(form, "head", preview.heads)
        if "confirm" in request.POST:
            try:
                new = merged(form, unit, request.user)
                if isinstance(new, Run):
                    return redirect("web:run", new.pk)
            except ValidationError as refusal:
                put(form, refusal)
                preview = None
            else:
                messages.success(request, f"Đã sáp nhập {len(form.olds)} đơn vị vào {new.name}.")
                return redirect("people:unit", new.pk)
    context = {"form": form, "unit": unit, "preview": preview, "carried": carried(request)}
    return page(request, "people/merge_unit.html", context)


def merged(form: MergeUnitsForm, unit: Unit, by: Person) -> Unit | Run:
    """At once, or in the background where it would take long."""
    asked = form.cleaned_data
    parents = units_on_path(unit)
    parent = parents[-2] if len(parents) > 1 else unit
    facts = {"first_day": asked["first_day"], "basis": asked["basis"], "head": asked["head"]}
    deed = operations.merge_later if operations.is_long_succession(form.olds) else operations.merge_units
    return deed(form.olds, form.new(parent), by=by, today=today(), **facts)


def split_unit(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit, day = visible_unit(request, unit_id), today()
    require(request.user, "people.split_unit", unit)
    teams = list(open_units(Unit.objects.get_children(unit), day).order_by("sort_key"))
    posts = list(Post.objects.valid_on(day).filter(unit=unit).select_related("person").order_by("person__sort_key"))
    form = SplitUnitForm(request.POST or None, teams=teams, posts=posts, initial={"first_day": day})
    is_ready = form.is_valid() and "back" not in request.POST
    if is_ready and "confirm" in request.POST:
        try:
            news = divided(form, unit, request.user)
            if isinstance(news, Run):
                return redirect("web:run", news.pk)
        except ValidationError as refusal:
            put(form, refusal)
            is_ready = False
        else:
            messages.success(request, f"Đã lập {len(news)} đơn vị mới từ {unit.name}.")
            return redirect("people:unit", news[0].pk)
    context = {"form": form, "unit": unit, "carried": carried(request)}
    return page(request, "people/split_unit.html", {**context, "preview": told_split(form, unit) if is_ready else None})


def divided(form: SplitUnitForm, unit: Unit, by: Person) -> list[Unit] | Run:
    asked = form.cleaned_data
    facts = {name: asked[name] for name in ("first_day", "basis", "stays")}
    places = form.chosen_places()
    deed = operations.split_later if operations.is_long_succession([unit]) else operations.split_unit
    return deed(unit, form.news(unit.kind), by=by, today=today(), places=places, **facts)


def told_split(form: SplitUnitForm, unit: Unit) -> list[tuple[str, int, int]]:
    """Each unit afterwards with the number of teams and posts that it will have; the old one first when it stays."""
    asked, places = form.cleaned_data, form.chosen_places()
    names = [facts["name"] for facts in form.news(unit.kind)]
    default = None if asked["stays"] else 0
    rows = [(unit.name, None), *((name, n) for n, name in enumerate(names))] if asked["stays"] else []
    rows = rows or [(name, n) for n, name in enumerate(names)]
    going = [(subject, places.get(subject, default)) for subject in form.movable.values()]
    return [
        (
            name,
            sum(isinstance(subject, Unit) and place == number for subject, place in going),
            sum(isinstance(subject, Post) and place == number for subject, place in going),
        )
        for name, number in rows
    ]


def carried(request: PersonRequest) -> list[tuple[str, str]]:
    """What was entered, to be sent again from the look beforehand."""
    return [(name, value) for name, values in request.POST.lists() if name not in STEPS for value in values]


def put(form: forms.Form, refusal: ValidationError) -> None:
    """A refusal at the field that it names, else above the form."""
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, errors in refusal.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
