"""What was brought before councils, and what their ballots said."""

from django.db.models import Q, QuerySet

from thidua.councils.models import Ballot, Meeting, Option
from thidua.councils.queries import items_visible_to
from thidua.initiatives.models import Hearing, Initiative, Round
from thidua.initiatives.queries.reach import standing
from thidua.people.models import Person
from thidua.people.queries import EDITORS, paths_held

TO_HEAR = frozenset({Initiative.Status.REPORTED, Initiative.Status.UNDER_REVIEW})
"""In these it waits for a decision."""


def hearings_visible_to(person: Person) -> QuerySet[Hearing]:
    """Of rounds that one keeps, and of meetings that one may see."""
    kept = Q(round__unit__path__in=paths_held(person, EDITORS))
    return Hearing.objects.filter(kept | Q(item__in=items_visible_to(person)))


def waiting_hearings() -> QuerySet[Hearing]:
    """Those whose meeting is not over and on whose item no ballot was closed yet."""
    closed = Ballot.objects.filter(status=Ballot.Status.CLOSED).values("item")
    return Hearing.objects.exclude(item__meeting__status__in=Meeting.OVER).exclude(item__in=closed).exclude(item=None)


def to_bring(the_round: Round) -> QuerySet[Initiative]:
    """What a council may hear of a concluded round and has not on its agenda yet."""
    waiting = waiting_hearings().filter(round=the_round).values("initiatives")
    return standing(the_round).filter(status__in=TO_HEAR).exclude(pk__in=waiting)


def results_of(initiatives: QuerySet[Initiative] | list[Initiative]) -> dict[int, Option]:
    """By initiative: what the last closed ballot said of it."""
    closed = Option.objects.filter(ballot__status=Ballot.Status.CLOSED, ballot__item__kind=Hearing.KIND)
    rows = closed.filter(subject__in=[row.pk for row in initiatives]).select_related("ballot__item__meeting__council")
    return {row.subject or 0: row for row in rows.order_by("ballot")}


def result_of(initiative: Initiative) -> Option | None:
    return results_of([initiative]).get(initiative.pk)
