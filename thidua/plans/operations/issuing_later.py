"""A plan for very many units: what can be refused is refused at once, the rest happens in the background."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, advance, keep, kept_alive, run_kind, start_run
from thidua.kernel.templatetags.words import number as in_words
from thidua.people.models import Person
from thidua.plans.models import Duty, Plan, Target, Task
from thidua.plans.operations.issuing import enter_register, issue_plan, refuse_unready
from thidua.plans.operations.lines import require_draft
from thidua.plans.queries import ISSUE

MOST_AT_ONCE = 3000
"""Addressees times lines that are issued while somebody waits: well under a second."""
AMENDING = 3
"""A new version takes so many times as long: papers of the versions before are laid beside its own."""


def is_long(plan: Plan) -> bool:
    """Whether issuing would keep somebody waiting."""
    kinds = (Duty, Target, Task)
    lines = sum(kind._default_manager.filter(plan=plan, removed=False).count() for kind in kinds)
    work = plan.addressees.count() * lines
    return (work * AMENDING if plan.supersedes_id else work) > MOST_AT_ONCE


@transaction.atomic
def issue_later(plan: Plan, *, by: Person, today: date, number: str = "", on: date | None = None) -> Run:
    """Issue a draft in the background, as of `today`; until that is over nobody changes it.

    Raises at once what `issue_plan` would raise now, and `not_draft`, `being_issued`.
    """
    require(by, "plans.issue_plan", plan)
    require_draft(plan)
    refuse_unready(plan)
    _try_number(plan, number, on or today, by)
    units = in_words(plan.addressees.count())
    facts = {"plan": plan.pk, "person": by.pk, "today": str(today), "number": number, "on": str(on or today)}
    return start_run(ISSUE, f"Ban hành tới {units} đơn vị: {plan.title}"[:300], by=by, **facts)


def _try_number(plan: Plan, number: str, on: date, by: Person) -> None:
    """Refuse a number that cannot be given; what is given here is taken back."""
    with transaction.atomic():
        enter_register(Plan.objects.select_related("document__unit").get(pk=plan.pk), number, on, by=by)
        transaction.set_rollback(True)


@run_kind(ISSUE)
def issue_in_background(run: Run) -> Outcome:
    """All or nothing; a second attempt finds whether the first one came to its end."""
    facts = run.parameters
    plan = Plan.objects.select_related("unit", "document").get(pk=facts["plan"])
    if not facts.get("is_issued"):
        _issue(plan, run)
    units = in_words(plan.addressees.count())
    return Outcome(f"Đã ban hành {plan.document} tới {units} đơn vị.", reverse("plans:plan", args=[plan.pk]))


def _issue(plan: Plan, run: Run) -> None:
    facts = run.parameters
    by = Person.objects.get(pk=facts["person"])
    if not by.has_perm("plans.issue_plan", plan):
        raise ValidationError("Người bấm ban hành không còn quyền ban hành kế hoạch này.", code="no_right")
    advance(run, 0, 0)
    with kept_alive(run) as tell, transaction.atomic():
        today, on = date.fromisoformat(facts["today"]), date.fromisoformat(facts["on"])
        issue_plan(plan, by=by, today=today, number=facts["number"], on=on, tell=tell)
        keep(run, is_issued=True)
        total = plan.addressees.count()
        advance(run, total, total)
