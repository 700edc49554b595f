"""Who has handed in the reports of a plan."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.text import fold
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation
from thidua.plans.queries import for_rows, obligations_visible_to, plans_visible_to
from thidua.plans.queries.board import columns_of
from thidua.plans.queries.work import is_late
from thidua.reports.queries import asked_reports
from thidua.writing.sheets import Column, workbook

PER_PAGE = 50
STATES = {
    "chua-nop": "Chưa nộp",
    "qua-han": "Quá hạn chưa nộp",
    "cho-duyet": "Chờ duyệt",
    "da-nhan": "Đã chấp nhận",
    "tra-lai": "Bị trả lại",
    "dien-hinh": "Có đề nghị nêu điển hình",
}


def board(request: PersonRequest, plan_id: int) -> HttpResponse:
    """The reports that units owe under a plan, as far as one sees them."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    papers = asked_reports(obligations_visible_to(request.user)).filter(duty__plan=plan).exclude(unit=plan.unit_id)
    if plan.is_draft:
        raise PermissionDenied("Kế hoạch chưa ban hành nên chưa có báo cáo.")
    columns = columns_of(papers, today())
    rows = chosen(papers, request.GET)
    if request.GET.get("xuat") == "excel":
        return sheet(rows)
    examples = Count("report__sections", filter=Q(report__sections__exemplary=True))
    rows = rows.select_related("report").annotate(examples=examples)
    duties = {column.duty: column.text for column in columns}
    context = {
        "plan": plan,
        "columns": columns,
        "papers": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "duties": [(key, text[:80]) for key, text in duties.items()],
        "states": STATES.items(),
        "may_gather": request.user.has_perm("reports.add_report", plan.unit),
    }
    return page(request, "reports/board.html", context, part="board-rows")


def chosen(papers: QuerySet[Obligation], asked: Any) -> QuerySet[Obligation]:
    """By the address: q, viec (a duty), trangthai."""
    for word in fold(asked.get("q", "")[:200]).split()[:10]:
        papers = papers.filter(unit__search_text__contains=word)
    if duty := number_of(asked.get("viec", "")):
        papers = papers.filter(duty=duty)
    status = Obligation.Status
    match asked.get("trangthai"):
        case "chua-nop":
            papers = papers.filter(status__in=Obligation.OWING)
        case "qua-han":
            papers = papers.filter(is_late(today()), status__in=Obligation.OWING)
        case "cho-duyet":
            papers = papers.filter(status=status.SUBMITTED)
        case "da-nhan":
            papers = papers.filter(status=status.ACCEPTED)
        case "tra-lai":
            papers = papers.filter(status=status.RETURNED)
        case "dien-hinh":
            handed_in = papers.filter(status__in=[status.SUBMITTED, status.ACCEPTED])
            papers = handed_in.filter(report__sections__exemplary=True).distinct()
    return for_rows(papers).order_by("unit__sort_key", "due", "pk")


def sheet(papers: QuerySet[Obligation]) -> HttpResponse:
    columns = [Column("Đơn vị", 44), Column("Báo cáo", 60), Column("Hạn", 12), Column("Trạng thái", 22)]
    columns += [Column("Nộp lúc", 18), Column("Người nộp", 26)]
    lines = (
        (
            paper.unit.name,
            paper.text,
            paper.deadline,
            paper.get_status_display(),
            paper.submitted_at,
            str(paper.submitted_by or ""),
        )
        for paper in papers.select_related("submitted_by").iterator(chunk_size=500)
    )
    return excel("bao-cao-don-vi", workbook("Báo cáo của đơn vị", columns, lines))
