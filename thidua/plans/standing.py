"""Where a plan, a share of a task or an owed paper stands, as tone and words for a status chip."""

from datetime import date, timedelta

from django.utils import timezone

from thidua.plans.models import Assignment, Obligation, Plan

SOON = timedelta(days=7)
Standing = tuple[str, str]
"""A tone of the chip component (ok, warn, late, info, mute) and what it says."""

PLAN_TONES = {"draft": "info", "issued": "ok", "closed": "mute", "withdrawn": "mute"}
OBLIGATION_TONES = {"drafting": "info", "submitted": "mute", "accepted": "ok", "returned": "warn"}
ASSIGNMENT_TONES = {"taken": "info", "done": "mute", "confirmed": "ok", "returned": "warn"}


def of_plan(plan: Plan) -> Standing:
    return PLAN_TONES[plan.status], plan.get_status_display()


def of_obligation(obligation: Obligation, today: date) -> Standing:
    """Late and nearly due come before the state, as long as something is owing; what came late says by how much."""
    if obligation.is_owing:
        return by_deadline(obligation.deadline, today) or (
            OBLIGATION_TONES.get(obligation.status, "info"),
            obligation.get_status_display(),
        )
    late = late_days(obligation)
    words = f"{obligation.get_status_display()} · trễ {late} ngày" if late else obligation.get_status_display()
    return OBLIGATION_TONES[obligation.status], words


def late_days(obligation: Obligation) -> int:
    """By how many days the paper came after its deadline, in days of Vietnam."""
    if obligation.submitted_at is None:
        return 0
    return max((timezone.localdate(obligation.submitted_at) - obligation.deadline).days, 0)


def of_assignment(assignment: Assignment, today: date) -> Standing:
    if assignment.status in Assignment.UNDONE and assignment.due:
        urgent = by_deadline(assignment.due, today)
        if urgent:
            return urgent
    return ASSIGNMENT_TONES.get(assignment.status, "info"), assignment.get_status_display()


def by_deadline(due: date, today: date) -> Standing | None:
    """Overdue, or due within a week; None when there is time."""
    if due < today:
        return "late", f"Quá hạn {(today - due).days} ngày"
    return ("warn", "Sắp đến hạn") if due - today <= SOON else None
