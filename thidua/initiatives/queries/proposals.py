"""Rounds as a plan sets them: read from its phases and its deadlines that speak of initiatives."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from thidua.kernel.text import fold
from thidua.plans.models import Plan

SUBJECT = re.compile(r"\b(?:sang kien|giai phap|mo hinh)\b")
REGISTERING = re.compile(r"\bdang ky\b")
REPORTING = re.compile(r"\bbao cao\b|\bket qua\b|\bhoan thanh\b")


@dataclass(frozen=True, slots=True)
class Proposal:
    """One round: last days to register and to report; `doubt` says what the plan leaves open."""

    year: int
    closes: date
    report_by: date | None
    opens: date
    doubt: str = ""

    @property
    def name(self) -> str:
        return f"Đợt đăng ký sáng kiến năm {self.year}"


def proposed_rounds(plan: Plan) -> list[Proposal]:
    """A round for each year in which the plan wants initiatives registered or reported, earliest first."""
    registering, reporting = _days(plan)
    for phase in plan.phases.filter(removed=False, end__isnull=False).order_by("end"):
        if phase.end and phase.end.year not in registering and reporting.get(phase.end.year, phase.end) > phase.end:
            registering[phase.end.year] = phase.end
    return [
        found
        for year in sorted(registering.keys() | reporting.keys())
        if (found := _proposal(plan, year, registering, reporting))
    ]


def _days(plan: Plan) -> tuple[dict[int, date], dict[int, date]]:
    """By year: the last day to register, the last day to report."""
    registering: dict[int, date] = {}
    reporting: dict[int, date] = {}
    for duty in plan.duties.filter(removed=False, due__isnull=False).order_by("due"):
        words = fold(duty.text)
        if duty.due and SUBJECT.search(words):
            is_report = REPORTING.search(words) is not None
            if is_report:
                reporting[duty.due.year] = duty.due
            elif REGISTERING.search(words):
                registering[duty.due.year] = duty.due
    return registering, reporting


def _proposal(plan: Plan, year: int, registering: dict[int, date], reporting: dict[int, date]) -> Proposal | None:
    report_by, closes, doubt = reporting.get(year), registering.get(year), ""
    if closes is None:
        same = [day for other, day in sorted(registering.items()) if other < year]
        closes = _same_day(same[-1], year) if same else _month_before(report_by)
        source = f"lấy theo năm {same[-1].year}" if same else "đặt trước hạn báo cáo một tháng"
        doubt = f"Kế hoạch không nêu hạn đăng ký năm {year}; {source}. Xem lại."
    if closes is None or (report_by and closes >= report_by):
        return None
    starts = [day for day in (plan.start, date(year, 1, 1)) if day and day < closes]
    return Proposal(year, closes, report_by, max(starts, default=closes - timedelta(days=30)), doubt)


def _same_day(day: date, year: int) -> date:
    return date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _month_before(day: date | None) -> date | None:
    return day - timedelta(days=30) if day else None
