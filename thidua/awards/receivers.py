"""News from below."""

from datetime import date
from typing import Any

from django.dispatch import receiver

from thidua.awards.models import Hearing
from thidua.awards.operations.hearings import take_results, take_void
from thidua.awards.operations.registration_reminders import remind_registrations
from thidua.councils.models import Ballot
from thidua.councils.signals import ballot_closed, ballot_voided
from thidua.people.models import Person
from thidua.progress.signals import reminding_due


@receiver(ballot_closed, dispatch_uid="awards.take_results")
def take_results_of_ballot(sender: Any, ballot: Ballot, by: Person, **_: Any) -> None:
    if ballot.item.kind == Hearing.KIND:
        take_results(ballot, by=by)


@receiver(ballot_voided, dispatch_uid="awards.take_void")
def take_void_of_ballot(sender: Any, ballot: Ballot, by: Person, **_: Any) -> None:
    if ballot.item.kind == Hearing.KIND:
        take_void(ballot, by=by)


@receiver(reminding_due, dispatch_uid="awards.remind_registrations")
def remind_of_registering(sender: Any, since: date, today: date, **_: Any) -> None:
    remind_registrations(since=since, today=today)
