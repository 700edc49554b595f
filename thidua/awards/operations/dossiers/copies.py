"""What the receiver goes on seeing of what it gave back. Part of the operations that give back and send."""

from collections.abc import Iterable, Sequence
from typing import Any

from thidua.awards.models import Dossier, DossierEntry, DossierPaper, Nomination, NominationPaper, SentCopy
from thidua.awards.queries.sent import FIELDS

Paper = DossierPaper | NominationPaper


def keep_copies(dossier: Dossier, entries: Iterable[DossierEntry], *, whole: bool) -> None:
    """Of these nominations as they are before the sender mends them; of the `whole` also the dossier's own part."""
    rows = {each.nomination_id: each.nomination for each in entries}
    known = set(dossier.sent_copies.values_list("nomination", flat=True))
    papers: dict[int, list[NominationPaper]] = {pk: [] for pk in rows}
    for paper in NominationPaper.objects.filter(nomination__in=rows).order_by("pk"):
        papers[paper.nomination_id].append(paper)
    evidence, initiatives = _links("evidence", rows), _links("initiatives", rows)
    copies = []
    for pk, row in rows.items():
        if pk not in known:
            facts = {name: getattr(row, name) for name in FIELDS}
            facts |= {"evidence": evidence[pk], "initiatives": initiatives[pk], "papers": _told(papers[pk])}
            copies.append(SentCopy(dossier=dossier, nomination=row, facts=facts))
    if whole:
        dossier.sent = {"title": dossier.title, "note": dossier.note, "size": len(rows)}
        dossier.received_pack, dossier.received_run = dossier.pack, dossier.pack_run
        dossier.pack = dossier.pack_run = None
        dossier.save(update_fields=["sent", "received_pack", "received_run", "pack", "pack_run"])
        copies.append(SentCopy(dossier=dossier, facts={"papers": _told(dossier.papers.order_by("pk"))}))
    _keep(SentCopy.objects.bulk_create(copies))


def _keep(copies: Sequence[SentCopy]) -> None:
    """Links that open the files and documents of the copies to who reads these."""
    files, documents = SentCopy.files.through, SentCopy.documents.through
    files._default_manager.bulk_create(
        files(sentcopy_id=copy.pk, attachment_id=pk)
        for copy in copies
        for pk in _ids(copy, "attachment") | set(copy.facts.get("evidence", ()))
    )
    documents._default_manager.bulk_create(
        documents(sentcopy_id=copy.pk, officialdocument_id=pk) for copy in copies for pk in _ids(copy, "document")
    )


def _ids(copy: SentCopy, what: str) -> set[int]:
    return {paper[what] for paper in copy.facts["papers"] if paper[what]}


def _links(name: str, rows: Iterable[int]) -> dict[int, list[int]]:
    """By nomination the ids that it is linked with."""
    ids = list(rows)
    found: dict[int, list[int]] = {pk: [] for pk in ids}
    for pk, other in Nomination.objects.filter(pk__in=ids, **{f"{name}__isnull": False}).values_list("pk", name):
        found[pk].append(other)
    return {pk: sorted(others) for pk, others in found.items()}


def _told(papers: Iterable[Paper]) -> list[dict[str, Any]]:
    return [{"key": one.key, "attachment": one.attachment_id, "document": one.document_id} for one in papers]


def drop_copies(dossier: Dossier, nomination: Nomination | None = None) -> None:
    """It is sent again: the receiver sees it as it is now. Packs made before hold what was sent before."""
    copies = dossier.sent_copies.all() if nomination is None else dossier.sent_copies.filter(nomination=nomination)
    copies.delete()
    if nomination is None:
        dossier.sent = None
    dossier.received_pack = dossier.received_run = dossier.pack = None
    dossier.save(update_fields=["sent", "received_pack", "received_run", "pack"])
