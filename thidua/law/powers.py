"""Who decides, what a dossier holds, and by when."""

from __future__ import annotations

from calendar import SATURDAY
from collections.abc import Collection, Iterator
from datetime import date, timedelta

from thidua.law.facts import Level, UnitKind
from thidua.law.refusals import NotInForce, Unknown
from thidua.law.rules import Authority, Deadline, DossierList, Holiday, RuleSet
from thidua.law.wording import day_words

ONE_DAY = timedelta(days=1)


def who_decides(award: str, unit_kind: UnitKind, on: date, rules: RuleSet) -> tuple[Authority, ...]:
    """Whose decision gives the award to who belongs to such a unit, on the day of the decision. Several where each
    may decide, or where it depends on who runs the unit; empty where no rule says. Raises Unknown.
    """
    rules.award(award)
    return tuple(one for one in rules.all(Authority, on) if award in one.awards and unit_kind in one.units)


def dossier_list(award: str, level: Level, on: date, rules: RuleSet) -> DossierList:
    """The papers for an award at the place that receives them, by the rules of the day of receipt. Raises Unknown,
    NotInForce.
    """
    entry = rules.award(award)
    found = rules.find(DossierList, on, award, level.value)
    if found is None:
        raise NotInForce(
            f"Chưa có quy định về hồ sơ {entry.name} nộp ở {level.words} áp dụng cho ngày {day_words(on)}. "
            "Đối chiếu văn bản."
        )
    return found


def deadline_of(key: str, start: date, rules: RuleSet, *, holidays: Collection[date] = ()) -> date:
    """The last day, counted from the day after `start` (or, for what must come before an event, back from it).
    For days of the year `start` names the year asked about. Raises Unknown, NotInForce.
    """
    rule = rules.find(Deadline, start, key)
    if rule is None:
        if not rules.versions(Deadline, key):
            raise Unknown(f"Không có thời hạn nào mang mã “{key}”. Kiểm tra lại mã.")
        raise NotInForce(f"Chưa có quy định về thời hạn “{key}” áp dụng cho ngày {day_words(start)}.")
    if rule.month and rule.day:
        return date(start.year + rule.years, rule.month, rule.day)
    days = -(rule.days or 0) if rule.before else rule.days or 0
    return working_day(start, days, holidays) if rule.working else start + days * ONE_DAY


def working_day(start: date, days: int, holidays: Collection[date] = (), worked: Collection[date] = ()) -> date:
    """The day so many working days after `start`, or before it where `days` is negative; `start` itself not counted.
    `worked` are days of weekends that are worked in exchange for others.
    """
    step, left, day = (ONE_DAY if days > 0 else -ONE_DAY), abs(days), start
    while left:
        day += step
        left -= is_working_day(day, holidays, worked)
    return day


def is_working_day(day: date, holidays: Collection[date] = (), worked: Collection[date] = ()) -> bool:
    return day in worked or (day.weekday() < SATURDAY and day not in holidays)


def holidays_between(first: date, last: date, rules: RuleSet) -> dict[date, Holiday]:
    """Days off, and weekend days that are worked (`works`), from the first day to the last: each with its rule."""
    found: dict[date, Holiday] = {}
    for versions in rules.tables.get(Holiday, {}).values():
        for rule in versions:
            if isinstance(rule, Holiday):
                found |= {day: rule for day in _days_of(rule, first, last) if rule.holds_on(day)}
    return dict(sorted(found.items()))


def _days_of(rule: Holiday, first: date, last: date) -> Iterator[date]:
    if rule.month and rule.day:
        yearly = (date(year, rule.month, rule.day) for year in range(first.year, last.year + 1))
        yield from (day for day in yearly if first <= day <= last)
    elif rule.first:
        day, end = max(rule.first, first), min(rule.last or rule.first, last)
        while day <= end:
            yield day
            day += ONE_DAY
