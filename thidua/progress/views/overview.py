"""The home of progress: running plans and the targets farthest from their goal."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.people.queries import matching
from thidua.people.requests import PersonRequest
from thidua.progress.queries.overview import farthest, overviews_of, plans_measured

PER_PAGE = 10


def home(request: PersonRequest) -> HttpResponse:
    rows = matching(plans_measured(request.user, today()), request.GET.get("q", ""))
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    overviews = overviews_of(list(found), today())
    context = {"found": found, "overviews": overviews, "farthest": farthest(overviews), "today": today()}
    return page(request, "progress/home.html", context, part="plans")
