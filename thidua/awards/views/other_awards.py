"""Awards that the State's rules do not know: written down, mended, taken out again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.awards.forms.awards import OtherAwardForm, OtherFactsForm
from thidua.awards.models import OtherAward
from thidua.awards.operations import other_awards as operations
from thidua.awards.operations.giving import page_of
from thidua.awards.operations.own import AWARDS, own_words
from thidua.awards.queries.awards import collectives_visible_to, passports_visible_to
from thidua.awards.views.awards import KEEPERS_ONLY, required_unit
from thidua.awards.views.seen import refused
from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.people.requests import PersonRequest


def add_other_award(request: PersonRequest) -> HttpResponse:
    unit = required_unit(request)
    form = OtherAwardForm(unit, request.POST or None)
    if form.is_valid():
        try:
            row = operations.add_other_award(unit, form.subject, form.told, by=request.user, today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, f"Đã ghi: {row}.")
            return redirect(page_of(row))
    return page(request, "awards/other_award_form.html", {"form": form, "unit": unit})


def change_other_award(request: PersonRequest, other_id: int) -> HttpResponse:
    seen = Q(person__in=passports_visible_to(request.user)) | Q(collective__in=collectives_visible_to(request.user))
    rows = OtherAward.objects.filter(seen).select_related("person", "collective", "unit")
    row = get_object_or_404(rows, pk=other_id)
    if not request.user.has_perm("awards.change_otheraward", row):
        raise PermissionDenied(KEEPERS_ONLY)
    if row.person_id == request.user.pk:
        raise PermissionDenied(own_words(row.unit, request.user, AWARDS))
    if request.POST.get("act") == "remove":
        operations.remove_other_award(row, by=request.user)
        messages.success(request, "Đã bỏ khen thưởng ghi nhầm.")
        return redirect(page_of(row))
    form = OtherFactsForm(row.unit, request.POST or None, row=row)
    if form.is_valid():
        try:
            operations.change_other_award(row, form.told, by=request.user, today=today())
        except ValidationError as refusal:
            refused(form, refusal)
        else:
            messages.success(request, "Đã lưu.")
            return redirect(page_of(row))
    context = {"form": form, "unit": row.unit, "award": row, "back": page_of(row)}
    return page(request, "awards/other_award_form.html", context)
