"""Rounds of figures: which periods a plan asks for, by when, from whom, and which units sum them."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from thidua.kernel.calendar import Length, Period
from thidua.people.models import Unit
from thidua.people.queries import lineage
from thidua.plans.models import Duty, Level, Plan, Target
from thidua.reading.recurrence import Recurrence

HORIZON = timedelta(days=100)
"""How far ahead the next dates of what comes round are opened."""
DAYS_TO_REPORT = timedelta(days=5)
"""After the end of a period, where the plan names no day near it."""
NEAR = timedelta(days=45)
REPORTS = (Duty.Kind.REPORT, Duty.Kind.SUBMISSION)


def periods_of(plan: Plan, frequency: str, today: date) -> list[Period]:
    """The periods of the plan's time, by how often its targets are measured; of a plan without dates those of the year
    that begins today.
    """
    start = plan.start or plan.document.date or today
    end = plan.end or max(start, today) + timedelta(days=365)
    year = _school_or_calendar(start, end)
    if frequency == Target.Frequency.ONCE:
        whole = Period.containing(start, year)
        return [whole] if (whole.start, whole.end) == (start, end) else Period.within(start, end, Length.PHASE)
    length = Target.PERIODIC[frequency]
    return Period.within(start, end, year if length is Length.YEAR else length)


def _school_or_calendar(start: date, end: date) -> Length:
    """A plan that begins in autumn and ends in spring or summer counts in school years."""
    return Length.SCHOOL_YEAR if start.month in (8, 9) and 5 <= end.month <= 8 else Length.YEAR


def rounds_of(duty: Duty, plan: Plan, today: date, reports: Iterable[date]) -> list[tuple[Period, date]]:
    """Each period in sight with the day by which its figures are due. What was due before today is not asked for; what
    the issuer set by hand is in sight at once.
    """
    chosen = duty.rounds
    return [
        (period, due)
        for period, due in all_rounds(duty, plan, today, reports)
        if due >= today and (period.start <= today + HORIZON or period.key in chosen)
    ]


def all_rounds(duty: Duty, plan: Plan, today: date, reports: Iterable[date]) -> list[tuple[Period, date]]:
    """Each period of the plan's time but the dropped ones, with its day: the issuer's (`Duty.rounds`), else by rule."""
    known = list(reports)
    regular = {period.key: _due(duty, period, known) for period in periods_of(plan, duty.frequency, today)}
    set_days = {key: date.fromisoformat(day) if day else None for key, day in duty.rounds.items()}
    rounds = {**regular, **set_days}
    return sorted((Period.from_key(key), due) for key, due in rounds.items() if due)


def _due(duty: Duty, period: Period, reports: list[date]) -> date:
    """The duty's own day, else the last day near the period's end on which a report is due, else some days after it."""
    early, late = period.end - NEAR, period.end + NEAR
    if duty.due:
        reports = [duty.due]
    if duty.recurrence:
        reports = Recurrence.from_key(duty.recurrence).next_dates(after=early, until=late)
    near = [day for day in reports if max(early, period.start) <= day <= late]
    return max(near, default=period.end + DAYS_TO_REPORT)


def bearers_of(line: Target | Duty, plan: Plan, addressed: list[Unit]) -> list[Unit]:
    """The units that report on a target or owe a paper: the named ones, the issuer, or the addressees. Wants `units`
    prefetched.
    """
    if named := list(line.units.all()):
        return named
    if line.level == Level.OWN:
        return [plan.unit]
    return [unit for unit in addressed if unit.pk != plan.unit_id] or [plan.unit]


def top_of(plan: Plan) -> str:
    """The path of the unit at which the plan's figures are summed up: a department's are of its whole province."""
    unit = plan.unit
    return unit.path[: -Unit.steplen] if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1 else unit.path


def places_of(plan: Plan, units: Iterable[Unit]) -> dict[int, str]:
    """By unit: the units that sum its figures, nearest first, as `Obligation.place` keeps them."""
    top, bearers = top_of(plan), list(units)
    above = {unit.pk: list(_summing(unit, top)) for unit in bearers}
    paths = {path for chain in above.values() for path in chain} | {top}
    ids = dict(Unit.objects.filter(path__in=paths).values_list("path", "pk"))
    return {pk: ",".join(str(ids[path]) for path in chain or [top]) for pk, chain in above.items()}


def _summing(unit: Unit, top: str) -> Iterator[str]:
    """From the unit above up to the top; the top itself sums what it reports of itself."""
    for path in reversed(lineage(unit.path)[:-1]):
        if path.startswith(top):
            yield path
