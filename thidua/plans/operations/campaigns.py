"""How a campaign is run: who checks again after a correction, when papers are locked, whose word papers need."""

import copy

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.kernel.permissions import require
from thidua.people.models import Person, Unit
from thidua.plans.models import Chain, Plan

SETTINGS = ("recheck", "locks_after")


@transaction.atomic
def change_campaign(plan: Plan, *, by: Person, recheck: str, locks_after: int | None) -> Plan:
    """Change the settings of a draft or of a plan that runs; papers follow them from now on.

    `locks_after` counts days after a paper's deadline; None never locks. Raises ValidationError `plan_closed`.
    """
    require(by, "plans.change_campaign", plan)
    row = Plan.objects.select_for_update().get(pk=plan.pk)
    if row.status not in (Plan.Status.DRAFT, Plan.Status.ISSUED):
        raise ValidationError("Kế hoạch không còn được thực hiện nên không đổi thiết lập được.", code="plan_closed")
    before = copy.copy(row)
    row.recheck, row.locks_after = recheck, locks_after
    row.full_clean(exclude=["document", "unit"])
    row.save(update_fields=SETTINGS)
    if changes := differences(before, row, SETTINGS):
        record("plans.change_campaign", row, by=by, sentence="Đổi thiết lập của kế hoạch", changes=changes)
    plan.recheck, plan.locks_after = recheck, locks_after
    return plan


@transaction.atomic
def change_chain(unit: Unit, *, by: Person, head_confirms: bool) -> Chain:
    """Say whether the unit's papers need its head's word before they go up."""
    require(by, "plans.change_chain", unit)
    chain, _ = Chain.objects.select_for_update().get_or_create(unit=unit)
    before = copy.copy(chain)
    chain.head_confirms = head_confirms
    chain.save()
    if changes := differences(before, chain, ["head_confirms"]):
        record("plans.change_chain", chain, by=by, sentence="Đổi lối duyệt của đơn vị", changes=changes)
    return chain
