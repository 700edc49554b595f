"""Telling people."""

from collections.abc import Iterable
from datetime import datetime

from thidua.people.models import Notice, Person


def notify(persons: Iterable[Person | int], key: str, text: str, url: str = "") -> None:
    """Put a line into each inbox; a person who already has a notice of this key gets no second one."""
    ids = {person if isinstance(person, int) else person.pk for person in persons}
    rows = [Notice(person_id=person_id, key=key, text=text[:500], url=url) for person_id in sorted(ids)]
    Notice.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def notify_all(notices: Iterable[Notice]) -> None:
    """As `notify`, for notices with different keys, in few statements."""
    Notice.objects.bulk_create(notices, batch_size=500, ignore_conflicts=True)


def read_notices(person: Person, *, now: datetime, ids: Iterable[int] | None = None) -> int:
    """Mark the person's own notices read, all or those named. Returns how many."""
    rows = person.notices.filter(read_at__isnull=True)
    return (rows if ids is None else rows.filter(pk__in=list(ids))).update(read_at=now)
