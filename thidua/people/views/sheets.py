"""Units and persons in and out by Excel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.kernel.calendar import today
from thidua.kernel.exports import excel, exported
from thidua.kernel.htmx import page
from thidua.people import operations
from thidua.people.forms.sheets import WorkbookForm
from thidua.people.models import Post, SheetImport, Unit
from thidua.people.operations.imports import outcome_of
from thidua.people.queries import paths_held, under_any, valid_posts
from thidua.people.requests import PersonRequest
from thidua.people.sheets import SHEETS
from thidua.writing.sheets import Column, workbook

FILE_NAMES: dict[str, str] = {SheetImport.Subject.UNITS: "don-vi", SheetImport.Subject.PERSONS: "nguoi"}
SHOWN_PROBLEMS = 100


def administered_unit(request: PersonRequest) -> Unit:
    """The topmost unit that the person administers: where the trail tells of what goes in and out."""
    units = [post.unit for post in valid_posts(request.user) if post.role == Post.Role.ADMINISTRATOR]
    if not units:
        raise PermissionDenied("Nhập và xuất Excel dành cho quản trị viên của đơn vị.")
    return units[0]


def template_file(request: PersonRequest, subject: str) -> HttpResponse:
    administered_unit(request)
    return excel(f"mau-{FILE_NAMES[subject]}", SHEETS[subject].workbook([]))


def export(request: PersonRequest, subject: str) -> HttpResponse:
    unit, by = administered_unit(request), request.user
    operations.export_people(unit, by=by, subject=subject)
    return exported(request, f"people.{subject}", today())


def start_import(request: PersonRequest, subject: str) -> HttpResponse:
    unit, by = administered_unit(request), request.user
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        facts = {"subject": subject, "data": file.read(), "name": file.name, "today": today()}
        try:
            row = operations.start_import(unit, by=by, **facts)
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("people:import", row.pk)
    context = {
        "form": form,
        "unit": unit,
        "subject": SheetImport.Subject(subject),
        "columns": SHEETS[subject].columns,
    }
    return page(request, "people/start_import.html", context)


def own_import(request: PersonRequest, import_id: int) -> SheetImport:
    """What one brought in oneself, as long as one administers the unit; without the workbook, as pages ask often."""
    administered = under_any(paths_held(request.user, {Post.Role.ADMINISTRATOR}), "unit__path")
    rows = request.user.sheet_imports.filter(administered).select_related("unit", "by", "run").defer("content")
    return get_object_or_404(rows, pk=import_id)


@never_cache
def import_page(request: PersonRequest, import_id: int) -> HttpResponse:
    row = own_import(request, import_id)
    context = {
        "row": row,
        "outcome": outcome_of(row),
        "is_busy": row.status in {SheetImport.Status.READING, SheetImport.Status.WRITING},
        "problems": row.problems[:SHOWN_PROBLEMS],
    }
    return page(request, "people/import.html", context, part="import-state")


@require_POST
def confirm_import(request: PersonRequest, import_id: int) -> HttpResponse:
    row = own_import(request, import_id)
    operations.confirm_import(row, by=request.user, today=today())
    if row.status == SheetImport.Status.DONE:
        messages.success(request, outcome_of(row))
    elif row.status != SheetImport.Status.WRITING:
        messages.warning(request, "Dữ liệu vừa thay đổi nên chưa nhập. Xem lại bảng dưới đây.")
    return redirect("people:import", row.pk)


@require_POST
def cancel_import(request: PersonRequest, import_id: int) -> HttpResponse:
    row = own_import(request, import_id)
    operations.cancel_import(row, by=request.user)
    messages.success(request, "Đã bỏ lần nhập, dữ liệu giữ nguyên.")
    return redirect(f"people:import_{row.subject}")


def import_problems(request: PersonRequest, import_id: int) -> HttpResponse:
    row = own_import(request, import_id)
    columns = [Column("Dòng", 8), Column("Cột", 24), Column("Lỗi", 90)]
    return excel("loi", workbook("Lỗi", columns, row.problems))
