"""What proves a figure, and what people say about it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from thidua.audit.operations import record
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.kernel.calendar import today as present_day
from thidua.kernel.permissions import require
from thidua.kernel.text import clean_lines
from thidua.people.models import Person
from thidua.people.operations.notices import notify
from thidua.people.queries import EDITORS, LEADERS, WORKERS, acts_in, holders
from thidua.plans.models import Obligation, Target
from thidua.progress.models import Comment, Measurement
from thidua.progress.operations.figures import cell_at, settle_flags

PERMISSION = "progress.prove_measurement"


@transaction.atomic
def attach_evidence(
    obligation: Obligation, target: Target, attachments: Iterable[Attachment], *, by: Person
) -> Measurement:
    """Point the figure of a target at evidence that `by` may see; the same piece may prove many figures.

    Raises ValidationError `foreign_evidence` and what `figures.cell_at` raises.
    """
    cell = cell_at(obligation, target, by=by, permission=PERMISSION)
    pieces = {attachment.pk: attachment for attachment in attachments}
    if not are_visible(by, pieces.keys()):
        raise ValidationError("Có minh chứng không dùng được. Chọn lại tệp của mình.", code="foreign_evidence")
    known = set(cell.evidence.filter(pk__in=pieces).values_list("pk", flat=True))
    if new := [piece for pk, piece in pieces.items() if pk not in known]:
        cell.evidence.add(*new)
        named = "; ".join(f"“{piece}”" for piece in new)
        record("progress.prove_measurement", cell, by=by, sentence=f"Thêm minh chứng {named}"[:500])
        _mended(obligation, cell, by)
    return cell


@transaction.atomic
def detach_evidence(cell: Measurement, attachment: Attachment, *, by: Person) -> None:
    """Take a piece out; the file itself stays in the unit's store and wherever else it is used."""
    held = cell_at(cell.obligation, cell.target, by=by, permission=PERMISSION)
    held.evidence.remove(attachment)
    record("progress.prove_measurement", held, by=by, sentence=f"Bỏ minh chứng “{attachment}” khỏi số liệu"[:500])
    _mended(held.obligation, held, by)


def _mended(obligation: Obligation, cell: Measurement, by: Person) -> None:
    """Changed evidence of a returned figure makes it a draft again, and answers its flag."""
    if cell.status == Measurement.Status.RETURNED:
        cell.status = Measurement.Status.DRAFTING
        cell.save(update_fields=["status"])
    settle_flags(obligation, [cell.target_id], by)


@transaction.atomic
def comment_figure(cell: Measurement, *, by: Person, text: str) -> Comment:
    """Say a word about a figure; the other side is told. Raises ValidationError `no_words`."""
    require(by, "progress.comment_measurement", cell)
    text = clean_lines(text)[:2000]
    if not text:
        raise ValidationError("Ghi ý kiến rồi gửi.", code="no_words")
    comment = Comment.objects.create(measurement=cell, by=by, text=text)
    record("progress.comment_measurement", cell, by=by, sentence=f"Ý kiến: {text}"[:500])
    url = reverse("progress:measurement", args=[cell.pk])
    words = f"{by} có ý kiến về số liệu “{cell.target.text[:120]}”: {text[:200]}"
    notify(_other_side(cell, by), f"comment:{comment.pk}", words, url)
    return comment


def _other_side(cell: Measurement, by: Person) -> set[int]:
    """Who answers for the unit and who keeps the cell; of what was handed in, the officers of the issuer. Not `by`."""
    from_within = acts_in(by, cell.unit, WORKERS) and cell.status in Measurement.REPORTED
    unit, roles = (cell.target.plan.unit, EDITORS) if from_within else (cell.unit, LEADERS)
    persons = set(holders(unit, roles, present_day()).values_list("pk", flat=True))
    keeper = {cell.keeper_id} if cell.keeper_id else set()
    return (persons | keeper) - {by.pk}
