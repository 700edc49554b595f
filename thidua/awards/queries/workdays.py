"""Which days a unit works: the days off of the law, and those of the unit and the units above it over them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from thidua.awards.models import OwnDay
from thidua.awards.rulebook import rules_for
from thidua.law import holidays_between, working_day
from thidua.people.models import Unit
from thidua.people.queries import authorities

ONE_DAY = timedelta(days=1)
MARGIN = 60
"""Days looked at beyond twice the working days asked for: longer than any row of days off."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day off, or a weekend day that is worked: why, and what still has to be compared with the documents."""

    day: date
    works: bool
    name: str
    source: str
    doubt: str
    own: OwnDay | None = None


def special_days(unit: Unit, first: date, last: date) -> list[SpecialDay]:
    """In order of days; what a unit says lies over the law, a lower unit over a higher one."""
    rules = rules_for(unit)
    found = {
        day: SpecialDay(day, rule.works, rule.name, rules.cite(rule.sources), "; ".join(rules.doubts(rule, day)))
        for day, rule in holidays_between(first, last, rules).items()
    }
    own = OwnDay.objects.filter(unit__in=authorities(unit), day__range=(first, last)).select_related("unit")
    for row in own.order_by("unit__depth", "unit__path"):
        found[row.day] = SpecialDay(row.day, row.works, row.reason, row.unit.name, "", row)
    return [found[day] for day in sorted(found)]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on end with one reason."""

    first: date
    last: date
    works: bool
    name: str
    source: str
    doubt: str
    own: OwnDay | None


def in_stretches(days: Sequence[SpecialDay]) -> list[Stretch]:
    """As people speak of them: Tết from one day to another, a unit's own days one by one."""
    found: list[Stretch] = []
    for one in days:
        stretch = Stretch(one.day, one.day, one.works, one.name, one.source, one.doubt, one.own)
        before = found[-1] if found else None
        goes_on = before and before.last + ONE_DAY == one.day and not one.own
        if before and goes_on and replace(before, first=one.day, last=one.day) == stretch:
            found[-1] = replace(before, last=one.day)
        else:
            found.append(stretch)
    return found


def last_working_day(unit: Unit, start: date, days: int) -> date:
    """The day so many working days of the unit after `start`, which itself is not counted."""
    special = special_days(unit, start, start + timedelta(days=2 * days + MARGIN))
    return counted(special, start, days)


def counted(special: Sequence[SpecialDay], start: date, days: int) -> date:
    off = {one.day for one in special if not one.works}
    return working_day(start, days, off, {one.day for one in special if one.works})
