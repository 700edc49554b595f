"""A report as others read it, its files, and what the unit above decides."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.documents.operations import open_file
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation
from thidua.plans.operations import withdraw_obligation
from thidua.reports import operations
from thidua.reports.models import Report, ReportSection
from thidua.reports.paper import pdf_of_report, sheet_of_report, word_of_report
from thidua.reports.queries import campaign_of, numbers_of, open_sections, reports_visible_to
from thidua.writing.sheets import EXCEL_TYPE

HISTORY = 30
TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": EXCEL_TYPE,
}


def seen_report(request: PersonRequest, report_id: int) -> Report:
    rows = reports_visible_to(request.user).select_related(
        "unit",
        "plan__document",
        "plan__unit",
        "form",
        "obligation__duty__plan__unit",
        "obligation__unit",
        "word",
        "pdf",
    )
    return get_object_or_404(rows.select_related("obligation__submitted_by", "obligation__decided_by"), pk=report_id)


def report_page(request: PersonRequest, report_id: int) -> HttpResponse:
    report = seen_report(request, report_id)
    sections = list(report.sections.select_related("changed_by"))
    problem = ""
    if request.method == "POST":
        try:
            done = decided(request, report, {str(section.pk): section for section in sections})
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            messages.success(request, done)
            still = reports_visible_to(request.user).filter(pk=report.pk).exists()
            return redirect("reports:report", report.pk) if still else redirect("reports:reports")
    paper = report.obligation
    context = {
        "report": report,
        "paper": paper,
        "sections": sections,
        "numbers": numbers_of(sections),
        "moves": possible_moves(paper, request.user) if paper else [],
        "own_moves": [] if paper else possible_moves(report, request.user),
        "may_judge": bool(paper and paper.status == Obligation.Status.SUBMITTED)
        and request.user.has_perm("reports.return_report", report),
        "may_write": request.user.has_perm("reports.change_report", report) and bool(open_sections(report, sections)),
        "campaign": campaign_of(report),
        "entries": history_of(report)[:HISTORY],
        "problem": problem,
        "reason": request.POST.get("reason", ""),
    }
    return page(request, "reports/report.html", context, status=422 if problem else 200)


def decided(request: PersonRequest, report: Report, sections: dict[str, ReportSection]) -> str:
    """Carry out what a button asks; what was done, in words."""
    by = request.user
    match request.POST.get("act"):
        case "accept":
            operations.accept_report(report, by=by)
            return f"Đã chấp nhận báo cáo của {report.unit.label}."
        case "return":
            flagged = {
                sections[key]: request.POST.get(f"why{key}", "")
                for key in request.POST.getlist("flag")
                if key in sections
            }
            operations.return_report(report, by=by, reason=request.POST.get("reason", ""), remarks=flagged)
            return f"Đã trả lại báo cáo cho {report.unit.label}."
        case "withdraw" if report.obligation:
            withdraw_obligation(report.obligation, by=by)
            return "Đã rút lại để sửa."
        case "reopen":
            operations.reopen_report(report, by=by)
            return "Đã mở lại để sửa."
        case "drop":
            operations.drop_report(report, by=by)
            return "Đã bỏ bản soạn."
    raise Http404


def download(request: PersonRequest, report_id: int, suffix: str) -> HttpResponse:
    """Word and PDF as they were handed in or fixed, of a draft as they would be now; the numbers as a sheet."""
    report = seen_report(request, report_id)
    kept = {"docx": report.word, "pdf": report.pdf}.get(suffix)
    if suffix == "xlsx":
        data = sheet_of_report(report)
    elif kept and kept.file and not report.is_open:
        with open_file(kept.file) as content:
            data = content.read()
    else:
        data = word_of_report(report) if suffix == "docx" else pdf_of_report(report)
    response = HttpResponse(data, content_type=TYPES[suffix])
    response["Content-Disposition"] = f'attachment; filename="bao-cao-{report.pk}.{suffix}"'
    return response
