"""How a campaign is run, and whose word a unit's papers need."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from thidua.kernel.calendar import today
from thidua.kernel.htmx import page
from thidua.kernel.permissions import require
from thidua.people.queries import units_visible_to
from thidua.people.requests import PersonRequest
from thidua.plans import operations
from thidua.plans.forms import CampaignForm, ChainForm, CopyForm
from thidua.plans.models import Chain
from thidua.plans.operations import copying
from thidua.plans.queries import heads_of, plans_visible_to


def change_campaign(request: PersonRequest, plan_id: int) -> HttpResponse:
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    require(request.user, "plans.change_campaign", plan)
    form = CampaignForm(request.POST or None, instance=copy(plan))
    if form.is_valid():
        try:
            operations.change_campaign(plan, by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Đã lưu thiết lập của kế hoạch.")
            return redirect("plans:plan_units", plan.pk)
    return page(request, "plans/campaign.html", {"plan": plan, "form": form})


def copy_campaign(request: PersonRequest, plan_id: int) -> HttpResponse:
    """The draft of the next year's campaign; a large one is made in the background."""
    plan = get_object_or_404(plans_visible_to(request.user).select_related("unit", "document"), pk=plan_id)
    require(request.user, "plans.add_plan", plan.unit)
    form = CopyForm(request.POST or None, initial={"start": copying.next_start(plan)})
    if form.is_valid():
        facts = {"by": request.user, "start": form.cleaned_data["start"]}
        try:
            if copying.is_large(plan):
                return redirect("web:run", copying.copy_later(plan, **facts).pk)
            return redirect("plans:desk", copying.copy_campaign(plan, today=today(), **facts).pk)
        except ValidationError as refusal:
            form.add_error(None, refusal)
    return page(request, "plans/copy_campaign.html", {"plan": plan, "form": form})


def change_chain(request: PersonRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(units_visible_to(request.user), pk=unit_id)
    require(request.user, "plans.view_chain", unit)
    given = request.POST if request.method == "POST" else None
    form = ChainForm(given, instance=Chain.objects.filter(unit=unit).first() or Chain(unit=unit))
    if form.is_valid():
        operations.change_chain(unit, by=request.user, **form.cleaned_data)
        messages.success(request, "Đã lưu lối duyệt của đơn vị.")
        return redirect("people:unit", unit.pk)
    return page(request, "plans/chain.html", {"unit": unit, "form": form, "heads": heads_of(unit, today())})
