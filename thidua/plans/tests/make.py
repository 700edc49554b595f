"""Plans, drafts and issued, made by the real operations."""

from datetime import date, timedelta
from typing import Any

from thidua.kernel.calendar import today as present_day
from thidua.people.models import Person, Post, Unit
from thidua.plans import operations
from thidua.plans.models import Assignment, Duty, Obligation, Plan, Target, Task

TODAY = date(2026, 11, 21)


def unit(name: str = "Trường THCS Suối Mơ", *, parent: Unit | None = None, kind: str = "lower_secondary") -> Unit:
    place = Unit.objects.count() + 1
    facts: dict[str, Any] = {"name": name, "kind": kind, "code": f"DV{place:04d}", "sign": f"DV{place}"}
    return Unit.objects.add_child(parent, facts) if parent else Unit.objects.add_root(facts)


def person(unit: Unit, role: str = "officer", *, name: str = "Lê Thị An", **dates: date | None) -> Person:
    """Somebody with one post, valid since long ago unless `valid_from` or `valid_to` says otherwise."""
    somebody = Person.objects.create(full_name=name, username=f"nguoi{Person.objects.count() + 1}")
    dates.setdefault("valid_from", date(2020, 1, 1))
    Post.objects.create(person=somebody, unit=unit, role=role, **dates)
    return somebody


def school() -> tuple[Unit, Unit, Person]:
    """A school with one team, and its officer."""
    trunk = unit()
    team = unit("Tổ Toán", parent=trunk, kind="team")
    return trunk, team, person(trunk)


def draft(unit: Unit, by: Person, *, title: str = "Cải cách hành chính năm 2026", **facts: Any) -> Plan:
    return operations.blank_draft(unit, by=by, title=title, **facts)


def line(plan: Plan, kind: type, by: Person, /, **values: Any) -> Any:
    values.setdefault("text", "Nội dung")
    return operations.add_line(plan, kind, by=by, **values)


def issued(unit: Unit, by: Person, to: list[Unit], *, tasks: int = 1, duties: int = 1, **facts: Any) -> Plan:
    """A plan with a target, tasks for the addressees and duties due in ten days, issued to the units."""
    plan = draft(unit, by, **facts)
    line(plan, Target, by, text="100% văn bản ký số", comparator="=", value=100, unit_of_count="%", measure="ratio")
    due = TODAY + timedelta(days=10)
    for n in range(tasks):
        line(plan, Task, by, text=f"Nhiệm vụ {n + 1}", level="subordinate", due=due)
    for n in range(duties):
        line(plan, Duty, by, text=f"Báo cáo {n + 1}", kind="report", due=due)
    operations.address_units(plan, to, by=by, today=TODAY)
    operations.issue_plan(plan, by=by, today=TODAY)
    return plan


def due_in(days: int) -> None:
    """Whatever the day is: everything owed is due so many days from now."""
    Obligation.objects.update(due=present_day() + timedelta(days=days))


def assignment(of: Plan, unit: Unit) -> Assignment:
    return Assignment.objects.get(task__plan=of, unit=unit)


def obligation(of: Plan, unit: Unit) -> Obligation:
    return Obligation.objects.get(duty__plan=of, unit=unit, period="")
