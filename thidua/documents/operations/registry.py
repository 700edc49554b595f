"""The running numbers of each unit, year and series: without gaps or doubles."""

import re
from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import DocumentType, NumberingRule, OfficialDocument, RegistryNumber
from thidua.documents.queries import last_number
from thidua.documents.register_queries import series_of
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit

WRITTEN = re.compile(r"^(\d{1,6})/(\S+)$")


def sign_of(document: OfficialDocument) -> str:
    """The part after the stroke: `KH-THCSHB`, of a letter `THCSHB`. Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II.3."""
    unit = document.unit.sign or document.unit.code
    kind = DocumentType(document.type)
    return f"{kind.value}-{unit}" if kind.is_in_sign else unit


def _locked(unit: Unit) -> Unit:
    """The unit, its register held until the transaction ends: of two who want a number, one waits."""
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _place_of(document: OfficialDocument) -> tuple[int, str]:
    """The year and the series that the document's number belongs to. Raises `not_out`, `no_date`, `numbered`."""
    if document.direction != OfficialDocument.Direction.OUT:
        raise ValidationError("Chỉ cấp số cho văn bản đi. Văn bản đến giữ số của nơi ban hành.", code="not_out")
    if document.date is None:
        raise ValidationError("Văn bản chưa có ngày ban hành. Ghi ngày rồi lấy số.", code="no_date")
    if RegistryNumber.objects.filter(document=document).exists():
        raise ValidationError("Văn bản đã có số trong sổ. Tải lại trang để xem số.", code="numbered")
    return document.date.year, series_of(document.unit, document.type, document.date.year)


@transaction.atomic
def give_number(document: OfficialDocument, *, by: Person) -> RegistryNumber:
    """Take the next number of the unit's series in the year of the document's date. Two at once get two numbers.

    Raises ValidationError `not_out`, `no_date`, `numbered`.
    """
    require(by, "documents.take_number", document.unit)
    unit = _locked(document.unit)
    year, series = _place_of(document)
    n = last_number(unit, series, year) + 1
    row = RegistryNumber(unit=unit, year=year, series=series, n=n)
    return _bear(document, row, f"{n:02d}/{sign_of(document)}", by)


@transaction.atomic
def claim_number(document: OfficialDocument, *, by: Person) -> RegistryNumber | None:
    """Enter the number that a document already bears into the register; None when it is not of the running form.

    A number that was held is used by it. Raises ValidationError `number_taken` when another document of that year has
    the number or it was cancelled, and what `give_number` raises.
    """
    require(by, "documents.take_number", document.unit)
    written = WRITTEN.match(document.number)
    if not written or document.date is None:
        return None
    unit = _locked(document.unit)
    year, series = _place_of(document)
    facts = {"unit": unit, "year": year, "series": series, "n": int(written[1])}
    row = RegistryNumber.objects.filter(**facts).first() or RegistryNumber(**facts)
    if not row.is_held:
        raise ValidationError(
            f"Số {document.number} của năm {year} đã có trong sổ. Xem lại số, hoặc để trống để hệ thống cấp số.",
            code="number_taken",
        )
    return _bear(document, row, document.number, by)


@transaction.atomic
def hold_number(unit: Unit, *, by: Person, series: str, year: int, purpose: str) -> RegistryNumber:
    """Take the next number before its document is there; `series` is the document's type, whose series the unit's rule
    of numbering tells. Raises `no_purpose`, `no_series`.
    """
    require(by, "documents.take_number", unit)
    purpose = clean(purpose)[:300]
    if not purpose:
        raise ValidationError("Ghi số được giữ cho văn bản nào.", code="no_purpose")
    if series not in DocumentType.values:
        raise ValidationError("Không có dãy số của loại văn bản này. Chọn loại văn bản.", code="no_series")
    unit = _locked(unit)
    series = series_of(unit, series, year)
    n = last_number(unit, series, year) + 1
    row = RegistryNumber.objects.create(unit=unit, year=year, series=series, n=n, purpose=purpose)
    record("documents.hold_number", row, by=by, sentence=f"Giữ số {row} cho: {purpose}")
    return row


@transaction.atomic
def use_number(number: RegistryNumber, document: OfficialDocument, *, by: Person) -> RegistryNumber:
    """Give a held number to its document.

    Raises ValidationError `other_series` when it is of another unit, year or type, `wrong_state` when it is no longer
    held, and what `give_number` raises.
    """
    require(by, "documents.take_number", document.unit)
    unit = _locked(document.unit)
    year, series = _place_of(document)
    if (number.unit_id, number.year, number.series) != (unit.pk, year, series):
        sentence = "Số giữ thuộc đơn vị, năm hoặc loại văn bản khác. Chọn số cùng dãy với văn bản."
        raise ValidationError(sentence, code="other_series")
    held = RegistryNumber.objects.filter(pk=number.pk, document=None, cancelled_reason="").first()
    if held is None:
        raise ValidationError("Số này đã dùng hoặc đã hủy. Tải lại trang rồi chọn số khác.", code="wrong_state")
    return _bear(document, held, f"{held.n:02d}/{sign_of(document)}", by)


def _bear(document: OfficialDocument, row: RegistryNumber, number: str, by: Person) -> RegistryNumber:
    document.number, row.document = number, document
    document.save(update_fields=["number", "search_text"])
    row.save()
    record("documents.take_number", document, by=by, sentence=f"Vào sổ số {number}")
    return row


@transaction.atomic
def cancel_number(number: RegistryNumber, *, by: Person, reason: str) -> None:
    """Cancel a number: it stays in the register with the reason and what it was for, and is never given again.

    Its document is without a number then. Raises ValidationError `no_reason`, `wrong_state`.
    """
    require(by, "documents.cancel_number", number)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError("Ghi lý do hủy số.", code="no_reason")
    _locked(number.unit)
    number.refresh_from_db()
    if number.cancelled_reason:
        raise ValidationError("Số này đã hủy trước đó.", code="wrong_state")
    document = number.document
    number.cancelled_reason, number.document = reason, None
    if document:
        number.purpose = str(document)[:300]
        document.number = ""
        document.save(update_fields=["number", "search_text"])
    number.save()
    record("documents.cancel_number", document or number, by=by, sentence=f"Hủy số {number}: {reason}")


@transaction.atomic
def set_numbering(unit: Unit, *, by: Person, year: int, own_types: Collection[str]) -> NumberingRule:
    """Say which types have a series of their own from a year on; the others share one.

    Raises ValidationError `no_series`, `in_use` once a number of that year or a later one was given: a series that ran
    on under another name would have gaps or doubles.
    """
    require(by, "documents.set_numbering", unit)
    unit = _locked(unit)
    if not set(own_types) <= set(DocumentType.values):
        raise ValidationError("Không có loại văn bản này. Chọn lại loại văn bản.", code="no_series")
    if RegistryNumber.objects.filter(unit=unit, year__gte=year).exists():
        sentence = f"Sổ năm {year} đã có số nên không đổi cách đánh số được nữa. Đặt cách đánh số cho năm sau."
        raise ValidationError(sentence, code="in_use")
    kept = [value for value in DocumentType.values if value in set(own_types)]
    rule, _ = NumberingRule.objects.update_or_create(unit=unit, year=year, defaults={"own_types": kept})
    words = "mỗi loại một dãy" if len(kept) == len(DocumentType.values) else ", ".join(kept) or "một dãy chung"
    record(
        "documents.set_numbering", rule, by=by, sentence=f"Đặt cách đánh số từ năm {year}: dãy riêng cho {words}"[:500]
    )
    return rule
