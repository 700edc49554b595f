"""This room's permissions."""

import rules

from thidua.kernel.calendar import today
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, LEADERS, acts_in
from thidua.plans.matching import staff_of
from thidua.plans.models import Plan
from thidua.plans.rules import writes_for, writes_plan
from thidua.progress.models import Measurement
from thidua.progress.queries.figures import measurements_visible_to


@rules.predicate
def sees_figure(person: Person, cell: Measurement) -> bool:
    return measurements_visible_to(person).filter(pk=cell.pk).exists()


@rules.predicate
def answers_for_figure(person: Person, cell: Measurement) -> bool:
    return acts_in(person, cell.unit, LEADERS)


@rules.predicate
def keeps_figure(person: Person, cell: Measurement) -> bool:
    """The member whom the cell was given to, while working in the unit or one of its teams."""
    return cell.keeper_id == person.pk and staff_of(cell.unit, today()).filter(pk=person.pk).exists()


@rules.predicate
def judges_figure(person: Person, cell: Measurement) -> bool:
    return acts_in(person, cell.target.plan.unit, EDITORS)


@rules.predicate
def is_oneself(person: Person, other: Person) -> bool:
    return person.pk == other.pk


@rules.predicate
def sets_reminders(person: Person, subject: Plan | Unit) -> bool:
    """Who writes the plan, or the plans of the unit."""
    return bool(writes_plan(person, subject) if isinstance(subject, Plan) else writes_for(person, subject))


rules.add_perm("progress.view_measurement", sees_figure)
rules.add_perm("progress.record_measurement", answers_for_figure | keeps_figure)
rules.add_perm("progress.give_measurement", answers_for_figure)
rules.add_perm("progress.prove_measurement", answers_for_figure | keeps_figure)
rules.add_perm("progress.comment_measurement", sees_figure & (answers_for_figure | keeps_figure | judges_figure))

rules.add_perm("progress.remind_units", writes_plan)
rules.add_perm("progress.change_rule", sets_reminders)
rules.add_perm("progress.change_preference", is_oneself)

rules.add_perm("progress.rebuild_sums", writes_plan)
