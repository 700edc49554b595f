"""Dossiers and nominations as their receiver sees them: while the sender mends what was given back, as it was sent."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from thidua.awards.models import Dossier, DossierEntry, DossierPaper, Nomination, NominationPaper, SentCopy
from thidua.awards.queries.visibility import mended_for_others
from thidua.documents.models import Attachment, OfficialDocument
from thidua.initiatives.models import Initiative
from thidua.people.models import Person
from thidua.people.queries import EDITORS, acts_in, paths_held

FIELDS = (
    "merit",
    "summary",
    "report",
    "claims",
    "judgements",
    "findings",
    "outcome",
    "exception",
    "waived",
)
"""Of a nomination, what its keeper writes or what follows from it."""


def is_mended(dossier: Dossier) -> bool:
    """The sender has something of it back and may change it before it is sent again."""
    return dossier.sent is not None or dossier.sent_copies.exists()


def reads_copies(person: Person, dossier: Dossier) -> bool:
    """Reads it as it was sent: everybody but the sender, while the sender mends it."""
    return not is_sender(person, dossier) and is_mended(dossier)


def is_sender(person: Person, dossier: Dossier) -> bool:
    return acts_in(person, dossier.season.unit, EDITORS)


def worded_as(person: Person, dossier: Dossier) -> Dossier:
    """The dossier with the words that the person may read."""
    return dossier if is_sender(person, dossier) else worded_as_sent(dossier)


def worded_as_sent(dossier: Dossier) -> Dossier:
    """With the words that were sent, while it is mended; changed in place, never saved."""
    if dossier.sent is not None:
        dossier.title, dossier.note = dossier.sent["title"], dossier.sent["note"]
    return dossier


def entries_read_by(person: Person, dossier: Dossier) -> QuerySet[DossierEntry]:
    """Those of the dossier that the person may open: of one that another office mends only those that were sent."""
    rows = DossierEntry.objects.filter(dossier=dossier)
    if dossier.sent is None or is_sender(person, dossier):
        return rows
    return rows.filter(nomination__in=dossier.sent_copies.filter(nomination__isnull=False).values("nomination"))


def as_received(dossier: Dossier, entries: Sequence[DossierEntry]) -> list[DossierEntry]:
    """The entries of the dossier as its receiver sees them."""
    found = dossier.sent_copies.filter(nomination__isnull=False)
    copies = {pk: copy for copy in found if (pk := copy.nomination_id) is not None}
    if not copies and dossier.sent is None:
        return list(entries)
    rows = {each.nomination_id: each for each in entries}
    if dossier.sent is not None:
        rows |= _taken_out(dossier, set(copies) - set(rows))
        rows = {pk: rows[pk] for pk in copies}
    overlay([(rows[pk].nomination, copy) for pk, copy in copies.items() if pk in rows])
    return list(rows.values())


def _taken_out(dossier: Dossier, ids: set[int]) -> dict[int, DossierEntry]:
    """Entries that the sender has taken out since; they have no page of their own any more."""
    rows = Nomination.objects.filter(pk__in=ids)
    rows = rows.select_related("person", "collective", "unit", "season__unit", "desk__unit")
    return {row.pk: DossierEntry(dossier=dossier, nomination=row) for row in rows}


def papers_as_received(dossier: Dossier) -> list[DossierPaper] | None:
    """The dossier's own papers as they were sent; None where they are as they are."""
    copy = dossier.sent_copies.filter(nomination=None).first() if dossier.sent is not None else None
    if copy is None:
        return None
    files, documents = _files_of([copy]), _documents_of([copy])
    return [
        DossierPaper(
            dossier=dossier,
            key=one["key"],
            attachment=files.get(one["attachment"]),
            document=documents.get(one["document"]),
        )
        for one in copy.facts["papers"]
    ]


def seen_as(person: Person, nomination: Nomination) -> Nomination:
    """The nomination as the person may read it: as it is, or (for a receiver, while the sender mends it) as sent."""
    return seen_all_as(person, [nomination])[0]


def seen_all_as(person: Person, nominations: Sequence[Nomination]) -> Sequence[Nomination]:
    """As `seen_as`, for many; they are changed in place and never saved."""
    others = set(
        Nomination.objects.filter(mended_for_others(person), pk__in=[row.pk for row in nominations]).values_list(
            "pk", flat=True
        )
    )
    kept = set(paths_held(person, EDITORS))
    found: dict[int | None, SentCopy] = {}
    copies = SentCopy.objects.filter(nomination__in=others).select_related("dossier__to_unit").order_by("pk")
    for copy in copies if others else ():
        earlier = found.get(copy.nomination_id)
        if earlier is None or not _is_of(earlier, kept) or _is_of(copy, kept):
            found[copy.nomination_id] = copy
    overlay([(row, found[row.pk]) for row in nominations if row.pk in found])
    return nominations


def _is_of(copy: SentCopy, kept: set[str]) -> bool:
    """Of a dossier that came to one of these offices."""
    return copy.dossier.to_unit is not None and copy.dossier.to_unit.path in kept


def overlay(pairs: Sequence[tuple[Nomination, SentCopy]]) -> None:
    """Put what was sent over nominations, in memory: their fields, papers, evidence and initiatives."""
    copies = [copy for _, copy in pairs]
    files, documents = _files_of(copies), _documents_of(copies)
    wanted = {pk for copy in copies for pk in copy.facts["initiatives"]}
    initiatives = Initiative.objects.prefetch_related("recognitions__document").in_bulk(wanted)
    for row, copy in pairs:
        for name in FIELDS:
            setattr(row, name, copy.facts[name])
        papers = [
            NominationPaper(
                nomination=row,
                key=one["key"],
                attachment=files.get(one["attachment"]),
                document=documents.get(one["document"]),
            )
            for one in copy.facts["papers"]
        ]
        _hold(row, "papers", NominationPaper.objects.none(), papers)
        _hold(row, "evidence", Attachment.objects.none(), [files[pk] for pk in copy.facts["evidence"] if pk in files])
        ours = [initiatives[pk] for pk in copy.facts["initiatives"] if pk in initiatives]
        _hold(row, "initiatives", Initiative.objects.none(), ours)


def _hold(row: Nomination, name: str, rows: QuerySet[Any], found: list[Any]) -> None:
    """As if fetched beforehand: `row.papers.all()` asks nobody."""
    rows._result_cache = found
    row.__dict__.setdefault("_prefetched_objects_cache", {})[name] = rows


def held_beforehand(row: Nomination, name: str) -> list[Any] | None:
    """What `overlay` or a prefetch put there."""
    cache = row.__dict__.get("_prefetched_objects_cache", {})
    return list(cache[name]) if name in cache else None


def _files_of(copies: Sequence[SentCopy]) -> dict[int, Attachment]:
    return {row.pk: row for row in Attachment.objects.filter(sent_copies__in=copies).select_related("file").distinct()}


def _documents_of(copies: Sequence[SentCopy]) -> dict[int, OfficialDocument]:
    return {row.pk: row for row in OfficialDocument.objects.filter(sent_copies__in=copies).distinct()}
