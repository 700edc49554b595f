"""Forms, and which of them a report is made by."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from thidua.people.models import Person
from thidua.people.queries import EDITORS, OVERSEERS, lineage, paths_held
from thidua.plans.models import Addressee, Duty, Plan
from thidua.plans.queries import STANDING, own_paths
from thidua.reports.models import FormSection, ReportForm
from thidua.reports.periods import kind_of
from thidua.reports.shipped import shipped_name, shipped_sections


def forms_visible_to(person: Person) -> QuerySet[ReportForm]:
    """All of one's own units, whoever writes for them; of units above and of plans that one received what is in use or
    was.
    """
    own = own_paths(person)
    above = {upper for path in paths_held(person, OVERSEERS) + own for upper in lineage(path)}
    received = Addressee.objects.filter(plan=OuterRef("plan"), unit__path__in=own)
    standing = Q(Q(unit__path__in=above) | Exists(received)) & ~Q(status=ReportForm.Status.DRAFT)
    return ReportForm.objects.filter(Q(unit__path__in=paths_held(person, EDITORS)) | standing)


def form_for(duty: Duty) -> ReportForm | None:
    """The form in use that the issuer of a duty asks for: the one made for this duty, else for its plan and kind, else
    for the unit and kind; None where there is none, and the form that comes with the system holds.
    """
    plan = duty.plan
    rows = ReportForm.objects.filter(unit=plan.unit_id, status=ReportForm.Status.IN_USE)
    of_plan = list(rows.filter(plan__family_key=plan.family_key).prefetch_related("duties").order_by("-pk"))
    for form in of_plan:
        if any(each.line_key == duty.line_key for each in form.duties.all()):
            return form
    kind = kind_of(duty)
    general = [form for form in of_plan if form.kind == kind and not form.duties.all()]
    return next(iter(general), None) or rows.filter(plan=None, kind=kind).order_by("-pk").first()


def sections_for(form: ReportForm | None, kind: str, *, gathers: bool) -> Iterable[FormSection]:
    """The sections of a form, or of the one that comes with the system for this kind."""
    return form.sections.all() if form else shipped_sections(shipped_name(kind, gathers=gathers))


def plans_for_forms(person: Person) -> QuerySet[Plan]:
    """Plans in force of the units that the person writes for: what a form or a report of one's own can be about."""
    rows = Plan.objects.filter(unit__path__in=paths_held(person, EDITORS), status__in=STANDING)
    return rows.exclude(status=Plan.Status.SUPERSEDED).select_related("unit", "document").order_by("-pk")
