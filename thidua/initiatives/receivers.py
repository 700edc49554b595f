"""News from within the room and from below."""

from typing import Any

from django.dispatch import receiver

from thidua.councils.models import Ballot
from thidua.councils.signals import ballot_closed
from thidua.initiatives.models import Hearing, Initiative
from thidua.initiatives.operations.hearings import take_results
from thidua.initiatives.operations.likeness import remember
from thidua.initiatives.signals import initiative_changed
from thidua.people.models import Person


@receiver(initiative_changed, dispatch_uid="initiatives.remember")
def remember_text(sender: Any, initiative: Initiative, **_: Any) -> None:
    remember(initiative)


@receiver(ballot_closed, dispatch_uid="initiatives.take_results")
def take_results_of_ballot(sender: Any, ballot: Ballot, by: Person, **_: Any) -> None:
    if ballot.item.kind == Hearing.KIND:
        take_results(ballot, by=by)
