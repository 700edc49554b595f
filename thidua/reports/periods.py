"""Which kind of report a duty asks for, and of which time."""

from datetime import date, timedelta

from thidua.kernel.calendar import Length, Period
from thidua.kernel.text import fold
from thidua.plans.models import Duty, Plan
from thidua.reports.models import Kind

BEFORE = timedelta(days=15)
"""A report that is due early in a month is about the one before."""
MARKS = (
    (Kind.MONTHLY, ("hang thang", "bao cao thang", "thang truoc")),
    (Kind.QUARTERLY, ("hang quy", "bao cao quy", "tung quy")),
    (Kind.INTERIM, ("so ket", "6 thang", "sau thang", "giua ky", "giua nhiem ky", "hoc ky i ", "hoc ky 1")),
)


def kind_of(duty: Duty) -> str:
    """By its words, else by how often it comes round; a report that says nothing of either tells of the whole."""
    words = f"{fold(duty.text)} "
    for kind, marks in MARKS:
        if any(mark in words for mark in marks):
            return kind
    if duty.recurrence.startswith("month"):
        return Kind.MONTHLY
    if duty.recurrence.startswith("quarter"):
        return Kind.QUARTERLY
    if duty.recurrence.startswith("half"):
        return Kind.INTERIM
    return Kind.FINAL


def period_of(kind: str, due: date, plan: Plan) -> Period:
    """The time that a report of the kind tells of when it is due on the day: a month or quarter of the calendar; from
    the plan's first day to the day (interim); the whole of the plan's time (final).
    """
    day = due - BEFORE
    if kind == Kind.MONTHLY:
        return Period.containing(day, Length.MONTH)
    if kind == Kind.QUARTERLY:
        return Period.containing(day, Length.QUARTER)
    start = plan.start or plan.document.date or date(due.year, 1, 1)
    end = due if kind == Kind.INTERIM else plan.end or due
    return Period(min(start, end), end, Length.PHASE)
