"""The running numbers of each unit, year and series: without gaps or doubles."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import OfficialDocument, RegistryNumber
from thidua.documents.queries import last_number
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit

WRITTEN = re.compile(r"^(\d{1,6})/(\S+)$")


def sign_of(document: OfficialDocument) -> str:
    """The part after the stroke: `KH-THCSHB`. Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3."""
    return f"{document.type}-{document.unit.sign or document.unit.code}"


@transaction.atomic
def give_number(document: OfficialDocument, *, by: Person) -> RegistryNumber:
    """Take the next number of the unit's series in the year of the document's date. Two at once get two numbers."""
    require(by, "documents.take_number", document.unit)
    unit = Unit.objects.select_for_update().get(pk=document.unit_id)
    if document.date is None:
        raise ValidationError("Văn bản chưa có ngày ban hành.", code="no_date")
    year, series = document.date.year, document.type
    n = last_number(unit, series, year) + 1
    document.number = f"{n:02d}/{sign_of(document)}"
    return _enter(unit, document, series, year, n, by)


@transaction.atomic
def claim_number(document: OfficialDocument, *, by: Person) -> RegistryNumber | None:
    """Enter the number that a document already bears into the register, when it is of the running form.

    Raises ValidationError `number_taken` when another document of that year has it.
    """
    require(by, "documents.take_number", document.unit)
    written = WRITTEN.match(document.number)
    if not written or document.date is None:
        return None
    unit = Unit.objects.select_for_update().get(pk=document.unit_id)
    year, series, n = document.date.year, document.type, int(written[1])
    if RegistryNumber.objects.filter(unit=unit, series=series, year=year, n=n).exists():
        raise ValidationError(
            f"Số {document.number} của năm {year} đã có trong sổ. Xem lại số, hoặc để trống để hệ thống cấp số.",
            code="number_taken",
        )
    return _enter(unit, document, series, year, n, by)


def _enter(unit: Unit, document: OfficialDocument, series: str, year: int, n: int, by: Person) -> RegistryNumber:
    document.save()
    row = RegistryNumber.objects.create(unit=unit, year=year, series=series, n=n, document=document)
    record("documents.take_number", row, by=by, sentence=f"Vào sổ số {document.number}")
    return row


@transaction.atomic
def cancel_number(number: RegistryNumber, *, by: Person, reason: str) -> None:
    """Cancel a number: it stays in the register with the reason and is never given again."""
    require(by, "documents.cancel_number", number)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError("Ghi lý do hủy số.", code="no_reason")
    if not RegistryNumber.objects.filter(pk=number.pk, cancelled_reason="").update(
        cancelled_reason=reason, document=None
    ):
        raise ValidationError("Số này đã hủy trước đó.", code="wrong_state")
    record("documents.cancel_number", number, by=by, sentence=f"Hủy số {number}: {reason}")
