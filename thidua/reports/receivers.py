"""News from below."""

from typing import Any

from django.dispatch import receiver

from thidua.plans.models import Obligation, Plan
from thidua.plans.signals import obligation_moved, plan_amended
from thidua.reports.operations.carrying import carry_reports
from thidua.reports.operations.handing_in import follow_obligation


@receiver(obligation_moved)
def bring_report_in_line(sender: Any, obligation: Obligation, step: str, **_: Any) -> None:
    follow_obligation(obligation, step)


@receiver(plan_amended)
def go_on_with_reports(sender: Any, new: Plan, **_: Any) -> None:
    carry_reports(new)
