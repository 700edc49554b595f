"""Telling those whom a step of a dossier concerns."""

from collections.abc import Iterable
from datetime import date

from thidua.audit.queries import history_of
from thidua.awards.models import Dossier, DossierEntry
from thidua.people.models import Notice, Person, Unit
from thidua.people.operations.notices import notify, notify_all
from thidua.people.queries import EDITORS, holders


def keepers_of(unit: Unit, today: date) -> list[Person]:
    """Head and officers of the unit."""
    return list(holders(unit, EDITORS, today))


def _key(dossier: Dossier, step: str) -> str:
    """Unique for each time that the step is made: the trail has grown by then."""
    return f"awards.dossier:{dossier.pk}:{step}:{history_of(dossier).count()}"


def tell(
    dossier: Dossier, persons: Iterable[Person], step: str, text: str, *, by: Person, url: str | None = None
) -> None:
    """A notice to these, but not to who made the step."""
    told = [person for person in persons if person.pk != by.pk]
    notify(told, _key(dossier, step), text, dossier.get_absolute_url() if url is None else url)


def tell_nominees(dossier: Dossier, entries: Iterable[DossierEntry], step: str, what: str) -> None:
    """A notice to each person nominated; `{remark}` stands for what was said of that one."""
    key = _key(dossier, step)
    notify_all(
        Notice(
            person_id=entry.nomination.person_id,
            key=f"{key}:{entry.nomination_id}",
            text=f"Đề nghị {entry.nomination.award_name} {what.replace('{remark}', entry.remark)}"[:500],
            url=entry.nomination.get_absolute_url(),
        )
        for entry in entries
        if entry.nomination.person_id
    )
