"""The home of progress: running plans and the targets farthest from their goal."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.queries import matching
from thidua.people.requests import PersonRequest
from thidua.progress.queries.overview import Overview, farthest, overviews_of, plans_measured
from thidua.writing.sheets import Column, workbook

PER_PAGE = 10
COLUMNS = [
    Column("Kế hoạch", 60),
    Column("Đơn vị ban hành", 40),
    Column("Chỉ tiêu", 60),
    Column("Mức phải đạt", 16),
    Column("Kỳ", 18),
    Column("Kết quả", 14),
    Column("Đơn vị phải nộp", 12),
    Column("Đã nộp", 12),
    Column("Đã đạt", 12),
]


def home(request: PersonRequest) -> HttpResponse:
    rows = matching(plans_measured(request.user, today()), request.GET.get("q", ""))
    if request.GET.get("xuat") == "excel":
        return excel("tien-do", workbook("Tiến độ", COLUMNS, lines_of(overviews_of(list(rows), today()))))
    found = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    overviews = overviews_of(list(found), today())
    context = {"found": found, "overviews": overviews, "farthest": farthest(overviews), "today": today()}
    return page(request, "progress/home.html", context, part="plans")


def lines_of(overviews: Iterable[Overview]) -> Iterator[tuple[Any, ...]]:
    """A line for each target, of its present period."""
    for overview in overviews:
        plan = (overview.plan.title, overview.plan.unit.name)
        for each in overview.standings:
            share = each.share
            said = (each.target.text, each.target.goal, each.period.label, each.heat.value)
            yield (*plan, *said, share.units, share.reported, share.reached)
