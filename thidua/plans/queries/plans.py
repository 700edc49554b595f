"""Plans that one may see."""

from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thidua.documents.models import Attachment, OfficialDocument
from thidua.documents.queries import attachments_seen_through, documents_in_hand, documents_seen_through
from thidua.people.models import Person, Unit
from thidua.people.queries import (
    EDITORS,
    OVERSEERS,
    WORKERS,
    lineage,
    open_units,
    organisation_paths,
    oversight_paths,
    paths_held,
    under_any,
)
from thidua.plans.models import Addressee, Assignment, Obligation, Plan

STANDING = (Plan.Status.ISSUED, Plan.Status.CLOSED)


def plans_visible_to(person: Person) -> QuerySet[Plan]:
    """Drafts of units whose head or officer one is; issued plans of one's own units, of units that one oversees,
    and those addressed to one's unit or to a unit above it.
    """
    drafts = Q(unit__path__in=paths_held(person, EDITORS))
    seats = paths_held(person, WORKERS | OVERSEERS)
    above = {upper for path in seats for upper in lineage(path)}
    received = Addressee.objects.filter(plan=OuterRef("pk"), unit__path__in=above)
    issued = under_any(oversight_paths(person), "unit__path") | Q(unit__path__in=own_paths(person))
    return Plan.objects.filter(drafts | Q(issued | Exists(received), status__in=STANDING))


def own_paths(person: Person) -> tuple[str, ...]:
    """The units one works in and the offices or schools that they belong to; none for who only administers."""
    held = paths_held(person, WORKERS | OVERSEERS)
    return held + tuple(path for path in organisation_paths(person) if any(unit.startswith(path) for unit in held))


def own_reach(person: Person, field: str = "unit") -> Q:
    """A condition: the unit in `field` is one of those one works in, or a team or division of it. What schools below an
    office do is for who oversees them, not for everybody at the office.
    """
    own = own_paths(person)
    condition = Q(**{f"{field}__path__in": own})
    for path in own:
        inner = {f"{field}__kind__in": (Unit.Kind.TEAM, Unit.Kind.DIVISION)}
        condition |= Q(**inner, **{f"{field}__path__under": path, f"{field}__depth": len(lineage(path)) + 1})
    return condition


def drafts_of(person: Person) -> QuerySet[Plan]:
    """Drafts that the person can work on."""
    return Plan.objects.filter(status=Plan.Status.DRAFT, unit__path__in=paths_held(person, EDITORS))


def running_plans(today: date) -> QuerySet[Plan]:
    """Issued plans whose time has not run out."""
    return Plan.objects.filter(Q(end__isnull=True) | Q(end__gte=today), status=Plan.Status.ISSUED)


def with_counts(plans: QuerySet[Plan]) -> QuerySet[Plan]:
    """Plans with their issuing unit, document and the number of addressees in `units_addressed`."""
    return plans.select_related("unit", "document").annotate(units_addressed=Count("addressees", distinct=True))


def addressable_units(plan: Plan, today: date) -> QuerySet[Unit]:
    """Units that the plan can be addressed to: the issuing unit itself and all open units below it; for a
    department also the units of its province, whose schools belong to communes.
    """
    unit = plan.unit
    top = unit.path[: -Unit.steplen] if unit.kind == Unit.Kind.DEPARTMENT and unit.depth > 1 else unit.path
    return open_units(Unit.objects.filter(path__under=top).exclude(path__in=lineage(unit.path)[:-1]), today)


@documents_seen_through
def documents_of_plans(person: Person) -> QuerySet[OfficialDocument]:
    return OfficialDocument.objects.filter(plan__in=plans_visible_to(person))


@documents_in_hand
def documents_of_drafts() -> QuerySet[OfficialDocument]:
    """The desk mends them, and issuing gives them their number."""
    return OfficialDocument.objects.filter(plan__status__in=[Plan.Status.DRAFT, Plan.Status.WITHDRAWN])


@attachments_seen_through
def attachments_of_work(person: Person) -> QuerySet[Attachment]:
    """What hangs on assignments that one may see, and on obligations once they were handed in."""
    from thidua.plans.queries.work import assignments_visible_to, obligations_visible_to

    handed_in = obligations_visible_to(person).filter(
        Q(status__in=[Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED, Obligation.Status.RETURNED])
        | own_reach(person)
    )
    assignments: QuerySet[Assignment] = assignments_visible_to(person)
    return Attachment.objects.filter(Q(obligations__in=handed_in) | Q(assignments__in=assignments))
