"""Dossiers out as a zip: forms as Word files, and the evidence."""

from tempfile import TemporaryFile

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.documents.operations import open_file
from thidua.initiatives.dossier import folder_of
from thidua.initiatives.models import Bundle, Initiative, Round
from thidua.initiatives.operations import dossiers as operations
from thidua.initiatives.queries.visibility import initiatives_visible_to, rounds_visible_to
from thidua.initiatives.views.past import keeping_unit
from thidua.kernel.htmx import page
from thidua.kernel.text import fold
from thidua.people.queries import EDITORS, number_of, paths_held
from thidua.people.requests import PersonRequest

ZIP_TYPE = "application/zip"
GONE = (Initiative.Status.DRAFT, Initiative.Status.WITHDRAWN)


def dossier(request: PersonRequest, initiative_id: int) -> HttpResponseBase:
    row = get_object_or_404(initiatives_visible_to(request.user), pk=initiative_id)
    place = TemporaryFile()  # noqa: SIM115  (the answer closes it)
    try:
        operations.take_dossier(row, place, by=request.user)
    except BaseException:
        place.close()
        raise
    place.seek(0)
    return FileResponse(place, as_attachment=True, filename=f"ho-so-{folder_of(row)}.zip", content_type=ZIP_TYPE)


def kept_rounds(request: PersonRequest) -> QuerySet[Round]:
    rows = rounds_visible_to(request.user).filter(unit__path__in=paths_held(request.user, EDITORS))
    registered = Count("initiatives", filter=~Q(initiatives__status__in=GONE))
    return rows.annotate(registered=registered).select_related("unit").order_by("-year", "-pk")


@never_cache
def bundles(request: PersonRequest) -> HttpResponse:
    keeping_unit(request)
    rows = Bundle.objects.filter(by=request.user).select_related("file", "run", "unit")[:20]
    context = {
        "rounds": kept_rounds(request),
        "bundles": rows,
        "is_busy": any(row.file is None and row.run and not row.run.is_over for row in rows),
    }
    return page(request, "initiatives/bundles.html", context, part="bundle-rows")


@require_POST
def pack(request: PersonRequest) -> HttpResponse:
    keeping_unit(request)
    the_round = get_object_or_404(kept_rounds(request), pk=number_of(request.POST.get("round", "")))
    try:
        operations.pack_dossiers(the_round, by=request.user)
    except ValidationError as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, "Đang đóng gói. Có thể rời trang này; xong sẽ có thông báo.")
    return redirect("initiatives:bundles")


def bundle(request: PersonRequest, bundle_id: int) -> HttpResponseBase:
    packed = Bundle.objects.filter(
        by=request.user, unit__path__in=paths_held(request.user, EDITORS), file__isnull=False
    )
    row = get_object_or_404(packed.select_related("file"), pk=bundle_id)
    name = "-".join("".join(sign if sign.isascii() and sign.isalnum() else " " for sign in fold(row.title)).split())
    if row.file is None:
        raise Http404
    content = open_file(row.file)
    return FileResponse(content, as_attachment=True, filename=f"{name[:80] or 'ho-so'}.zip", content_type=ZIP_TYPE)
