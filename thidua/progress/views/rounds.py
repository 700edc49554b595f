"""The periods of figures of a plan: their days, and which of them there are."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.kernel.calendar import Period, today
from thidua.kernel.forms import offer_rows
from thidua.kernel.htmx import page
from thidua.kernel.workflow import possible_moves
from thidua.people.forms.fields import DayField
from thidua.people.queries import number_of
from thidua.people.requests import PersonRequest
from thidua.plans.models import Duty, Plan
from thidua.plans.operations.rounds import add_round, change_round, drop_round
from thidua.plans.queries import STANDING, plans_visible_to
from thidua.progress.queries.rounds import rounds_of_plan


class RoundForm(forms.Form):
    duty = forms.ModelChoiceField(Duty.objects.none(), label="Số liệu nào", empty_label=None)
    start = DayField(label="Từ ngày")
    end = DayField(label="Đến ngày")
    due = DayField(label="Hạn gửi")

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_rows(self, "duty", plan.duties.filter(removed=False).exclude(frequency=""), name_of)


class DayForm(forms.Form):
    due = DayField(label="Hạn gửi")


def name_of(duty: Duty) -> str:
    return f"{duty.text} · {duty.get_frequency_display().lower()} · {duty.get_level_display().lower()}"


def rounds(request: PersonRequest, plan_id: int) -> HttpResponse:
    plans = plans_visible_to(request.user).filter(status__in=STANDING).select_related("unit", "document")
    plan = get_object_or_404(plans.distinct(), pk=plan_id)
    act = request.POST.get("act", "")
    form = RoundForm(plan, request.POST if act == "add" else None)
    if act == "add" and form.is_valid() and added(request, form):
        return redirect("progress:rounds", plan.pk)
    if act in ("change", "drop"):
        return set_round(request, plan, act)
    if act and act != "add":
        raise Http404
    context = {
        "plan": plan,
        "tab": "rounds",
        "moves": possible_moves(plan, request.user),
        "rounds": rounds_of_plan(plan, request.user, today()),
        "may_change": plan.status == Plan.Status.ISSUED and request.user.has_perm("plans.change_campaign", plan),
        "form": form,
        "today": today(),
    }
    return page(request, "progress/rounds.html", context)


def added(request: PersonRequest, form: RoundForm) -> bool:
    values = form.cleaned_data
    try:
        period = add_round(
            values["duty"], values["start"], values["end"], values["due"], by=request.user, today=today()
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    messages.success(request, f"Đã thêm kỳ {period.label}.")
    return True


def set_round(request: PersonRequest, plan: Plan, act: str) -> HttpResponse:
    duty = get_object_or_404(plan.duties.exclude(frequency=""), pk=number_of(request.POST.get("duty", "")))
    try:
        period = Period.from_key(request.POST.get("period", ""))
    except ValueError as cause:
        raise Http404 from cause
    if act == "drop":
        dropped = drop_round(duty, period, by=request.user, today=today())
        messages.success(request, f"Đã bỏ kỳ {period.label}: {dropped} đơn vị không phải gửi nữa.")
        return redirect("progress:rounds", plan.pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        raise ValidationError("Ghi hạn mới dạng dd/mm/yyyy.", code="bad_day")
    changed = change_round(duty, period, form.cleaned_data["due"], by=request.user, today=today())
    messages.success(request, f"Đã đổi hạn kỳ {period.label} cho {changed} đơn vị.")
    return redirect("progress:rounds", plan.pk)
