"""Nominees that a unit shows before the decision: anybody with the address reads the list and may comment on it."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from thidua.awards.models import Objection, Publication
from thidua.awards.operations.publications import object_to
from thidua.awards.queries.honours import shows_honours
from thidua.awards.queries.publications import still_listed
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.portal.forms import CommentForm
from thidua.portal.library import kept_by_nobody
from thidua.portal.views import is_too_much, refused

HOUR = 3600


@login_not_required
def nominees(request: HttpRequest, code: str) -> HttpResponse:
    """While it is shown: names, units, awards and short merits. After its last day, whether or not comments are still
    being answered, only that it is over. Who has the right address is never too many: a whole school opens it at once.
    """
    row = shown().filter(code=code[:16]).first()
    if row is None:
        return not_found(request)
    is_open = row.is_shown(today())
    form = CommentForm(row, request.POST or None) if is_open else None
    if form is not None and form.is_valid():
        if is_too_much(request, "comments", settings.COMMENTS_AN_HOUR, HOUR, spares_known=False):
            return refused(request)
        try:
            made = object_to(row, today=today(), **form.facts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("portal:objection", made.receipt)
    context = {
        "publication": row,
        "unit": row.season.unit,
        "is_open": is_open,
        "rows": still_listed(row) if is_open else [],
        "has_honours": not is_open and shows_honours(row.season.unit),
        "form": form,
    }
    return not_found_by_engines(page(request, "portal/nominees.html", context))


def shown() -> QuerySet[Publication]:
    rows = Publication.objects.filter(is_public=True).exclude(status=Publication.Status.DRAFT)
    return rows.select_related("season__unit")


def not_found(request: HttpRequest) -> HttpResponse:
    """Codes are not to be tried by the thousand."""
    if is_too_much(request):
        return refused(request)
    raise Http404


@login_not_required
@require_safe
def objection(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a comment, for who has its receipt. It repeats neither the words nor who sent them."""
    rows = Objection.objects.select_related("publication__season__unit")
    row = rows.filter(receipt=code[:16]).first()
    if row is None:
        return not_found(request)
    context = {"objection": row, "publication": row.publication, "unit": row.publication.season.unit}
    return not_found_by_engines(page(request, "portal/objection.html", context))


def not_found_by_engines(response: HttpResponse) -> HttpResponse:
    response["X-Robots-Tag"] = "noindex"
    return kept_by_nobody(response)
