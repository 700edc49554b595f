"""The list of councils, and a council's page."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.audit.queries import history_of
from thidua.councils import operations
from thidua.councils.forms import CouncilForm, HouseRuleForm, LastDayForm, SeatForm
from thidua.councils.models import Council, Seat
from thidua.councils.queries import (
    ballots_waiting_for,
    chosen_councils,
    councils_visible_to,
    meetings_ahead,
    meetings_visible_to,
    members_of,
)
from thidua.councils.queries.councils import Sized
from thidua.councils.rulebook import matters, rule_words
from thidua.kernel.calendar import today
from thidua.kernel.exports import excel
from thidua.kernel.htmx import page
from thidua.people.models import Unit
from thidua.people.queries import EDITORS, persons_visible_to, valid_posts
from thidua.people.requests import PersonRequest
from thidua.writing.sheets import Column, workbook

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

PER_PAGE = 25
STATES = [("dang", "Đang hoạt động"), ("het", "Hết nhiệm kỳ")]


def councils(request: PersonRequest) -> HttpResponse:
    rows = chosen_councils(request.user, request.GET, today())
    if request.GET.get("xuat") == "excel":
        return councils_sheet(rows)
    context = {
        "councils": Paginator(rows, PER_PAGE).get_page(request.GET.get("trang")),
        "waiting": ballots_waiting_for(request.user)[:20],
        "ahead": meetings_ahead(request.user)[:20],
        "purposes": Council.Purpose.choices,
        "states": STATES,
        "today": today(),
        "may_add": keeping_unit(request) is not None,
    }
    return page(request, "councils/councils.html", context, part="council-rows")


def councils_sheet(rows: "QuerySet[WithAnnotations[Council, Sized]]") -> HttpResponse:
    columns = [Column("Hội đồng", 50), Column("Đơn vị", 40), Column("Nhiệm vụ", 24), Column("Quyết định", 24)]
    columns += [Column("Ngày", 12), Column("Từ ngày", 12), Column("Đến ngày", 12), Column("Số thành viên", 14)]
    lines = (
        (
            row.name,
            row.unit.name,
            row.get_purpose_display(),
            row.decision_number,
            row.decision_date,
            row.valid_from,
            row.valid_to,
            row.size,
        )
        for row in rows.iterator(chunk_size=500)
    )
    return excel("hoi-dong", workbook("Hội đồng", columns, lines))


def keeping_unit(request: PersonRequest) -> Unit | None:
    acting = request.user.acting_post
    posts = ([acting] if acting else []) + list(valid_posts(request.user))
    return next((post.unit for post in posts if post.role in EDITORS), None)


def seen_council(request: PersonRequest, council_id: int) -> Council:
    return get_object_or_404(councils_visible_to(request.user).select_related("unit"), pk=council_id)


def kept_council(request: PersonRequest, council_id: int, permission: str) -> Council:
    """404 for one that is not seen, 403 for one that is another's to keep."""
    council = seen_council(request, council_id)
    if not request.user.has_perm(permission, council):
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị thành lập hội đồng.")
    return council


def refused(form: BaseForm, refusal: ValidationError) -> None:
    """The refusal in the form: a field's own where the form has it, else on top."""
    fields = getattr(refusal, "error_dict", None)
    for name, errors in (fields or {None: refusal}).items():
        form.add_error(name if name in form.fields else None, errors)


def council(request: PersonRequest, council_id: int) -> HttpResponse:
    row = seen_council(request, council_id)
    names = dict(matters(today()))
    house_rules = [
        {
            "rule": rule,
            "words": rule_words(rule),
            "matter": names.get(rule.matter, rule.matter) or "Mọi nội dung",
        }
        for rule in row.house_rules.all()
    ]
    seats = list(members_of(row))
    day = today()
    context = {
        "council": row,
        "seats": [seat for seat in seats if seat.valid_to is None or seat.valid_to >= day],
        "former": [seat for seat in seats if seat.valid_to is not None and seat.valid_to < day],
        "house_rules": house_rules,
        "meetings": meetings_visible_to(request.user).filter(council=row)[:50],
        "entries": history_of(row)[:20] if request.user.has_perm("councils.change_council", row) else None,
        "today": day,
    }
    return page(request, "councils/council.html", context)


def add_council(request: PersonRequest) -> HttpResponse:
    unit = keeping_unit(request)
    if unit is None:
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị.")
    form = CouncilForm(request.POST or None, initial={"valid_from": today()})
    if form.is_valid():
        try:
            row = operations.add_council(unit, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lập hội đồng. Thêm các thành viên theo quyết định.")
            return redirect("councils:council", row.pk)
    return page(request, "councils/council_form.html", {"form": form, "unit": unit})


def change_council(request: PersonRequest, council_id: int) -> HttpResponse:
    row = kept_council(request, council_id, "councils.change_council")
    form = CouncilForm(request.POST or None, instance=row)
    if form.is_valid():
        try:
            operations.change_council(seen_council(request, council_id), by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("councils:council", row.pk)
    return page(request, "councils/council_form.html", {"form": form, "unit": row.unit, "council": row})


def add_seat(request: PersonRequest, council_id: int) -> HttpResponse:
    row = kept_council(request, council_id, "councils.add_seat")
    form = SeatForm(
        request.POST or None, persons=persons_visible_to(request.user), initial={"valid_from": row.valid_from}
    )
    if form.is_valid():
        try:
            seat = operations.add_seat(row, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"Đã thêm {seat.person.full_name}.")
            return redirect("councils:add_seat" if "more" in request.POST else "councils:council", row.pk)
    return page(request, "councils/seat_form.html", {"form": form, "council": row})


def end_seat(request: PersonRequest, seat_id: int) -> HttpResponse:
    seen = Seat.objects.filter(council__in=councils_visible_to(request.user)).select_related("council__unit", "person")
    seat = get_object_or_404(seen, pk=seat_id)
    if not request.user.has_perm("councils.end_seat", seat):
        raise PermissionDenied("Việc này dành cho người đứng đầu và cán bộ phụ trách của đơn vị thành lập hội đồng.")
    form = LastDayForm(request.POST or None, initial={"last_day": today()})
    if form.is_valid():
        try:
            operations.end_seat(seat, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"{seat.person.full_name} thôi làm thành viên sau ngày đã ghi.")
            return redirect("councils:council", seat.council_id)
    return page(request, "councils/end_seat.html", {"form": form, "seat": seat, "council": seat.council})


def add_house_rule(request: PersonRequest, council_id: int) -> HttpResponse:
    row = kept_council(request, council_id, "councils.add_house_rule")
    form = HouseRuleForm(request.POST or None, initial={"valid_from": row.valid_from})
    if form.is_valid():
        try:
            operations.add_house_rule(row, by=request.user, **form.facts)
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã ghi quy định của hội đồng.")
            return redirect("councils:council", row.pk)
    return page(request, "councils/house_rule_form.html", {"form": form, "council": row})


def secrecy(request: PersonRequest) -> HttpResponse:
    """What nobody can see of a secret ballot, and what somebody could: in plain words."""
    return page(request, "councils/secrecy.html")
