"""Honours that units show to everybody: valid awards only, by name, award and year."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thidua.awards.queries.awards import WHOM
from thidua.awards.queries.honours import chosen_honours, units_with_honours
from thidua.kernel.htmx import page
from thidua.portal.library import PER_PAGE, kept_by_nobody


@login_not_required
@require_safe
def honours(request: HttpRequest) -> HttpResponse:
    context = {
        "awards": Paginator(chosen_honours(request.GET), PER_PAGE).get_page(request.GET.get("trang")),
        "units": [(unit.pk, unit.name) for unit in units_with_honours()],
        "whom": WHOM.items(),
    }
    return kept_by_nobody(page(request, "portal/honours.html", context, part="honour-rows"))
