"""To whom a plan is addressed, chosen while it is a draft."""

from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.people.models import Person, Unit
from thidua.plans.models import Addressee, Plan
from thidua.plans.operations.lines import require_draft
from thidua.plans.queries import addressable_units


@transaction.atomic
def address_units(plan: Plan, units: Iterable[Unit], *, by: Person, today: date) -> int:
    """Add addressees; units already chosen stay. Returns how many were new.

    Raises ValidationError `not_draft`, `out_of_reach` (a unit that is not the issuer's own or below it, or is closed).
    """
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    wanted = {unit.pk for unit in units}
    allowed = set(addressable_units(plan, today).filter(pk__in=wanted).values_list("pk", flat=True))
    if wanted - allowed:
        raise ValidationError(
            "Chỉ gửi được cho đơn vị mình và đơn vị đang hoạt động thuộc đơn vị mình. Chọn lại nơi nhận.",
            code="out_of_reach",
        )
    new = wanted - set(plan.addressees.values_list("unit_id", flat=True))
    Addressee.objects.bulk_create(
        [Addressee(plan=plan, unit_id=pk) for pk in sorted(new)], batch_size=500, ignore_conflicts=True
    )
    if new:
        record("plans.address_units", plan, by=by, sentence=f"Thêm {len(new)} đơn vị nhận")
    return len(new)


@transaction.atomic
def unaddress_units(plan: Plan, units: Iterable[Unit], *, by: Person) -> int:
    """Take addressees out of a draft. Returns how many."""
    require(by, "plans.change_plan", plan)
    require_draft(plan)
    gone, _ = plan.addressees.filter(unit__in=[unit.pk for unit in units]).delete()
    if gone:
        record("plans.unaddress_units", plan, by=by, sentence=f"Bớt {gone} đơn vị nhận")
    return gone
