"""Writing the trail and sealing it."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from thidua.audit.models import Entry, Seal
from thidua.audit.sealing import digest_of, mark_of, runs_of

BATCH = 1000
"""Entries that one seal covers at most."""

Change = tuple[str, str, str]
"""A field's label, its value before and its value after, in words."""


def record(action: str, subject: Model, *, by: Any, sentence: str, changes: Iterable[Change] = ()) -> Entry:
    """Append one entry, in the transaction of the deed itself. `by` is None for what the system does by itself.

    The entry lies at the subject's `audit_path` (the path of its unit), so that it is seen by who oversees that unit.
    """
    path = getattr(subject, "audit_path", "")
    entry = entry_of(action, subject, by=by, sentence=sentence, changes=changes, path=path)
    entry.save()
    return entry


def record_all(entries: Iterable[Entry]) -> None:
    """Append what `entry_of` made for many subjects at once, in batches: memory does not grow with their number."""
    waiting = iter(entries)
    while batch := list(islice(waiting, BATCH)):
        Entry.objects.bulk_create(batch)


def entry_of(
    action: str, subject: Model, *, by: Any, sentence: str, path: str, changes: Iterable[Change] = ()
) -> Entry:
    """An entry with its mark, not yet written. It lies at the `path` of a unit."""
    entry = Entry(
        at=timezone.now(),
        by=by,
        post=str(getattr(by, "acting_post", None) or "")[:300],
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        unit_path=path,
        sentence=sentence,
        changes=[list(change) for change in changes],
    )
    entry.mark = mark_of(entry)
    return entry


def seal(*, now: datetime) -> int:
    """Seal every entry that is not sealed yet, in batches chained to each other. Returns how many were sealed.

    Of two workers at once one seals a batch and the other leaves it. An entry that commits late with a lower
    number goes into the next batch.
    """
    sealed = 0
    while count := _seal_batch(_last_seal(), now):
        sealed += count
    return sealed


def _last_seal() -> Seal | None:
    return Seal.objects.order_by("-number").first()


def _seal_batch(last: Seal | None, now: datetime) -> int:
    try:
        with transaction.atomic():
            return _close_batch(last, now)
    except IntegrityError:
        if Seal.objects.filter(number__gt=last.number if last else 0).exists():
            return 0  # another worker was quicker
        raise


def _close_batch(last: Seal | None, now: datetime) -> int:
    batch = list(Entry.objects.filter(seal=None).order_by("pk").values_list("pk", "mark")[:BATCH])
    if not batch:
        return 0
    numbers = [number for number, _ in batch]
    new = Seal(number=last.number + 1 if last else 1, at=now, count=len(batch), numbers=runs_of(numbers))
    new.digest = digest_of(new, batch, previous=last.digest if last else "")
    new.save(force_insert=True)
    taken = Entry.objects.filter(pk__in=numbers, seal=None).update(seal=new)
    if taken != len(batch):
        raise IntegrityError("entries were sealed by another worker meanwhile")
    return taken


def shown(row: Model, field: str) -> str:
    """A field's value in words: the label of a choice, the name of a related row, a date as dd/mm/yyyy."""
    value = getattr(row, f"get_{field}_display", None)
    value = value() if value else getattr(row, field)
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def label_of(row: Model, field: str) -> str:
    """What a field is called in words."""
    return str(getattr(row._meta.get_field(field), "verbose_name", field))


def differences(before: Model, after: Model, fields: Iterable[str]) -> list[Change]:
    """The fields whose value in words is not the same in two versions of a row."""
    pairs = ((label_of(after, name), shown(before, name), shown(after, name)) for name in fields)
    return [change for change in pairs if change[1] != change[2]]
