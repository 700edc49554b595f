"""This room's permissions."""

import rules

from thidua.people.models import Person, Post, Unit
from thidua.people.queries import EDITORS, LEADERS, WORKERS, acts_in
from thidua.plans.models import Addressee, Assignment, ExtensionRequest, Flag, Line, Obligation, Plan
from thidua.plans.queries import assignments_visible_to, head_roles, obligations_visible_to, plans_visible_to


@rules.predicate
def writes_for(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, EDITORS)


@rules.predicate
def writes_plan(person: Person, plan: Plan) -> bool:
    return acts_in(person, plan.unit, EDITORS)


@rules.predicate
def pairs_lines_of(person: Person, child: Plan) -> bool:
    """Who writes the plan; once it is issued, also who writes the plans of the unit above."""
    by_parent = child.parent is not None and not child.is_draft and acts_in(person, child.parent.unit, EDITORS)
    return by_parent or acts_in(person, child.unit, EDITORS)


@rules.predicate
def writes_line(person: Person, line: Line) -> bool:
    return acts_in(person, line.plan.unit, EDITORS)


@rules.predicate
def sees_plan(person: Person, plan: Plan) -> bool:
    return plans_visible_to(person).filter(pk=plan.pk).exists()


@rules.predicate
def answers_as_addressee(person: Person, addressee: Addressee) -> bool:
    return acts_in(person, addressee.unit, LEADERS)


@rules.predicate
def sees_obligation(person: Person, obligation: Obligation) -> bool:
    return obligations_visible_to(person).filter(pk=obligation.pk).exists()


@rules.predicate
def answers_for(person: Person, obligation: Obligation) -> bool:
    return acts_in(person, obligation.unit, LEADERS)


@rules.predicate
def heads_unit(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, head_roles(unit))


@rules.predicate
def leads_unit(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, LEADERS)


@rules.predicate
def heads_ower(person: Person, obligation: Obligation) -> bool:
    return heads_unit(person, obligation.unit)


@rules.predicate
def works_at_flag(person: Person, flag: Flag) -> bool:
    """Who works in the unit: a figure may be kept by any of its members."""
    return acts_in(person, flag.obligation.unit, WORKERS)


@rules.predicate
def issues_paper(person: Person, obligation: Obligation) -> bool:
    return acts_in(person, obligation.duty.plan.unit, EDITORS)


@rules.predicate
def answers_request(person: Person, asked: ExtensionRequest) -> bool:
    return issues_paper(person, asked.obligation)


@rules.predicate
def judges(person: Person, obligation: Obligation) -> bool:
    """Head or officer of the issuing unit; what one handed in oneself only the head may decide."""
    unit = obligation.duty.plan.unit
    own = person.pk in (obligation.submitted_by_id, obligation.confirmed_by_id)
    return acts_in(person, unit, {Post.Role.HEAD} if own else EDITORS)


@rules.predicate
def sees_assignment(person: Person, assignment: Assignment) -> bool:
    return assignments_visible_to(person).filter(pk=assignment.pk).exists()


@rules.predicate
def may_take(person: Person, assignment: Assignment) -> bool:
    """Who works in the unit; a share that names somebody is that person's."""
    return assignment.person_id in (None, person.pk) and acts_in(person, assignment.unit, WORKERS)


@rules.predicate
def is_doer(person: Person, assignment: Assignment) -> bool:
    """Who took it, while still working in a unit that has to do with it."""
    return assignment.person_id == person.pk and acts_in(person, assignment.unit, WORKERS)


@rules.predicate
def leads_there(person: Person, assignment: Assignment) -> bool:
    return acts_in(person, assignment.unit, LEADERS) or acts_in(person, assignment.task.plan.unit, EDITORS)


@rules.predicate
def is_another_leader(person: Person, assignment: Assignment) -> bool:
    """Nobody confirms one's own work."""
    return assignment.person_id != person.pk and leads_there(person, assignment)


rules.add_perm("plans.view_plan", sees_plan)
rules.add_perm("plans.add_plan", writes_for)
rules.add_perm("plans.adopt_plan", writes_for)
rules.add_perm("plans.change_plan", writes_plan)
for step in Plan.MOVES:
    rules.add_perm(f"plans.{step}_plan", writes_plan)
rules.add_perm("plans.check_coverages", writes_plan)
rules.add_perm("plans.pair_lines", pairs_lines_of)
rules.add_perm("plans.amend_plan", writes_plan)
rules.add_perm("plans.acknowledge_addressee", answers_as_addressee)
rules.add_perm("plans.change_line", writes_line)
rules.add_perm("plans.change_campaign", writes_plan)
rules.add_perm("plans.view_chain", leads_unit)
rules.add_perm("plans.change_chain", heads_unit)

rules.add_perm("plans.view_obligation", sees_obligation)
rules.add_perm("plans.start_obligation", answers_for)
rules.add_perm("plans.change_obligation", answers_for)
rules.add_perm("plans.submit_obligation", answers_for)
rules.add_perm("plans.withdraw_obligation", answers_for)
rules.add_perm("plans.propose_obligation", answers_for)
rules.add_perm("plans.confirm_obligation", heads_ower)
rules.add_perm("plans.reject_obligation", heads_ower)
rules.add_perm("plans.answer_flag", works_at_flag)
rules.add_perm("plans.accept_obligation", judges)
rules.add_perm("plans.return_obligation", judges)
rules.add_perm("plans.excuse_obligation", issues_paper)
rules.add_perm("plans.demand_obligation", issues_paper)
rules.add_perm("plans.ask_extension", answers_for)
rules.add_perm("plans.extend_obligation", issues_paper)
rules.add_perm("plans.grant_extensionrequest", answers_request)
rules.add_perm("plans.refuse_extensionrequest", answers_request)

rules.add_perm("plans.view_assignment", sees_assignment)
rules.add_perm("plans.take_assignment", may_take)
rules.add_perm("plans.hand_assignment", leads_there)
rules.add_perm("plans.release_assignment", is_doer | leads_there)
rules.add_perm("plans.change_assignment", is_doer)
rules.add_perm("plans.finish_assignment", is_doer)
rules.add_perm("plans.resume_assignment", is_doer)
rules.add_perm("plans.confirm_assignment", is_another_leader)
rules.add_perm("plans.return_assignment", is_another_leader)
