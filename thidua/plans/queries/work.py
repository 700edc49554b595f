"""What units owe, what teams and persons have to do, and what waits for somebody's decision."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from thidua.people.models import Person, Post
from thidua.people.queries import EDITORS, LEADERS, OVERSEERS, WORKERS, oversight_paths, paths_held, under_any
from thidua.plans.models import Assignment, Obligation, Plan, Target, Task
from thidua.plans.models.lines import Level
from thidua.plans.queries.plans import own_paths, own_reach, plans_visible_to, running_plans

HANDED_IN = (Obligation.Status.SUBMITTED, Obligation.Status.ACCEPTED)
"""What counts as handed in; what was excused is neither owed nor handed in."""


def obligations_visible_to(person: Person) -> QuerySet[Obligation]:
    """Those of one's own office or school and its teams, of units that one oversees, and of plans that one issued."""
    return Obligation.objects.filter(
        own_reach(person)
        | under_any(oversight_paths(person), "unit__path")
        | Q(duty__plan__unit__path__in=paths_held(person, OVERSEERS))
    )


def _borne_by(person: Person) -> Q:
    """Shares that the person has, as long as the person works there."""
    return Q(person=person, unit__path__in=paths_held(person, WORKERS))


def assignments_visible_to(person: Person) -> QuerySet[Assignment]:
    """One's own, those of one's own office or school and its teams, of units that one oversees, of one's plans."""
    return Assignment.objects.filter(
        _borne_by(person)
        | own_reach(person)
        | under_any(oversight_paths(person), "unit__path")
        | Q(task__plan__unit__path__in=paths_held(person, OVERSEERS))
    )


def for_rows(obligations: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """With all that a list shows, by deadline (`deadline_day` counts an extension)."""
    return (
        obligations.select_related("duty__plan__document", "duty__plan__unit", "unit")
        .annotate(deadline_day=Coalesce("extended_to", "due"))
        .order_by("deadline_day", "pk")
    )


def for_task_rows(assignments: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With all that a list shows, by deadline, those without one last."""
    return assignments.select_related("task__plan__document", "task__plan__unit", "unit", "person").order_by(
        Coalesce("due", date(9999, 12, 31)), "pk"
    )


def owed_by(person: Person) -> QuerySet[Obligation]:
    """What the units that the person answers for still have to write and hand in, under plans that run; of a version
    that gave way what came back from above since then.
    """
    return for_rows(
        Obligation.objects.filter(
            unit__path__in=paths_held(person, LEADERS),
            status__in=Obligation.WRITABLE,
            duty__plan__status__in=[Plan.Status.ISSUED, Plan.Status.SUPERSEDED],
        )
    )


def work_of(person: Person) -> QuerySet[Assignment]:
    """Shares of tasks that the person has, or that the person's units have and nobody took yet."""
    free = Q(person__isnull=True, unit__path__in=paths_held(person, WORKERS))
    runs = Q(task__plan__status=Plan.Status.ISSUED)
    runs |= Q(status=Assignment.Status.RETURNED, decided_at__gte=F("task__plan__superseded_by__issued_at"))
    return for_task_rows(Assignment.objects.filter(_borne_by(person) | free, runs, status__in=Assignment.UNDONE))


def obligations_to_decide(person: Person) -> QuerySet[Obligation]:
    """Handed in under plans of units whose head or officer the person is; by oneself, only where one is the head."""
    others = ~Q(submitted_by=person) & (Q(confirmed_by=None) | ~Q(confirmed_by=person))
    by_others = Q(duty__plan__unit__path__in=paths_held(person, EDITORS)) & others
    own = Q(duty__plan__unit__path__in=paths_held(person, {Post.Role.HEAD}))
    return for_rows(Obligation.objects.filter(by_others | own, status=Obligation.Status.SUBMITTED))


def assignments_to_decide(person: Person) -> QuerySet[Assignment]:
    """Reported done in units that the person leads, by somebody else."""
    mine = Q(unit__path__in=paths_held(person, LEADERS)) | Q(task__plan__unit__path__in=paths_held(person, EDITORS))
    return for_task_rows(Assignment.objects.filter(mine, status=Assignment.Status.DONE).exclude(person=person))


def targets_of(person: Person) -> QuerySet[Target]:
    """Targets that the person's units have to reach, under issued plans."""
    paths = own_paths(person)
    each = Q(level__in=[Level.SUBORDINATE, Level.PERSON], plan__addressees__unit__path__in=paths)
    own = Q(level=Level.OWN, plan__unit__path__in=paths)
    named = Q(units__path__in=paths)
    return (
        Target.objects.filter(each | own | named, plan__status=Plan.Status.ISSUED)
        .select_related("plan__document", "plan__unit")
        .distinct()
    )


def is_late(today: date) -> Q:
    """The obligations whose day, or extended day, is over."""
    return Q(extended_to__isnull=True, due__lt=today) | Q(extended_to__lt=today)


def overdue(obligations: QuerySet[Obligation], today: date) -> QuerySet[Obligation]:
    return obligations.filter(is_late(today), status__in=Obligation.OWING)


def watched_plans(person: Person, today: date) -> QuerySet[Plan]:
    """Running plans of units that one heads, serves or oversees, with `owed`, `handed_in` and `overdue` papers; those
    with most overdue first.
    """
    paths = paths_held(person, OVERSEERS)
    watched = Q(unit__path__in=paths) | under_any(oversight_paths(person), "unit__path")
    owing = Q(duties__obligations__status__in=Obligation.OWING)
    handed_in = Q(duties__obligations__status__in=HANDED_IN)
    late = Q(duties__obligations__extended_to=None, duties__obligations__due__lt=today)
    late |= Q(duties__obligations__extended_to__lt=today)
    rows = running_plans(today).filter(watched).select_related("unit", "document")
    return rows.annotate(
        owed=Count("duties__obligations", filter=owing | handed_in),
        handed_in=Count("duties__obligations", filter=handed_in),
        overdue=Count("duties__obligations", filter=owing & late),
    ).order_by("-overdue", "-issued_at", "-pk")


def progress_of(plan: Plan, today: date) -> dict[str, int]:
    """How far the plan is: obligations and assignments in all, finished, late."""
    owing, handed_in, late = Q(status__in=Obligation.OWING), Q(status__in=HANDED_IN), is_late(today)
    obligations = Obligation.objects.filter(duty__plan=plan).aggregate(
        obligations=Count("pk", filter=owing | handed_in),
        handed_in=Count("pk", filter=handed_in),
        accepted=Count("pk", filter=Q(status=Obligation.Status.ACCEPTED)),
        overdue=Count("pk", filter=owing & late),
    )
    undone, finished = Q(status__in=Assignment.UNDONE), Q(status__in=Assignment.FINISHED)
    assignments = Assignment.objects.filter(task__plan=plan).aggregate(
        assignments=Count("pk", filter=undone | finished),
        finished=Count("pk", filter=finished),
        confirmed=Count("pk", filter=Q(status=Assignment.Status.CONFIRMED)),
        delayed=Count("pk", filter=undone & Q(due__lt=today)),
    )
    return {**obligations, **assignments}


def tasks_visible_to(person: Person) -> QuerySet[Task]:
    return Task.objects.filter(plan__in=plans_visible_to(person), removed=False)


def targets_visible_to(person: Person) -> QuerySet[Target]:
    return Target.objects.filter(plan__in=plans_visible_to(person), removed=False)
