"""From a plan to the plans that answer it: what it asks of the units, and which plan of a unit answers."""

import re

from django.db.models import QuerySet

from thidua.kernel.text import fold
from thidua.people.models import Person, Unit
from thidua.people.queries import EDITORS, authorities, paths_held
from thidua.plans.models import Duty, ForUnits, Level, Line, Obligation, Phase, Plan, Target, Task
from thidua.plans.queries.lines import lines_of
from thidua.plans.queries.plans import STANDING, plans_visible_to

CARRIED: tuple[type[Line], ...] = (Target, Duty, Task, Phase)
"""The kinds of lines that go down from plan to plan, in the order of the desk."""
ISSUERS_OWN = re.compile(
    r"\bthuoc (?:so|bo|phong|truong|uy ban|ubnd)\b|\b(?:van phong|lanh dao|giam doc|chanh van phong) (?:so|bo|ubnd)\b"
)
"""Bodies that are parts of the issuer, folded."""
ANSWERING = (Plan.Status.DRAFT, Plan.Status.ISSUED, Plan.Status.CLOSED)


def is_asked(line: Line) -> bool:
    """Whether a line of a plan is asked of the units that it is addressed to, not of the issuer's own parts and people.

    Wants `units` prefetched.
    """
    if isinstance(line, ForUnits) and line.units.all():
        return False
    if isinstance(line, Duty):
        return line.level != Level.OWN and not line.frequency
    if isinstance(line, Task):
        is_own_body = bool(line.body) and (line.level == Level.OWN or bool(ISSUERS_OWN.search(fold(line.body))))
        return line.person_id is None and not is_own_body
    return True


def asked_lines(plan: Plan) -> dict[type[Line], list[Line]]:
    """By kind: what the plan asks of the units it is addressed to."""
    return {kind: [line for line in lines_of(plan, kind) if is_asked(line)] for kind in CARRIED}


def is_bound(line: Line, above: Line) -> bool:
    """Whether the line above binds the unit, so that dropping or weakening it needs a reason. The duty to hand in a
    plan is answered by the plan itself: whether its teams write plans too is for the unit to say.
    """
    if isinstance(above, Target):
        return above.mandatory and type(line) is type(above)
    if isinstance(above, Duty) and above.kind == Duty.Kind.PLAN:
        return False
    return isinstance(above, Duty | Task) and above.level != Level.OWN


def answers_of(parent: Plan) -> QuerySet[Plan]:
    """Issued plans of units below that answer a plan."""
    return Plan.objects.filter(parent=parent, status__in=[Plan.Status.ISSUED, Plan.Status.CLOSED])


def answer_of(parent: Plan, unit: Unit) -> Plan | None:
    """The unit's own draft or plan under a plan; the newest, put-away ones not counted."""
    return Plan.objects.filter(parent=parent, unit=unit, status__in=ANSWERING).order_by("-pk").first()


def plan_owed(parent: Plan, unit: Unit) -> Obligation | None:
    """What the unit owes under a plan by handing in a plan of its own, as long as it is owing."""
    owed = Obligation.objects.filter(duty__plan=parent, duty__kind=Duty.Kind.PLAN, unit=unit)
    return owed.filter(status__in=Obligation.OWING).order_by("due", "pk").first()


def parents_for(plan: Plan, person: Person) -> QuerySet[Plan]:
    """Plans that one may name as the plan above: issued by a unit above or a department beside it, and visible."""
    above = authorities(plan.unit).exclude(pk=plan.unit_id)
    rows = plans_visible_to(person).filter(unit__in=above, status__in=STANDING)
    return rows.exclude(pk=plan.pk).select_related("unit", "document").order_by("-pk")


def adopting_unit(parent: Plan, person: Person) -> Unit | None:
    """The unit for which the person may make a plan of its own from this one; the acting post's first."""
    paths = paths_held(person, EDITORS)
    units = [
        row.unit
        for row in parent.addressees.filter(unit__path__in=paths).exclude(unit=parent.unit_id).select_related("unit")
    ]
    acting = person.acting_post.unit_id if person.acting_post else None
    return min(units, key=lambda unit: unit.pk != acting, default=None)
