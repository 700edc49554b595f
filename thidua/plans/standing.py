"""Where a plan, a share of a task or an owed paper stands, as tone and words for a status chip."""

from datetime import date, timedelta

from django.utils import timezone

from thidua.plans.models import Assignment, Obligation, Plan

SOON = timedelta(days=7)
Standing = tuple[str, str]
"""A tone of the chip component (ok, warn, late, info, mute) and what it says."""

PLAN_TONES = {"draft": "info", "issued": "ok", "closed": "mute", "withdrawn": "mute", "superseded": "mute"}
OBLIGATION_TONES = {
    "drafting": "info",
    "confirming": "info",
    "submitted": "mute",
    "accepted": "ok",
    "returned": "warn",
    "excused": "mute",
}
ASSIGNMENT_TONES = {"taken": "info", "done": "mute", "confirmed": "ok", "returned": "warn", "ended": "mute"}


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


CELLS = {
    "not_started": ("mute", "Chưa nộp"),
    "drafting": ("info", "Đang soạn"),
    "confirming": ("info", "Chờ trong đơn vị"),
    "submitted": ("info", "Chờ duyệt"),
    "accepted": ("ok", "Đã nhận"),
    "returned": ("warn", "Bị trả lại"),
    "excused": ("mute", "Miễn nộp"),
}


def cell_of(obligation: Obligation, today: date) -> Standing:
    """In the few words of a board: what is owing says by how many days it is late, what came late says so too."""
    tone, words = CELLS[obligation.status]
    late = late_by(obligation, today)
    if not obligation.is_owing:
        return tone, f"{words}, trễ {late} ngày" if late else words
    if late:
        return "late", f"Trễ {late} ngày" if obligation.status in PLAIN else f"{words}, trễ {late} ngày"
    is_soon = obligation.status in PLAIN and obligation.deadline - today <= SOON
    return ("warn" if is_soon else tone), words


PLAIN = frozenset({Obligation.Status.NOT_STARTED, Obligation.Status.DRAFTING})


def late_by(obligation: Obligation, today: date) -> int:
    """Days after the deadline: until today while it is owing, else until it came. 0 for in time or excused."""
    if obligation.is_owing:
        return max((today - obligation.deadline).days, 0)
    return late_days(obligation)


def locks_on(obligation: Obligation) -> date | None:
    """The last day on which the paper is taken; None when it is never locked. After a return the days count from the
    return, so that who was asked to mend has the time to.
    """
    days = obligation.duty.plan.locks_after
    if days is None:
        return None
    first = obligation.deadline
    if obligation.decided_at:
        first = max(first, timezone.localdate(obligation.decided_at))
    return first + timedelta(days=days)


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


FINDINGS = {
    "kept": ("ok", "Giữ"),
    "sharper": ("info", "Cao hơn"),
    "weaker": ("warn", "Thấp hơn"),
    "missing": ("late", "Thiếu"),
    "added": ("mute", "Thêm mới"),
}


def of_finding(verdict: str, late: int) -> Standing:
    """How a line stands against the one above; a later deadline is told beside it."""
    tone, words = FINDINGS[verdict]
    return ("warn" if tone in {"ok", "info"} else tone, f"{words} · muộn {late} ngày") if late else (tone, words)
