"""News from below."""

from typing import Any

from django.dispatch import receiver

from thidua.people.models import Person
from thidua.plans.models import Obligation, Plan
from thidua.plans.signals import obligation_moved, obligations_opened, papers_held, plan_amended
from thidua.progress.operations.carrying import carry_figures
from thidua.progress.operations.following import follow_obligation, free_excused
from thidua.progress.operations.sums import expect, follow_asking, hold_sums


@receiver(papers_held)
def hold(sender: Any, plans: list[int], **_: Any) -> None:
    hold_sums(plans)


@receiver(obligations_opened)
def count_what_is_owed(sender: Any, plan: Plan, periods: set[str], **_: Any) -> None:
    free_excused(plan, periods)
    expect(plan, periods)


@receiver(obligation_moved)
def count_who_is_excused(sender: Any, obligation: Obligation, step: str, **_: Any) -> None:
    follow_asking(obligation, step)


@receiver(obligation_moved)
def bring_figures_in_line(sender: Any, obligation: Obligation, step: str, by: Person, **_: Any) -> None:
    follow_obligation(obligation, step, by=by)


@receiver(plan_amended)
def go_on_with_figures(sender: Any, new: Plan, **_: Any) -> None:
    carry_figures(new)
