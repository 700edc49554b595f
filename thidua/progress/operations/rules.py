"""The days on which a plan, or a unit for all its plans, reminds."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from thidua.audit.operations import record
from thidua.kernel.permissions import require
from thidua.people.models import Person, Unit
from thidua.plans.models import Plan
from thidua.progress.models import ReminderRule
from thidua.progress.queries.reminders import pattern_of
from thidua.progress.reminding import MOST_DAYS


@transaction.atomic
def change_rule(
    subject: Plan | Unit, *, by: Person, days: Iterable[int], escalate_after: int | None, active: bool = True
) -> ReminderRule:
    """Set the rule of a plan, or of a unit for its plans and those of the units below. Raises `no_days`, `far_day`."""
    require(by, "progress.change_rule", subject)
    wanted = sorted(set(days))
    if active and not wanted:
        raise ValidationError("Ghi ít nhất một ngày nhắc, hoặc tắt nhắc việc.", code="no_days")
    if any(abs(day) > MOST_DAYS for day in [*wanted, escalate_after or 0]):
        raise ValidationError(f"Nhắc trong khoảng {MOST_DAYS} ngày trước và sau hạn.", code="far_day")
    facts = {"days": wanted, "escalate_after": escalate_after, "active": active}
    rule, _ = ReminderRule.objects.update_or_create(**_place(subject), defaults=facts)
    pattern = pattern_of(rule)
    record("progress.change_rule", subject, by=by, sentence=f"Nhắc việc: {pattern.words if pattern else 'tắt'}")
    return rule


@transaction.atomic
def drop_rule(subject: Plan | Unit, *, by: Person) -> None:
    """Go back to the rule of the units above, or to the default."""
    require(by, "progress.change_rule", subject)
    gone, _ = ReminderRule.objects.filter(Q(**_place(subject))).delete()
    if gone:
        record("progress.drop_rule", subject, by=by, sentence="Nhắc việc theo cách chung")


def _place(subject: Plan | Unit) -> dict[str, Any]:
    if isinstance(subject, Plan):
        return {"plan": subject, "unit": subject.unit}
    return {"plan": None, "unit": subject}
