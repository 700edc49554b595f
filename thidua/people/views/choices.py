"""What is found while one types in a choice: for htmx the rows of the component, else JSON."""

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from thidua.kernel.calendar import today
from thidua.people.forms.fields import found_options
from thidua.people.queries import (
    number_of,
    open_units,
    persons_visible_to,
    under_any,
    units_administered_by,
    units_visible_to,
)
from thidua.people.requests import PersonRequest


def unit_choices(request: PersonRequest) -> HttpResponse:
    """Open units that one may see; with `quan-tri` those one administers, with `trong` those below a unit."""
    asked, by = request.GET, request.user
    rows = units_administered_by(by) if "quan-tri" in asked else units_visible_to(by)
    if "trong" in asked:
        inside = units_visible_to(by).filter(pk=number_of(asked["trong"])).first()
        rows = rows.filter(under_any([inside.path])).exclude(pk=inside.pk) if inside else rows.none()
    return answer(request, open_units(rows, today()))


def person_choices(request: PersonRequest) -> HttpResponse:
    """Persons that one may see and who are not locked."""
    return answer(request, persons_visible_to(request.user).filter(is_active=True))


def answer(request: PersonRequest, rows: QuerySet) -> HttpResponse:
    """By `ten` (the name of the field) and what was typed in it, or by `q`."""
    asked = request.GET
    name = asked.get("ten", "")
    words = asked.get(f"{name}_tim" if name else "q", "")[:200]
    options = found_options(rows, words, asked.getlist(name) if name else [])
    response: HttpResponse
    if request.htmx:
        context = {"name": name, "several": asked.get("nhieu") == "1", "options": options, "searched": bool(words)}
        response = render(request, "web/components/choice_rows.html", context)
    else:
        found = [{"id": option.pk, "label": option.label, "about": option.about} for option, _ in options]
        response = JsonResponse({"results": found}, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["HX-Request"])
    return response
