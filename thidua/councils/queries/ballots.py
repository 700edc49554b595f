"""Ballots that one may see, and who has voted; what was voted no query tells."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from thidua.councils.models import Ballot, Paper
from thidua.councils.queries.meetings import meetings_visible_to
from thidua.councils.queries.seats import seats_held
from thidua.people.models import Person


def ballots_visible_to(person: Person) -> QuerySet[Ballot]:
    """Those of meetings that one may see; not yet opened ones only for who prepares the meeting."""
    return Ballot.objects.filter(item__meeting__in=meetings_visible_to(person))


def ballots_running() -> QuerySet[Ballot]:
    return Ballot.objects.filter(status__in=Ballot.RUNNING)


def can_be_used(path: str = "") -> Q:
    """A condition on papers: their ballot takes them now."""
    is_open = Q(**{f"{path}ballot__status": Ballot.Status.OPEN})
    early = Q(**{f"{path}ballot__status": Ballot.Status.GATHERING, f"{path}is_written": True})
    return Q(is_open | early, **{f"{path}state": Paper.State.WAITING})


def ballots_waiting_for(person: Person) -> QuerySet[Ballot]:
    """Those in which the person can vote now and has not."""
    papers = Paper.objects.filter(can_be_used(), seat__in=seats_held(person))
    return Ballot.objects.filter(pk__in=papers.values("ballot")).select_related("item__meeting__council")


def paper_of(person: Person, ballot: Ballot) -> Paper | None:
    return ballot.papers.filter(seat__in=seats_held(person)).first()


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many have voted of how many may."""

    done: int
    papers: int


def turnout(ballot: Ballot) -> Turnout:
    done = ballot.papers.filter(state__in=Paper.DONE).count()
    return Turnout(done, ballot.papers.count())


def turnout_names(ballot: Ballot) -> QuerySet[Paper]:
    """Every paper with its member, by name: in what order they voted is not known."""
    return ballot.papers.select_related("seat__person").order_by("seat__person__sort_key", "seat")
