"""Which units and persons a round takes registrations from."""

from django.db.models import QuerySet

from thidua.initiatives.models import Initiative, Round
from thidua.people.models import Person, Unit
from thidua.people.queries import LEADERS, WORKERS, paths_held, under_any
from thidua.plans.matching import inner_units


def units_to_register_for(person: Person, the_round: Round) -> QuerySet[Unit]:
    """The units in which the person may register for the round: of one's own, its unit and teams, or all below."""
    roles = LEADERS if the_round.registrants == Round.Registrants.TEAMS else WORKERS
    own = Unit.objects.filter(path__in=paths_held(person, roles))
    if the_round.below:
        return own.filter(under_any([the_round.unit.path])).order_by("path")
    return own.filter(
        path__in=[the_round.unit.path, *inner_units(the_round.unit).values_list("path", flat=True)]
    ).order_by("path")


def may_register_in(person: Person, the_round: Round) -> bool:
    return the_round.status != Round.Status.DRAFT and units_to_register_for(person, the_round).exists()


def registered_of_person(the_round: Round, person: Person) -> int:
    """How many in the round have the person as author; withdrawn ones and drafts do not count."""
    return standing(the_round).filter(authors__person=person, authors__declined_at=None).distinct().count()


def standing(the_round: Round) -> QuerySet[Initiative]:
    """What was registered in the round and not withdrawn."""
    away = [Initiative.Status.DRAFT, Initiative.Status.WITHDRAWN]
    return Initiative.objects.filter(round=the_round).exclude(status__in=away)
