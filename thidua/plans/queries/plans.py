"""Plans that one may see."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from thidua.documents.models import Attachment, OfficialDocument
from thidua.documents.queries import (
    Use,
    attachment_uses,
    attachments_seen_through,
    documents_in_hand,
    documents_seen_through,
)
from thidua.kernel.models import Run
from thidua.kernel.runs import with_progress
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
from thidua.plans.models import Addressee, Assignment, Flag, Obligation, Plan

STANDING = (Plan.Status.ISSUED, Plan.Status.CLOSED, Plan.Status.SUPERSEDED)


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
    return _at(own_paths(person), own_paths(person), field)


def drafting_reach(person: Person, field: str = "unit") -> Q:
    """A condition: drafts of the unit in `field` are one's own business: it is one in which one works, a team or
    division of it, or the office or school that one's team belongs to. Other teams' drafts are theirs.
    """
    return _at(own_paths(person), paths_held(person, WORKERS | OVERSEERS), field)


def _at(paths: Iterable[str], above: Iterable[str], field: str) -> Q:
    """One of the paths, or a team or division right below one of `above`."""
    condition = Q(**{f"{field}__path__in": tuple(paths)})
    for path in above:
        inner = {f"{field}__kind__in": (Unit.Kind.TEAM, Unit.Kind.DIVISION)}
        condition |= Q(**inner, **{f"{field}__path__under": path, f"{field}__depth": len(lineage(path)) + 1})
    return condition


def drafts_of(person: Person) -> QuerySet[Plan]:
    """Drafts that the person can work on."""
    return Plan.objects.filter(status=Plan.Status.DRAFT, unit__path__in=paths_held(person, EDITORS))


def running_plans(today: date) -> QuerySet[Plan]:
    """Issued plans whose time has not run out."""
    return Plan.objects.filter(Q(end__isnull=True) | Q(end__gte=today), status=Plan.Status.ISSUED)


ISSUE = "plans.issue_plan"
"""The kind of run that issues a plan."""


def issuing_run(plan: Plan) -> Run | None:
    """The run that is issuing the draft at present."""
    unfinished = Run.objects.filter(status__in=[Run.Status.QUEUED, Run.Status.RUNNING])
    run = unfinished.filter(kind=ISSUE, parameters__plan=plan.pk).select_related("by").first()
    return with_progress(run) if run else None


def failed_issuing(plan: Plan) -> Run | None:
    """The latest run of a draft, when it came to nothing."""
    last = Run.objects.filter(kind=ISSUE, parameters__plan=plan.pk).first()
    return last if last and last.status == Run.Status.FAILED else None


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
    """What hangs on assignments that one may see, and on obligations once they were handed in, with the files that were
    flagged and taken out; what shall replace one is the unit's own until it is handed in again.
    """
    from thidua.plans.queries.work import assignments_visible_to

    handed_in = _handed_in(person)
    assignments: QuerySet[Assignment] = assignments_visible_to(person)
    flags = Flag.objects.filter(obligation__in=handed_in)
    waiting = flags.filter(settled_at=None).exclude(own_reach(person, "obligation__unit"))
    hidden = Q(pk__in=waiting.exclude(answer=None).values("answer"))
    papers = (Q(obligations__in=handed_in) & ~hidden) | Q(pk__in=flags.values("attachment"))
    return Attachment.objects.filter(papers | Q(assignments__in=assignments))


def _handed_in(person: Person) -> QuerySet[Obligation]:
    """Papers whose content one may see: handed in, or of where one works."""
    from thidua.plans.queries.work import obligations_visible_to

    return obligations_visible_to(person).filter(
        Q(status__in=[Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED, Obligation.Status.RETURNED])
        | drafting_reach(person)
    )


@attachment_uses
def work_proved_by(ids: Collection[int], person: Person) -> Iterator[Use]:
    from thidua.plans.queries.work import assignments_visible_to

    papers = Obligation.attachments.through._default_manager.filter(
        attachment__in=ids, obligation__in=_handed_in(person)
    )
    for row in papers.select_related("obligation__duty", "obligation__unit").order_by("attachment", "-obligation"):
        paper = row.obligation
        yield Use(row.attachment_id, str(paper), reverse("plans:obligation", args=[paper.pk]))
    shares = Assignment.attachments.through._default_manager.filter(
        attachment__in=ids, assignment__in=assignments_visible_to(person)
    )
    for link in shares.select_related("assignment__task", "assignment__unit").order_by("attachment", "-assignment"):
        share = link.assignment
        yield Use(link.attachment_id, str(share), reverse("plans:assignment", args=[share.pk]))
