"""A unit applies what others made."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from thidua.audit.queries import history_of
from thidua.documents.operations import add_attachment, add_link
from thidua.initiatives.forms.library import AdoptForm, AdoptionResultForm
from thidua.initiatives.models import Adoption
from thidua.initiatives.operations import adopting
from thidua.initiatives.queries import library as queries
from thidua.initiatives.views.library import visible_model
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.kernel.workflow import possible_moves
from thidua.people.queries import LEADERS, paths_held
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

PER_PAGE = 25
SIDES = (("don-vi", "Đơn vị tôi áp dụng"), ("cua-toi", "Sáng kiến của tôi"))
COLUMNS = [
    Column("Sáng kiến", 60),
    Column("Nơi có sáng kiến", 34),
    Column("Đơn vị áp dụng", 34),
    Column("Trạng thái", 18),
    Column("Từ ngày", 12),
    Column("Kết quả", 80),
    Column("Người hưởng lợi", 14),
    Column("Số minh chứng", 12),
]


def adoptions(request: PersonRequest) -> HttpResponse:
    rows = queries.chosen_adoptions(request.user, request.GET)
    if request.GET.get("xuat") == "excel":
        lines = (
            (
                row.initiative.title,
                row.origin,
                row.place,
                row.get_status_display(),
                row.since,
                row.result,
                row.beneficiary_count,
                row.pieces,
            )
            for row in rows.annotate(pieces=Count("evidence", distinct=True))
        )
        return excel("ap-dung-sang-kien", workbook("Áp dụng", COLUMNS, lines))
    context = {
        "adoptions": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "states": Adoption.Status.choices,
        "sides": SIDES,
    }
    return page(request, "initiatives/adoptions.html", context, part="adoption-rows")


def adopt(request: PersonRequest, initiative_id: int) -> HttpResponse:
    row = visible_model(request, initiative_id)
    units = queries.units_that_could_adopt(row, request.user)
    if not units and paths_held(request.user, LEADERS):
        raise PermissionDenied(f"Sáng kiến là của {row.place}. Chỉ đơn vị khác mới ghi nhận áp dụng.")
    if not units:
        raise PermissionDenied("Người đứng đầu, cán bộ phụ trách hoặc tổ trưởng ghi nhận việc áp dụng cho đơn vị mình.")
    form = AdoptForm(units, request.POST or None)
    if form.is_valid():
        try:
            made = adopting.adopt_initiative(row, by=request.user, today=today(), **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã ghi nhận. Tác giả được báo tin.")
            return redirect("initiatives:adoption", made.pk)
    return page(request, "initiatives/adopt.html", {"model": row, "form": form})


def visible_adoption(request: PersonRequest, adoption_id: int) -> Adoption:
    rows = queries.adoptions_visible_to(request.user).select_related("unit", "initiative__unit", "by")
    return get_object_or_404(rows, pk=adoption_id)


def adoption_page(request: PersonRequest, adoption_id: int) -> HttpResponse:
    """What is applied where; its result is told here."""
    row, by = visible_adoption(request, adoption_id), request.user
    form = AdoptionResultForm(request.POST or None, request.FILES or None, initial={"since": row.since})
    if request.method == "POST":
        require(by, "initiatives.report_adoption", row)
    if form.is_valid():
        try:
            _report(row, form, request)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã ghi kết quả. Tác giả được báo tin.")
            return redirect("initiatives:adoption", row.pk)
    context = {
        "adoption": row,
        "form": form,
        "moves": possible_moves(row, by),
        "evidence": row.evidence.select_related("file").order_by("pk"),
        "entries": history_of(row)[:30],
    }
    return page(request, "initiatives/adoption.html", context)


@transaction.atomic
def _report(row: Adoption, form: AdoptionResultForm, request: PersonRequest) -> None:
    """A refusal takes back the files as well: they are chosen again with the rest."""
    values, by, pieces = dict(form.cleaned_data), request.user, []
    if upload := values.pop("file"):
        pieces.append(add_attachment(row.unit, by=by, data=upload.read(), name=upload.name))
    if link := values.pop("link"):
        pieces.append(add_link(row.unit, by=by, link=link))
    adopting.report_adoption(row, by=by, attachments=pieces, today=today(), **values)


@require_POST
def adoption_step(request: PersonRequest, adoption_id: int) -> HttpResponse:
    row, by = visible_adoption(request, adoption_id), request.user
    act = request.POST.get("act", "")
    if act == "apply":
        adopting.begin_adoption(row, by=by, since=today(), today=today())
    elif act == "drop":
        adopting.drop_adoption(row, by=by, reason=request.POST.get("reason", ""))
    elif act == "resume":
        adopting.resume_adoption(row, by=by)
    return redirect("initiatives:adoption", row.pk)
