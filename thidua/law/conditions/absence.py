"""Time away from work within a year, and what the rules make of it."""

from __future__ import annotations

from datetime import date, timedelta

from thidua.law.conditions.base import View
from thidua.law.facts import Absence, Subject
from thidua.law.years import Year

MONTHS_OF_A_YEAR = 12


def months_between(first: date, last: date) -> int:
    """Whole months from the first to the last day, both included."""
    after = last + timedelta(days=1)
    months = (after.year - first.year) * MONTHS_OF_A_YEAR + after.month - first.month
    return max(0, months - (after.day < first.day))


def months_within(view: View, absence: Absence, year: Year) -> int:
    """Whole months of the absence that lie in the year."""
    first = max(absence.start, view.calendar.first_day(year))
    last = min(absence.end or view.stand, view.calendar.last_day(year))
    return months_between(first, last) if first <= last else 0


def counted_out_months(view: View, year: Year) -> tuple[tuple[Absence, ...], int]:
    """Absences of the year that do not count as work, and their months together."""
    away, months = [], 0
    for absence in view.person.absences:
        rule = view.absence_rule(absence.kind.value)
        within = months_within(view, absence, year)
        if within and not (rule and rule.counts):
            away.append(absence)
            months += within
    return tuple(away), months


def reasons_for_gap(view: View, year: Year) -> tuple[str, ...]:
    """What may explain a year without result, each as words; empty where nothing does."""
    if view.subject is not Subject.PERSON:
        return ()
    return (*_absences(view, year), *_transfers(view, year))


def _absences(view: View, year: Year) -> list[str]:
    found = []
    for absence in view.person.absences:
        rule = view.absence_rule(absence.kind.value)
        if rule and months_within(view, absence, year) >= rule.explains_from > 0:
            found.append(f"{absence.words} ({rule.ask}; {view.rules.cite(rule.sources)})")
    return found


def _transfers(view: View, year: Year) -> list[str]:
    rule = view.principle("transfer")
    if rule is None:
        return []
    moves = (transfer for transfer in view.person.transfers if view.calendar.holds(year, transfer.on))
    return [f"{transfer.words} ({rule.text}; {view.rules.cite(rule.sources)})" for transfer in moves]
