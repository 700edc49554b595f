"""What is to be reported, what was, and how a report is begun."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.queries import EDITORS, matching, number_of, paths_held
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation
from thidua.plans.queries import obligations_visible_to, own_paths
from thidua.reports import operations
from thidua.reports.forms import NewReportForm
from thidua.reports.models import Kind, Report
from thidua.reports.periods import kind_of
from thidua.reports.queries import (
    asked_reports,
    for_rows,
    form_for,
    reports_owed_by,
    reports_visible_to,
    sections_for,
)
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25
MOST_OWED = 20
SIDES = {"cua-don-vi": "Đơn vị mình", "cap-duoi": "Cấp dưới gửi đến"}
STATES = {"dang-soan": "Đang soạn", "da-nop": "Đã nộp, đã chốt"}


def chosen_reports(request: PersonRequest) -> QuerySet[Report]:
    """Those that one may see, narrowed by the address: q, loai, trangthai, phia."""
    asked, person = request.GET, request.user
    rows = matching(reports_visible_to(person), asked.get("q", ""))
    if asked.get("loai") in Kind.values:
        rows = rows.filter(kind=asked["loai"])
    if asked.get("trangthai") == "dang-soan":
        rows = rows.filter(status=Report.Status.DRAFTING)
    elif asked.get("trangthai") == "da-nop":
        rows = rows.filter(status=Report.Status.FINISHED)
    own = own_paths(person)
    if asked.get("phia") == "cua-don-vi":
        rows = rows.filter(unit__path__in=own)
    elif asked.get("phia") == "cap-duoi":
        rows = rows.exclude(unit__path__in=own)
    return for_rows(rows)


def reports(request: PersonRequest) -> HttpResponse:
    rows = chosen_reports(request)
    if request.GET.get("xuat") == "excel":
        return sheet(rows)
    owed = reports_owed_by(request.user)
    context = {
        "owed": owed[:MOST_OWED],
        "owed_count": owed.order_by().count(),
        "reports": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "kinds": Kind.choices,
        "states": STATES.items(),
        "sides": SIDES.items(),
        "may_add": bool(paths_held(request.user, EDITORS)),
    }
    return page(request, "reports/reports.html", context, part="report-rows")


def sheet(rows: QuerySet[Report]) -> HttpResponse:
    columns = [Column("Đơn vị", 40), Column("Tên báo cáo", 70), Column("Loại", 18), Column("Kỳ", 24)]
    columns += [Column("Kế hoạch", 60), Column("Trạng thái", 20), Column("Hạn", 12), Column("Nộp lúc", 18)]
    lines = (_sheet_line(report) for report in rows.iterator(chunk_size=500))
    return excel("bao-cao", workbook("Báo cáo", columns, lines))


def _sheet_line(report: Report) -> tuple[Any, ...]:
    paper = report.obligation
    state = paper.get_status_display() if paper else report.get_status_display()
    return (
        report.unit.name,
        report.title,
        report.get_kind_display(),
        report.span.label,
        report.plan.title,
        state,
        paper.deadline if paper else None,
        paper.submitted_at if paper else None,
    )


def start(request: PersonRequest, obligation_id: int) -> HttpResponse:
    """What a report that is owed has to hold; the button begins it."""
    rows = obligations_visible_to(request.user).select_related("duty__plan__unit", "duty__plan__document", "unit")
    paper = get_object_or_404(asked_reports(rows), pk=obligation_id)
    begun = reports_visible_to(request.user).filter(obligation=paper).first()
    if request.POST.get("act") == "start":
        report = operations.start_report(paper, by=request.user, today=today())
        return redirect("reports:write_report", report.pk)
    if begun:
        may_write = request.user.has_perm("reports.change_report", begun) and begun.is_open
        return redirect("reports:write_report" if may_write else "reports:report", begun.pk)
    form = form_for(paper.duty)
    kind = form.kind if form else kind_of(paper.duty)
    context = {
        "paper": paper,
        "form": form,
        "kind": Kind(kind).label,
        "sections": sections_for(form, kind, gathers=False),
        "may_start": request.user.has_perm("reports.start_report", paper) and paper.status in Obligation.WRITABLE,
    }
    return page(request, "reports/start.html", context)


def new_report(request: PersonRequest) -> HttpResponse:
    """A report on the unit's own account."""
    initial = {"plan": number_of(request.GET.get("ke-hoach", "")) or None}
    form = NewReportForm(request.POST or None, by=request.user, initial=initial)
    if form.is_valid():
        plan = form.cleaned_data.pop("plan")
        try:
            report = operations.make_report(plan.unit, plan, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lập báo cáo và điền số liệu đến hôm nay.")
            return redirect("reports:write_report", report.pk)
    return page(request, "reports/new_report.html", {"form": form})
