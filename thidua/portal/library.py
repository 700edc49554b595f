"""Initiatives that units let everybody read, without signing in: a list, a page each. No files, nothing of adopters."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from thidua.initiatives.models import Initiative
from thidua.initiatives.queries import library as queries
from thidua.kernel.htmx import page

PER_PAGE = 20


@login_not_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    rows = queries.chosen_models(queries.public_library(), request.GET)
    context = {
        "models": Paginator(queries.shown_in_lists(rows), PER_PAGE).get_page(request.GET.get("trang")),
        "fields": Initiative.Field.choices,
        "schools": queries.SCHOOLS,
    }
    return kept_by_nobody(page(request, "portal/library.html", context, part="model-rows"))


@login_not_required
@require_safe
def model(request: HttpRequest, initiative_id: int) -> HttpResponse:
    row = get_object_or_404(queries.public_library().select_related("unit"), pk=initiative_id)
    context = {
        "model": row,
        "authors": queries.authors_of(row),
        "needed": queries.needed_parts(row),
        "others": queries.other_parts(row),
        "results": row.results.all(),
        "recognitions": queries.recognitions_of(row),
        "files": queries.files_of(row),
    }
    return kept_by_nobody(page(request, "portal/model.html", context))


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """What a unit takes back must be gone at once."""
    response["Cache-Control"] = "private, no-store"
    return response
