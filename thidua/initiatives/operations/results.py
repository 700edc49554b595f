"""Figures before and after, and the files that go with an initiative."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import Attachment
from thidua.documents.queries import are_visible
from thidua.initiatives.models import Enclosure, Initiative, Result
from thidua.initiatives.operations.initiatives import held_to_write
from thidua.kernel.text import clean
from thidua.people.models import Person

MOST_RESULTS, MOST_FILES = 20, 30
LIMIT = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Row:
    """One figure as it is written."""

    indicator: str
    before: Decimal | None
    after: Decimal | None
    unit_of_count: str = ""
    note: str = ""


@transaction.atomic
def set_results(initiative: Initiative, rows: Sequence[Row], *, by: Person) -> None:
    """Write all figures anew. Raises ValidationError `no_figure` (none after), `too_many`, `too_large`."""
    row = held_to_write(initiative, by)
    if len(rows) > MOST_RESULTS:
        raise ValidationError(f"Ghi nhiều nhất {MOST_RESULTS} chỉ số.", code="too_many")
    for each in rows:
        if each.after is None:
            raise ValidationError(f"Chỉ số “{each.indicator}” chưa có số sau khi áp dụng.", code="no_figure")
        if any(abs(value) >= LIMIT for value in (each.before, each.after) if value is not None):
            raise ValidationError(f"Số của chỉ số “{each.indicator}” quá lớn. Kiểm tra lại.", code="too_large")
    row.results.all().delete()
    Result.objects.bulk_create(
        Result(
            initiative=row,
            order=n,
            indicator=clean(each.indicator)[:300],
            unit_of_count=clean(each.unit_of_count)[:60],
            before=each.before,
            after=each.after,
            note=clean(each.note)[:500],
        )
        for n, each in enumerate(rows)
    )
    if row.status != Initiative.Status.DRAFT:
        record("initiatives.change_initiative", row, by=by, sentence=f"Ghi {len(rows)} chỉ số kết quả")


@transaction.atomic
def enclose(initiative: Initiative, attachments: Iterable[Attachment], *, purpose: str, by: Person) -> None:
    """Point at files or links that `by` may see. Raises ValidationError `foreign_evidence`, `too_many`."""
    row = held_to_write(initiative, by)
    pieces = {attachment.pk: attachment for attachment in attachments}
    if not are_visible(by, pieces.keys()):
        raise ValidationError("Có tệp không dùng được. Chọn lại tệp của mình.", code="foreign_evidence")
    known = set(row.enclosures.values_list("attachment", flat=True))
    if len(known | pieces.keys()) > MOST_FILES:
        raise ValidationError(f"Một sáng kiến có nhiều nhất {MOST_FILES} tệp. Bỏ bớt tệp cũ.", code="too_many")
    new = [piece for pk, piece in pieces.items() if pk not in known]
    Enclosure.objects.bulk_create(Enclosure(initiative=row, attachment=piece, purpose=purpose) for piece in new)
    if new:
        record("initiatives.enclose_file", row, by=by, sentence=f"Thêm {len(new)} tệp")


@transaction.atomic
def take_out(enclosure: Enclosure, *, by: Person) -> None:
    """The file itself stays in the unit's store."""
    row = held_to_write(enclosure.initiative, by)
    row.enclosures.filter(pk=enclosure.pk).delete()
    record("initiatives.enclose_file", row, by=by, sentence="Bỏ một tệp")
