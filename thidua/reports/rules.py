"""This room's permissions."""

import rules

from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, LEADERS, acts_in
from thidua.plans.models import Obligation
from thidua.plans.rules import judges
from thidua.reports.models import Report, ReportForm
from thidua.reports.queries import forms_visible_to, reports_visible_to


@rules.predicate
def sees_form(person: Person, form: ReportForm) -> bool:
    return forms_visible_to(person).filter(pk=form.pk).exists()


@rules.predicate
def writes_forms_of(person: Person, unit: Unit) -> bool:
    return acts_in(person, unit, EDITORS)


@rules.predicate
def writes_form(person: Person, form: ReportForm) -> bool:
    return acts_in(person, form.unit, EDITORS)


@rules.predicate
def sees_report(person: Person, report: Report) -> bool:
    return reports_visible_to(person).filter(pk=report.pk).exists()


@rules.predicate
def answers_for_paper(person: Person, paper: Obligation) -> bool:
    return acts_in(person, paper.unit, LEADERS)


@rules.predicate
def writes_report(person: Person, report: Report) -> bool:
    return acts_in(person, report.unit, LEADERS)


@rules.predicate
def judges_report(person: Person, report: Report) -> bool:
    return report.obligation is not None and judges(person, report.obligation)


rules.add_perm("reports.view_reportform", sees_form)
rules.add_perm("reports.add_reportform", writes_forms_of)
rules.add_perm("reports.change_reportform", writes_form)
for step in ReportForm.MOVES:
    rules.add_perm(f"reports.{step}_reportform", writes_form)

rules.add_perm("reports.view_report", sees_report)
rules.add_perm("reports.start_report", answers_for_paper)
rules.add_perm("reports.add_report", writes_forms_of)
rules.add_perm("reports.change_report", writes_report)
rules.add_perm("reports.submit_report", writes_report)
rules.add_perm("reports.return_report", judges_report)
for step in Report.MOVES:
    rules.add_perm(f"reports.{step}_report", writes_report)
