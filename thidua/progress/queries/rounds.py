"""The periods of figures of a plan, and how far the units are with each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from thidua.kernel.calendar import Period
from thidua.people.models import Person
from thidua.plans.models import Duty, Obligation, Plan
from thidua.plans.queries import obligations_visible_to
from thidua.plans.rounds import REPORTS, all_rounds


@dataclass(frozen=True, slots=True)
class Round:
    """A period of a duty: its day, and the units that owe, began, handed in and are done; none before it is opened."""

    duty: Duty
    period: Period
    due: date
    units: int = 0
    begun: int = 0
    handed_in: int = 0
    accepted: int = 0

    @property
    def is_open(self) -> bool:
        return self.units > 0

    @property
    def may_be_dropped(self) -> bool:
        return self.begun == 0


def rounds_of_plan(plan: Plan, person: Person, today: date) -> list[Round]:
    """The periods of all duties that ask for figures, counted over the papers that the person sees."""
    state = Obligation.Status
    rows = obligations_visible_to(person).filter(duty__plan=plan).exclude(period="").values("duty", "period")
    counts = rows.order_by().annotate(
        n=Count("pk", distinct=True),
        day=Max("due"),
        begun=Count("pk", distinct=True, filter=~Q(status__in=[state.NOT_STARTED, state.EXCUSED])),
        handed_in=Count("pk", distinct=True, filter=Q(status__in=[state.SUBMITTED, state.ACCEPTED])),
        accepted=Count("pk", distinct=True, filter=Q(status=state.ACCEPTED)),
    )
    found = {(row["duty"], row["period"]): row for row in counts}
    reports = [duty.due for duty in plan.duties.filter(kind__in=REPORTS, frequency="") if duty.due]
    return [
        _round(duty, period, due, found.get((duty.pk, period.key)))
        for duty in plan.duties.filter(removed=False).exclude(frequency="").select_related("plan__document")
        for period, due in all_rounds(duty, plan, today, reports)
    ]


def _round(duty: Duty, period: Period, due: date, row: Any) -> Round:
    if row is None:
        return Round(duty, period, due)
    return Round(duty, period, row["day"], row["n"], row["begun"], row["handed_in"], row["accepted"])
