"""News from below."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from thidua.people.models import Person, Unit
from thidua.people.signals import unit_closed, unit_reopened, units_moved, units_regrouping, units_succeeded
from thidua.plans.operations.succeeding import (
    demand_again,
    excuse_closed,
    hang_elsewhere,
    hold_papers,
    succeed_in_plans,
)


@receiver(units_regrouping, dispatch_uid="plans.hold_papers")
def hold(sender: Any, units: list[Unit], **_: Any) -> None:
    hold_papers(units)


@receiver(units_succeeded, dispatch_uid="plans.succeed")
def go_on_for_others(sender: Any, old: list[Unit], new: list[Unit], first_day: date, by: Person, **_: Any) -> None:
    succeed_in_plans(old, new, first_day=first_day, by=by)


@receiver(units_moved, dispatch_uid="plans.hang_elsewhere")
def sum_elsewhere(sender: Any, units: list[Unit], first_day: date, **_: Any) -> None:
    hang_elsewhere(units, first_day=first_day)


@receiver(unit_closed, dispatch_uid="plans.excuse_closed")
def ask_no_more(sender: Any, units: list[Unit], last_day: date, by: Person, **_: Any) -> None:
    excuse_closed(units, last_day=last_day, by=by)


@receiver(unit_reopened, dispatch_uid="plans.demand_again")
def ask_again(sender: Any, unit: Unit, by: Person, **_: Any) -> None:
    demand_again(unit, by=by)
