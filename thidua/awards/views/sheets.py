"""Records from Excel: choosing the file, the preview, taking it over."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.awards.grade_sheet import GRADE_SHEET, sheet_lines
from thidua.awards.models import SheetIn
from thidua.awards.operations import sheets
from thidua.awards.queries import records as queries
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.forms.sheets import WorkbookForm
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

SHOWN = 100
Status, Subject = SheetIn.Status, SheetIn.Subject
STARTS = {Subject.GRADES: "awards:start_grade_sheet", Subject.AWARDS: "awards:start_awards_sheet"}
"""Where a file of the subject is chosen."""
LISTS = {Subject.GRADES: "awards:records", Subject.AWARDS: "awards:register"}


def template_file(request: PersonRequest) -> HttpResponse:
    """The sheet with the unit's staff of the year filled in."""
    unit = queries.unit_kept(request.user, request.GET)
    year = queries.asked_year(unit, request.GET, today())
    lines = sheet_lines(queries.staff_lines(unit, year, today()))
    return excel(f"xep-loai-{year.short}", GRADE_SHEET.workbook(lines))


def start_grade_sheet(request: PersonRequest) -> HttpResponse:
    unit, by = queries.unit_kept(request.user, request.GET), request.user
    year = queries.asked_year(unit, request.GET, today())
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = sheets.start_sheet(
                unit, Subject.GRADES, by=by, data=file.read(), name=file.name, today=today(), year=year.short
            )
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect(row.get_absolute_url())
    context = {
        "form": form,
        "unit": unit,
        "year": year,
        "address": f"donvi={unit.pk}&nam={year.short}",
        "columns": GRADE_SHEET.columns,
        "sheets": queries.sheets_of(by).filter(subject=Subject.GRADES)[:10],
    }
    return page(request, "awards/start_grade_sheet.html", context)


def own_sheet(request: PersonRequest, sheet_id: int) -> SheetIn:
    return get_object_or_404(queries.sheets_of(request.user).select_related("run"), pk=sheet_id)


def sheet_in(request: PersonRequest, sheet_id: int) -> HttpResponse:
    row = own_sheet(request, sheet_id)
    asked = f"?donvi={row.unit_id}&nam={row.year}" if row.subject == Subject.GRADES else ""
    headings = sheets.kind_of(row.subject).headings
    coming = [sheets.settled(line) for line in row.rows if not sheets.is_open(line)]
    context = {
        "row": row,
        "outcome": sheets.outcome_of(row),
        "is_busy": row.status == Status.WRITING,
        "problems": row.problems[:SHOWN],
        "headings": headings,
        "lines": [{**line, "pairs": list(zip(headings, line["cells"], strict=True))} for line in coming[:SHOWN]],
        "bringing": len(coming),
        "left": len(row.rows) - len(coming),
        "asking": sorted((line for line in row.rows if line.get("offered")), key=lambda line: "chosen" in line)[:SHOWN],
        "moves": possible_moves(row, request.user),
        "again": reverse(STARTS[Subject(row.subject)]) + asked,
        "back": reverse(LISTS[Subject(row.subject)]) + asked,
    }
    return page(request, "awards/sheet_in.html", context, part="sheet-state")


@require_POST
def sheet_step(request: PersonRequest, sheet_id: int) -> HttpResponse:
    row, act = own_sheet(request, sheet_id), request.POST.get("act", "")
    if act == "choose":
        return chosen_in_sheet(request, row)
    if act not in SheetIn.MOVES:
        raise Http404
    try:
        {"confirm": sheets.confirm_sheet, "cancel": sheets.cancel_sheet}[act](row, by=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        if row.status != Status.WRITING:
            messages.success(request, sheets.outcome_of(row))
    return redirect(reverse("awards:sheet_in", args=[row.pk]))


def chosen_in_sheet(request: PersonRequest, row: SheetIn) -> HttpResponse:
    """Whom rows mean whose name several bear: fields `c_12` for the row 12 of the workbook."""
    chosen = {
        number_of(name.removeprefix("c_")): number_of(str(value))
        for name, value in request.POST.items()
        if name.startswith("c_")
    }
    try:
        left = sheets.choose_in_sheet(row, chosen, by=request.user)
    except ValidationError as refusal:
        for sentence in refusal.messages:
            messages.error(request, sentence)
    else:
        said = f"Còn {left} dòng chưa chọn người, sẽ không được nhập." if left else "Đã chọn đủ."
        messages.success(request, f"Đã giữ lựa chọn. {said}")
    return redirect(reverse("awards:sheet_in", args=[row.pk]))


def sheet_problems(request: PersonRequest, sheet_id: int) -> HttpResponse:
    row = own_sheet(request, sheet_id)
    columns = [Column("Dòng", 8), Column("Cột", 24), Column("Lỗi", 90)]
    return excel("loi", workbook("Lỗi", columns, row.problems))
