"""What was brought before councils, as far as one may see it."""

from django.db.models import Prefetch, Q, QuerySet

from thidua.awards.models import CouncilResult, Hearing, Nomination, Season
from thidua.councils.models import Ballot, Meeting
from thidua.councils.queries import items_visible_to, meetings_open_to
from thidua.people.models import Person
from thidua.people.queries import EDITORS, paths_held


def hearings_visible_to(person: Person) -> QuerySet[Hearing]:
    """Of seasons that one keeps, and of meetings that one may see."""
    kept = Q(season__unit__path__in=paths_held(person, EDITORS))
    return Hearing.objects.filter(kept | Q(item__in=items_visible_to(person)))


def hearings_of(season: Season) -> QuerySet[Hearing]:
    """Newest first, with the meeting, the nominations and what came of them."""
    return with_results(season.hearings.all()).order_by("-pk")


def with_results(rows: QuerySet[Hearing]) -> QuerySet[Hearing]:
    nominations = Nomination.objects.select_related("person", "collective", "unit").order_by("pk")
    results = CouncilResult.objects.select_related("ballot").order_by("pk")
    return rows.select_related("season__unit", "item__meeting__council__unit").prefetch_related(
        Prefetch("nominations", nominations), Prefetch("results", results), "item__ballots"
    )


def being_voted_on() -> QuerySet[Nomination]:
    """Nominations that a ballot which is running now asks about."""
    running = Ballot.objects.filter(status__in=Ballot.RUNNING, item__kind=Hearing.KIND, item__subject__isnull=False)
    return Nomination.objects.filter(pk__in=running.values("options__subject"))


def waiting_hearings() -> QuerySet[Hearing]:
    """Those whose meeting is not over and on whose item no ballot was closed yet."""
    closed = Ballot.objects.filter(status=Ballot.Status.CLOSED).values("item")
    return Hearing.objects.exclude(item__meeting__status__in=Meeting.OVER).exclude(item__in=closed).exclude(item=None)


def meetings_to_bring_to(person: Person, season: Season) -> QuerySet[Meeting]:
    """Meetings of the unit's councils for emulation that are not over, the next one first."""
    return meetings_open_to(person, season.unit).exclude(council__purpose="initiatives")
