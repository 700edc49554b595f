"""A dossier packed into one file, in the background."""

import tempfile
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from thidua.audit.operations import record
from thidua.awards.models import Dossier, DossierEntry, NominationPaper
from thidua.awards.packing import write_book
from thidua.awards.queries.dossiers import with_nominations
from thidua.awards.queries.sent import (
    as_received,
    is_mended,
    papers_as_received,
    reads_copies,
    worded_as,
    worded_as_sent,
)
from thidua.documents.models import Attachment
from thidua.documents.operations.files import keep_stream
from thidua.initiatives.models import Initiative, Recognition
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.people.models import Person, Unit

PACK = "awards.pack_dossier"
CHUNK = 100


@transaction.atomic
def start_packing(dossier: Dossier, *, by: Person) -> Run:
    """Pack it in the background; the file takes the place of an older one. While a pack is being made, that one is
    answered. Raises ValidationError `nothing_in_it`.
    """
    row = (
        Dossier.objects.select_for_update(of=("self",))
        .select_related("season__unit", "to_unit", "pack_run", "received_run")
        .get(pk=dossier.pk)
    )
    require(by, "awards.view_dossier", row)
    field = "received_run" if (copies := reads_copies(by, row)) else "pack_run"
    under_way: Run | None = getattr(row, field)
    if under_way and not under_way.is_over:
        return under_way
    if not copies and not row.entries.exists():
        raise ValidationError(
            "Hồ sơ chưa có đề nghị nào nên chưa có gì để đóng gói. Thêm đề nghị trước.", code="nothing_in_it"
        )
    run = start_run(PACK, f"Đóng gói: {worded_as(by, row).title}"[:300], by=by, dossier=row.pk, copies=copies)
    Dossier.objects.filter(pk=row.pk).update(**{field: run})
    record("awards.pack_dossier", row, by=by, sentence="Đóng gói hồ sơ thành một tệp")
    dossier.refresh_from_db()
    return run


def with_papers(rows: QuerySet[DossierEntry]) -> QuerySet[DossierEntry]:
    """With all that the pack holds of each nominee, without a query for each."""
    papers = NominationPaper.objects.select_related("attachment__file", "document").order_by("pk")
    recognitions = Recognition.objects.select_related("document", "unit").order_by("pk")
    initiatives = Initiative.objects.order_by("pk").prefetch_related(Prefetch("recognitions", recognitions))
    return with_nominations(rows).prefetch_related(
        Prefetch("nomination__papers", papers),
        Prefetch("nomination__evidence", Attachment.objects.select_related("file").order_by("pk")),
        Prefetch("nomination__initiatives", initiatives),
    )


def _what_is_in(dossier: Dossier) -> tuple[set[int], set[int]]:
    entries, papers = (set(rows.values_list("pk", flat=True)) for rows in (dossier.entries, dossier.papers))
    return entries, papers


def _in_chunks(rows: QuerySet[DossierEntry]) -> Iterator[DossierEntry]:
    numbers = list(rows.order_by("pk").values_list("pk", flat=True))
    units: dict[int, Unit] = {}
    for start in range(0, len(numbers), CHUNK):
        for entry in with_papers(DossierEntry.objects.filter(pk__in=numbers[start : start + CHUNK])):
            row = entry.nomination
            row.unit = units.setdefault(row.unit_id, row.unit)  # whose letterhead asks for the unit above it once
            yield entry


@run_kind(PACK)
def pack_in_background(run: Run) -> Outcome:
    """The zip grows on disk, not in memory. Made again it is the same, and takes the place of none that is newer."""
    row = Dossier.objects.select_related("season__unit", "to_unit", "submission").get(pk=run.parameters["dossier"])
    if run.parameters.get("copies"):
        return _pack_copies(run, row)
    packed = _what_is_in(row)
    count = row.entries.count()
    with tempfile.TemporaryFile() as place:
        lost = write_book(place, row, counted(run, _in_chunks(row.entries.all()), count))
        place.seek(0)
        if _what_is_in(row) != packed:
            return Outcome(f"Hồ sơ “{row.title}” vừa được sửa. Đóng gói lại.", row.get_absolute_url(), lost)
        file = keep_stream(place, "zip")
    Dossier.objects.filter(Q(pack_run=None) | Q(pack_run__lte=run.pk), pk=row.pk).update(pack=file)
    return Outcome(f"Đã đóng gói hồ sơ “{row.title}”: {count} đề nghị.", row.get_absolute_url(), lost)


def _pack_copies(run: Run, row: Dossier) -> Outcome:
    """As the receiver goes on seeing it while the sender mends it."""
    url = row.get_absolute_url()
    if not is_mended(row):
        return Outcome("Hồ sơ vừa được gửi lại. Đóng gói lại.", url)
    entries = as_received(worded_as_sent(row), list(with_papers(row.entries.all())))
    with tempfile.TemporaryFile() as place:
        lost = write_book(place, row, counted(run, entries, len(entries)), papers_as_received(row))
        place.seek(0)
        file = keep_stream(place, "zip")
    Dossier.objects.filter(Q(received_run=None) | Q(received_run__lte=run.pk), pk=row.pk).update(received_pack=file)
    return Outcome(f"Đã đóng gói hồ sơ “{row.title}” như đã gửi: {len(entries)} đề nghị.", url, lost)
