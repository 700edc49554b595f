"""Initiatives of past years from Excel."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.initiatives.models import Initiative, PastImport
from thidua.initiatives.operations import past as operations
from thidua.initiatives.past_sheet import OUTCOMES, PAST_SHEET
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.forms.sheets import WorkbookForm
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, paths_held, valid_posts
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

SHOWN = 100
Status = PastImport.Status


def keeping_unit(request: PersonRequest) -> Unit:
    """The topmost unit that the person answers for: where the trail tells of what comes in."""
    units = [post.unit for post in valid_posts(request.user) if post.role in EDITORS]
    if not units:
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị.")
    return units[0]


def template_file(request: PersonRequest) -> HttpResponse:
    keeping_unit(request)
    return excel("mau-sang-kien", PAST_SHEET.workbook([]))


def start_past_import(request: PersonRequest) -> HttpResponse:
    unit, by = keeping_unit(request), request.user
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            row = operations.start_past_import(unit, by=by, data=file.read(), name=file.name, today=today())
        except ValidationError as refusal:
            form.add_error("file", refusal)
        else:
            return redirect("initiatives:past_import", row.pk)
    rows = PastImport.objects.filter(by=by).select_related("unit")[:10]
    context = {"form": form, "unit": unit, "columns": PAST_SHEET.columns, "imports": rows}
    return page(request, "initiatives/start_past_import.html", context)


def own_import(request: PersonRequest, past_id: int) -> PastImport:
    """What one brought in oneself, as long as one answers for the unit."""
    rows = PastImport.objects.filter(by=request.user, unit__path__in=paths_held(request.user, EDITORS))
    return get_object_or_404(rows.select_related("unit", "by", "run"), pk=past_id)


@never_cache
def past_import(request: PersonRequest, past_id: int) -> HttpResponse:
    row = own_import(request, past_id)
    labels = dict(OUTCOMES)
    context = {
        "row": row,
        "outcome": operations.outcome_of(row),
        "is_busy": row.status == Status.WRITING,
        "problems": row.problems[:SHOWN],
        "samples": [
            {**facts, "outcome": labels[facts["outcome"]], "named": "; ".join(name for name, _ in facts["authors"])}
            for facts in row.rows[:SHOWN]
        ],
        "brought": Initiative.objects.filter(past_import=row).order_by("pk")[:SHOWN],
        "moves": possible_moves(row, request.user),
    }
    return page(request, "initiatives/past_import.html", context, part="import-state")


@require_POST
def past_import_step(request: PersonRequest, past_id: int) -> HttpResponse:
    row, by, act = own_import(request, past_id), request.user, request.POST.get("act", "")
    if act == "confirm":
        operations.confirm_past_import(row, by=by)
    elif act == "cancel":
        operations.cancel_past_import(row, by=by)
    elif act == "undo":
        operations.undo_past_import(row, by=by)
    if act in PastImport.MOVES and row.status != Status.WRITING:
        messages.success(request, operations.outcome_of(row))
    return redirect("initiatives:past_import", row.pk)


def past_problems(request: PersonRequest, past_id: int) -> HttpResponse:
    row = own_import(request, past_id)
    columns = [Column("Dòng", 8), Column("Cột", 24), Column("Lỗi", 90)]
    return excel("loi", workbook("Lỗi", columns, row.problems))
