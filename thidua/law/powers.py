"""Who decides, what a dossier holds, and by when."""

from __future__ import annotations

from calendar import SATURDAY
from collections.abc import Collection
from datetime import date, timedelta

from thidua.law.facts import Level, UnitKind
from thidua.law.refusals import NotInForce, Unknown
from thidua.law.rules import Authority, Deadline, DossierList, RuleSet
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


def working_day(start: date, days: int, holidays: Collection[date] = ()) -> date:
    """The day so many working days after `start`, or before it where `days` is negative; `start` itself not counted."""
    step, left, day = (ONE_DAY if days > 0 else -ONE_DAY), abs(days), start
    while left:
        day += step
        left -= day.weekday() < SATURDAY and day not in holidays
    return day
