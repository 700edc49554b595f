"""The page at which a report is written, its figures beside the text."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.kernel.calendar import Length, Period, today
from thidua.kernel.htmx import page
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Obligation
from thidua.plans.queries import goes_to_head
from thidua.plans.standing import locks_on
from thidua.reports import operations
from thidua.reports.forms import HeadForm, WriteForm
from thidua.reports.models import Report, ReportSection
from thidua.reports.queries import campaign_of, lacking, numbers_of, open_sections
from thidua.reports.queries.fresh import fresh_facts
from thidua.reports.queries.passages import narrowed, passages_for
from thidua.reports.views.reading import seen_report

PER_PAGE = 20


def writable(request: PersonRequest, report_id: int) -> Report:
    report = seen_report(request, report_id)
    if not request.user.has_perm("reports.change_report", report):
        raise PermissionDenied("Chỉ người phụ trách của đơn vị báo cáo viết được.")
    return report


def own_section(report: Report, section_id: int, **facts: Any) -> ReportSection:
    section = get_object_or_404(report.sections.select_related("changed_by"), pk=section_id, **facts)
    section.report = report
    return section


def write(request: PersonRequest, report_id: int) -> HttpResponse:
    report = writable(request, report_id)
    if not report.is_open:
        return redirect("reports:report", report.pk)
    return page(request, "reports/write.html", desk_of(request, report))


def desk_of(request: PersonRequest, report: Report) -> dict[str, Any]:
    sections = list(report.sections.select_related("changed_by"))
    for section in sections:
        section.report = report
    return {
        "report": report,
        "paper": report.obligation,
        "sections": sections,
        "open": open_sections(report, sections),
        "numbers": numbers_of(sections),
        "missing": lacking(sections),
        "campaign": campaign_of(report),
        "remarked": [section for section in sections if section.remark],
    }


@require_POST
def write_one(request: PersonRequest, report_id: int, section_id: int) -> HttpResponse:
    """Keep one section: by itself as one types, or by its button."""
    report = writable(request, report_id)
    section = own_section(report, section_id, source="")
    form = WriteForm(request.POST)
    if not form.is_valid():
        raise ValidationError("Mục này chưa lưu được. Tải lại trang rồi thử lần nữa.", code="unreadable")
    values = form.cleaned_data
    other: ReportSection | None = None
    problem = ""
    try:
        section = operations.write_section(section, by=request.user, **values)
    except ValidationError as refusal:
        if refusal.code not in ("changed_meanwhile", "too_long"):
            raise
        problem = " ".join(refusal.messages)
        other = own_section(report, section_id) if refusal.code == "changed_meanwhile" else None
    numbers = numbers_of(report.sections.exclude(source=""))
    context = {"report": report, "section": section, "numbers": numbers, "problem": problem, "other": other}
    if getattr(request, "htmx", None):
        return page(request, "reports/section_state.html", context, status=422 if problem else 200)
    if problem:
        typed = values["text"]
        return page(request, "reports/section_conflict.html", {**context, "typed": typed}, status=422)
    messages.success(request, "Đã lưu.")
    return redirect(f"/bao-cao/{report.pk}/viet/#muc{section.pk}")


def head(request: PersonRequest, report_id: int) -> HttpResponse:
    """Name, addressee and the time of the figures."""
    report = writable(request, report_id)
    span = report.span
    initial = {"title": report.title, "addressee": report.addressee, "since": span.start, "until": span.end}
    form = HeadForm(request.POST or None, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        since, until = values["since"], values["until"]
        period = None if (since, until) == (span.start, span.end) else Period(since, until, Length.PHASE)
        try:
            operations.change_head(
                report, by=request.user, title=values["title"], addressee=values["addressee"], period=period
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu phần đầu báo cáo.")
            return redirect("reports:refill_report" if period else "reports:write_report", report.pk)
    return page(request, "reports/head.html", {"report": report, "form": form})


def refill(request: PersonRequest, report_id: int) -> HttpResponse:
    """What the figures would be now, beside what they are; the button takes them."""
    report = writable(request, report_id)
    if request.POST.get("act") == "refill":
        count = operations.refill_report(report, by=request.user, today=today())
        messages.success(request, f"Đã cập nhật số liệu, {count} chỗ thay đổi." if count else "Số liệu đã là mới nhất.")
        return redirect("reports:write_report", report.pk)
    fresh = fresh_facts(report, today())
    changed = [(section, found) for section, _, found in fresh if found]
    context = {"report": report, "changed": changed, "is_open": bool(fresh), "today": today()}
    return page(request, "reports/refill.html", context)


def quote(request: PersonRequest, report_id: int, section_id: int) -> HttpResponse:
    """The passages of the units below, side by side; those ticked are quoted."""
    report = writable(request, report_id)
    section = own_section(report, section_id, source="quotes")
    quoted = set(section.quoted.values_list("pk", flat=True))
    if request.POST.get("act") == "quote":
        shown = {number_of(key) for key in request.POST.getlist("shown")[: 2 * PER_PAGE]}
        ticked = {number_of(key) for key in request.POST.getlist("passage")[: 2 * PER_PAGE]}
        chosen = passages_for(report).filter(pk__in=(quoted - shown) | ticked)
        operations.quote_passages(section, chosen, by=request.user, today=today())
        messages.success(request, f"Đã lưu, trích {len((quoted - shown) | ticked)} đoạn.")
        return redirect(request.get_full_path())
    asked = request.GET
    everything = passages_for(report)
    titles = list(everything.order_by("title").values_list("title", "title").distinct()[:60])
    only = asked.get("chi", "dien-hinh" if everything.filter(exemplary=True).exists() else "")
    rows = narrowed(everything, asked.get("q", ""), asked.get("muc", ""), only_exemplary=only == "dien-hinh")
    rows = rows.prefetch_related("report__sections")
    context = {
        "report": report,
        "section": section,
        "quoted": quoted,
        "passages": Paginator(rows, PER_PAGE).get_page(asked.get("trang")),
        "titles": titles,
        "only": only,
        "choices": [("dien-hinh", "Đơn vị đề nghị nêu"), ("", "Mọi đoạn")],
    }
    return page(request, "reports/quote.html", context, part="passages")


def hand_in(request: PersonRequest, report_id: int) -> HttpResponse:
    """What will happen on handing in, or what is still missing; the button does it."""
    report = writable(request, report_id)
    paper = report.obligation
    sections = list(report.sections.all())
    problem = ""
    if request.POST.get("act") == "submit":
        try:
            done = handed_in(request, report)
        except ValidationError as refusal:
            problem = " ".join(refusal.messages)
        else:
            messages.success(request, done)
            return redirect("reports:report", report.pk)
    if not report.is_open:
        return redirect("reports:report", report.pk)
    missing = lacking(sections)
    unmended = [section for section in sections if section.remark and not section.mended_at]
    days = sorted({section.day for section in sections if section.day})
    context = {
        "report": report,
        "paper": paper,
        "missing": missing,
        "unmended": unmended,
        "gaps": len(missing) + len(unmended),
        "days": days,
        "to_head": bool(paper and goes_to_head(paper, request.user)),
        "locks_on": locks_on(paper) if paper else None,
        "problem": problem,
        "fresh": sum(len(found) for _, _, found in fresh_facts(report, today())),
    }
    return page(request, "reports/hand_in.html", context, status=422 if problem else 200)


def handed_in(request: PersonRequest, report: Report) -> str:
    """What was done, in words."""
    paper = report.obligation
    if paper is None:
        if not request.user.has_perm("reports.finish_report", report):
            raise Http404
        operations.finish_report(report, by=request.user)
        return "Đã chốt báo cáo. Tải bản Word hoặc PDF để trình ký."
    to_head = goes_to_head(paper, request.user)
    operations.hand_in_report(report, by=request.user)
    paper.refresh_from_db()
    if to_head or paper.status == Obligation.Status.CONFIRMING:
        return "Đã trình người đứng đầu duyệt."
    return f"Đã nộp cho {paper.duty.plan.unit.label}."
