"""Reading the trail and proving it whole."""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from django.db import connection
from django.db.models import Count, Model, QuerySet

from thidua.audit.models import Entry, Seal
from thidua.audit.sealing import digest_of, mark_of, numbers_in, runs_of

GUARDS = {
    "sqlite": {
        "audit_entry_no_delete",
        "audit_entry_no_update",
        "audit_seal_no_delete",
        "audit_seal_no_update",
    },
    "postgresql": {"audit_entry_no_delete", "audit_entry_no_update", "audit_seal_guard"},
}
"""The triggers that refuse to change or delete what was written, as the migration names them."""
TRIGGERS_IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal",
}
MOST_NAMED = 100
"""Rows of one fault that are named at most."""
Head = tuple[int, str]
"""The number and the digest of the last seal. Kept elsewhere, it shows that the end of the trail was cut off."""


def history_of(subject: Model) -> QuerySet[Entry]:
    """What was done to one record, newest first, with who did it."""
    rows = Entry.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
    return rows.select_related("by").order_by("-pk")


def last_head() -> Head | None:
    """What to note elsewhere."""
    return Seal.objects.order_by("-number").values_list("number", "digest").first()


def missing_guards() -> list[str]:
    """Names of the triggers of the migration that the database no longer has or has put out of force."""
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS_IN_FORCE[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return sorted(GUARDS[connection.vendor] - present)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with the trail: a code, the number of the entry or seal, and a sentence."""

    code: str
    number: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` saw: how many entries and seals, how many entries wait for a seal, and what is wrong."""

    entries: int
    seals: int
    unsealed: int
    head: Head | None
    findings: tuple[Finding, ...]

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(head: Head | None = None) -> Report:
    """Go through the whole trail. `head` is a last seal noted earlier: it must still be there.

    Codes: `changed_entry`, `doubled_entry`, `unheld_entry`, `missing_seal`, `missing_entries`, `added_entries`,
    `changed_seal`, `missing_head`. Reads row by row, so the length of the trail does not matter to memory.

    What the database alone cannot tell: that an entry was removed before it was sealed, and that the last seals went
    together with all their entries. The first is a matter of minutes, as each `tick` seals; the second shows when a
    head was noted elsewhere.
    """
    return Report(
        entries=Entry.objects.count(),
        seals=Seal.objects.count(),
        unsealed=Entry.objects.filter(seal=None).count(),
        head=last_head(),
        findings=(
            *_faults_of_head(head),
            *_faults_of_seals(),
            *_faults_of_unheld(),
            *_faults_of_waiting(),
            *_doubles(),
        ),
    )


def _faults_of_head(head: Head | None) -> Iterator[Finding]:
    if head and not Seal.objects.filter(number=head[0], digest=head[1]).exists():
        yield Finding("missing_head", head[0], f"Không còn niêm phong {head[0]} với dấu đã ghi ở nơi khác.")


def _faults_of_seals() -> Iterator[Finding]:
    """Each seal in turn with its entries; one that lost all its entries is met as well."""
    rows = Entry.objects.filter(seal__in=Seal.objects.all()).order_by("seal__number", "pk").iterator(chunk_size=2000)
    groups = groupby(rows, key=lambda entry: entry.seal_id)
    seal_id, entries = next(groups, (None, iter(())))
    previous, expected = "", 1
    for seal in Seal.objects.order_by("number").iterator(chunk_size=2000):
        if seal.number != expected:
            yield Finding("missing_seal", expected, f"Thiếu niêm phong từ số {expected} đến số {seal.number - 1}.")
        if seal.pk == seal_id:
            yield from _faults_of_seal(seal, list(entries), previous)
            seal_id, entries = next(groups, (None, iter(())))
        else:
            yield from _faults_of_seal(seal, [], previous)
        previous, expected = seal.digest, seal.number + 1


def _faults_of_seal(seal: Seal, entries: list[Entry], previous: str) -> Iterator[Finding]:
    marks = {entry.pk: entry.mark for entry in entries}
    changed = [entry.pk for entry in entries if not _is_genuine(entry)]
    missing = list(islice((number for number in numbers_in(seal.numbers) if number not in marks), MOST_NAMED))
    added = sorted(marks.keys() - set(islice(numbers_in(seal.numbers), seal.count)))
    yield from map(_changed, changed)
    if missing:
        yield Finding("missing_entries", seal.number, f"Niêm phong {seal.number} thiếu mục {runs_of(missing)}.")
    if added:
        yield Finding("added_entries", seal.number, f"Niêm phong {seal.number} thừa mục {runs_of(added)}.")
    whole = not (changed or missing or added)
    if whole and not hmac.compare_digest(seal.digest, digest_of(seal, marks.items(), previous=previous)):
        sentence = f"Niêm phong {seal.number} không khớp: dấu bị sửa, mục bị đổi chỗ hoặc niêm phong trước bị sửa."
        yield Finding("changed_seal", seal.number, sentence)


def _faults_of_unheld() -> Iterator[Finding]:
    """Entries whose seal was removed under them."""
    rows = Entry.objects.exclude(seal=None).exclude(seal__in=Seal.objects.all()).order_by("pk")
    for number in rows.values_list("pk", flat=True)[:MOST_NAMED]:
        yield Finding("unheld_entry", number, f"Mục {number} thuộc một niêm phong đã bị xóa.")


def _faults_of_waiting() -> Iterator[Finding]:
    for entry in Entry.objects.filter(seal=None).order_by("pk").iterator(chunk_size=2000):
        if not _is_genuine(entry):
            yield _changed(entry.pk)


def _doubles() -> Iterator[Finding]:
    """Rows that were copied: what a genuine row says cannot be said twice at the same microsecond."""
    repeated = Entry.objects.values("mark").annotate(times=Count("pk")).filter(times__gt=1).values("mark")
    for number in Entry.objects.filter(mark__in=repeated).order_by("pk").values_list("pk", flat=True)[:MOST_NAMED]:
        yield Finding("doubled_entry", number, f"Mục {number} trùng hệt một mục khác.")


def _is_genuine(entry: Entry) -> bool:
    return hmac.compare_digest(entry.mark, mark_of(entry))


def _changed(number: int) -> Finding:
    return Finding("changed_entry", number, f"Mục {number} đã bị sửa hoặc không do hệ thống ghi.")
