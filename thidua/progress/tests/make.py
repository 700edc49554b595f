"""A province with a department, communes and schools, and a plan whose figures they owe."""

from datetime import date
from decimal import Decimal
from typing import Any

from thidua.people.models import Person, Unit
from thidua.plans.models import Obligation, Plan, Target
from thidua.plans.operations import address_units, issue_plan
from thidua.plans.tests import make as plans
from thidua.progress.models import Measurement

JANUARY = date(2026, 1, 12)


class Province:
    """`schools[n]` lies in `communes[n % len(communes)]`; the officer writes the department's plans."""

    def __init__(self, communes: int = 2, schools: int = 3) -> None:
        self.top = plans.unit("Tỉnh Đông Hải", kind="province")
        self.department = plans.unit("Sở Giáo dục và Đào tạo", parent=self.top, kind="department")
        self.communes = [plans.unit(f"Xã {n + 1}", parent=self.top, kind="commune") for n in range(communes)]
        self.schools = [
            plans.unit(f"Trường {n + 1}", parent=self.communes[n % communes], kind="lower_secondary")
            for n in range(schools)
        ]
        self.officer = plans.person(self.department)

    def issued(self, *targets: dict[str, Any], to: list[Unit] | None = None) -> Plan:
        """A plan of the year 2026 with these targets (by default one ratio a quarter), issued to the schools."""
        plan = plans.draft(self.department, self.officer, start=date(2026, 1, 1), end=date(2026, 12, 31))
        for facts in targets or ({},):
            target(plan, self.officer, **facts)
        address_units(plan, to or self.schools, by=self.officer, today=JANUARY)
        issue_plan(plan, by=self.officer, today=JANUARY)
        return plan


def target(plan: Plan, by: Person, **facts: Any) -> Target:
    """By default a ratio of at least 90 %, of the addressed units, each quarter."""
    facts = {
        "text": "Hồ sơ giải quyết trực tuyến",
        "measure": "ratio",
        "value": 90,
        "comparator": ">=",
        "unit_of_count": "%",
        "level": "subordinate",
        "frequency": "quarter",
        **facts,
    }
    frequency, named = facts.pop("frequency"), facts.pop("units", ())
    made: Target = plans.line(plan, Target, by, **facts)
    Target.objects.filter(pk=made.pk).update(frequency=frequency)
    made.frequency = frequency
    made.units.set(named)
    return made


def owed(plan: Plan, unit: Unit, period: str = "2026-Q1") -> Obligation:
    return Obligation.objects.get(duty__plan=plan, unit=unit, period=period)


def cell(paper: Obligation, target: Target, by: Person, part: int = 9, whole: int = 10, **facts: Any) -> Measurement:
    """A figure as it lies there, without the operations: for what is counted from rows."""
    share = Decimal(100 * part) / whole
    facts = {"numerator": part, "denominator": whole, "value": share, "reached": share >= 90, **facts}
    return Measurement.objects.create(
        obligation=paper, target=target, unit=paper.unit, period=paper.period, changed_by=by, **facts
    )
