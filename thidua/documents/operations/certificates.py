"""Batches of certificates: drafted, issued with a decision, printed in the background, cancelled one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from thidua.audit.operations import record
from thidua.documents.layouts import Layout, certificate_of, printed
from thidua.documents.models import Certificate, CertificateBatch, CertificateDesign
from thidua.documents.models.certificates import ROOM
from thidua.documents.operations.files import file_name, store_file
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, kept_alive, run_kind, start_run
from thidua.kernel.templatetags.words import number as in_words
from thidua.kernel.text import clean
from thidua.kernel.workflow import move, wrong_state
from thidua.people.models import Person, Unit
from thidua.writing.codes import new_code

MOST = 2000
"""Certificates of a batch."""
PRINT = "documents.print_certificates"
HEAD = (
    "title",
    "decision_number",
    "decision_date",
    "place",
    "signer_standing",
    "signer_position",
    "signer_name",
    "merit",
)
WORDS = tuple(ROOM)


@transaction.atomic
def add_batch(
    unit: Unit, design: CertificateDesign, *, by: Person, rows: Iterable[Mapping[str, str]] = (), **head: Any
) -> CertificateBatch:
    """Draft a batch by the newest version of a design. `head` are fields of `HEAD`, each row has fields of `WORDS`.

    Rooms that know who is honoured call this with their rows. Raises ValidationError `retired`, `other_unit`, and what
    `add_certificates` raises for rows.
    """
    require(by, "documents.add_batch", unit)
    if design.retired:
        raise ValidationError("Mẫu đã ngừng dùng. Chọn mẫu khác.", code="retired")
    if design.unit_id != unit.pk:
        raise ValidationError("Mẫu của đơn vị khác. Chọn mẫu của đơn vị mình.", code="other_unit")
    batch = CertificateBatch(unit=unit, version=design.newest, **_clean(head))
    batch.full_clean()
    batch.save()
    record("documents.add_batch", batch, by=by, sentence=f"Lập đợt giấy khen “{batch}”")
    if rows := list(rows):
        add_certificates(batch, rows, by=by)
    return batch


def _clean(head: Mapping[str, Any]) -> dict[str, Any]:
    return {field: clean(value) if isinstance(value, str) else value for field, value in head.items()}


@transaction.atomic
def change_batch(batch: CertificateBatch, *, by: Person, **head: Any) -> CertificateBatch:
    """Mend the given fields of a draft; it also takes the newest version of its design. Raises `wrong_state`."""
    require(by, "documents.change_batch", batch)
    _locked_draft(batch)
    for field, value in _clean(head).items():
        if field in HEAD:
            setattr(batch, field, value)
    batch.version = batch.version.design.newest
    batch.full_clean()
    batch.save()
    record("documents.change_batch", batch, by=by, sentence=f"Sửa đợt giấy khen “{batch}”")
    return batch


def _locked_draft(batch: CertificateBatch) -> None:
    """Hold the batch's row; of two who change it one waits. Raises `wrong_state` unless it is a draft."""
    current = CertificateBatch.objects.select_for_update().get(pk=batch.pk)
    if current.status != CertificateBatch.Status.DRAFT:
        raise wrong_state(batch)


@transaction.atomic
def add_certificates(batch: CertificateBatch, rows: Iterable[Mapping[str, str]], *, by: Person) -> list[Certificate]:
    """Add rows to a draft, each with a code of its own.

    Raises ValidationError `wrong_state`, `no_rows`, `no_recipient`, `too_long`, `too_many`.
    """
    require(by, "documents.change_batch", batch)
    _locked_draft(batch)
    first = (batch.certificates.aggregate(last=Max("order"))["last"] or 0) + 1
    made = [_certificate(batch, first + place, row) for place, row in enumerate(rows)]
    if not made:
        raise ValidationError("Danh sách chưa có dòng nào.", code="no_rows")
    if batch.certificates.count() + len(made) > MOST:
        raise ValidationError(f"Một đợt nhiều nhất {in_words(MOST)} người. Chia thành nhiều đợt.", code="too_many")
    Certificate.objects.bulk_create(made, batch_size=500)
    record("documents.add_certificates", batch, by=by, sentence=f"Thêm {len(made)} người vào đợt “{batch}”")
    return made


def _certificate(batch: CertificateBatch, order: int, row: Mapping[str, str]) -> Certificate:
    words = {name: clean(str(row.get(name, ""))) for name in WORDS}
    if not words["recipient"]:
        raise ValidationError(f"Dòng {order}: chưa ghi tên người nhận.", code="no_recipient")
    made = Certificate(batch=batch, order=order, code=new_code(), **words)
    for name in WORDS:
        if len(words[name]) > ROOM[name]:
            sentence = f"Dòng {order}: “{words[name][:40]}…” dài quá {ROOM[name]} ký tự. Ghi ngắn lại."
            raise ValidationError(sentence, code="too_long")
    made.keep_words()
    return made


@transaction.atomic
def change_certificate(certificate: Certificate, *, by: Person, **words: str) -> Certificate:
    """Mend the given fields of `WORDS` in a draft. Raises `wrong_state`, `no_recipient`, `too_long`."""
    batch = certificate.batch
    require(by, "documents.change_batch", batch)
    _locked_draft(batch)
    before = {name: getattr(certificate, name) for name in WORDS}
    checked = _certificate(batch, certificate.order, {**before, **words})
    for name in WORDS:
        setattr(certificate, name, getattr(checked, name))
    certificate.save()
    record("documents.change_certificate", certificate, by=by, sentence=f"Sửa giấy khen của “{certificate.recipient}”")
    return certificate


@transaction.atomic
def remove_certificate(certificate: Certificate, *, by: Person) -> None:
    """Take a row out of a draft. Raises `wrong_state`."""
    batch = certificate.batch
    require(by, "documents.change_batch", batch)
    _locked_draft(batch)
    record("documents.remove_certificate", batch, by=by, sentence=f"Bỏ “{certificate.recipient}” khỏi đợt “{batch}”")
    certificate.delete()


@transaction.atomic
def issue_batch(batch: CertificateBatch, *, by: Person, number: str, on: date) -> Run:
    """Freeze the batch with its decision, make its codes answer, and begin to print it.

    Raises ValidationError `no_decision`, `no_rows`, `no_merit`, `wrong_state`.
    """
    require(by, "documents.issue_certificatebatch", batch)
    number = clean(number)[:80]
    if not number:
        raise ValidationError("Ghi số, ký hiệu của quyết định khen thưởng.", code="no_decision")
    _refuse_unready(batch)
    sentence = f"Cấp giấy khen đợt “{batch}” theo quyết định số {number} ngày {on:%d/%m/%Y}"
    move(batch, "issue", by=by, sentence=sentence, decision_number=number, decision_date=on)
    batch.save()
    return print_batch(batch, by=by)


def _refuse_unready(batch: CertificateBatch) -> None:
    rows = batch.certificates.all()
    if not rows.exists():
        raise ValidationError("Đợt chưa có ai. Thêm danh sách trước khi cấp.", code="no_rows")
    if not batch.merit and (missing := rows.filter(merit="")[:3]):
        names = ", ".join(row.recipient for row in missing)
        sentence = f"Chưa ghi thành tích cho: {names}… Ghi thành tích chung của đợt, hoặc từng người."
        raise ValidationError(sentence, code="no_merit")


@transaction.atomic
def print_batch(batch: CertificateBatch, *, by: Person) -> Run:
    """Print an issued batch in the background: one PDF of all, and one each in a ZIP. Raises `wrong_state`."""
    require(by, "documents.change_batch", batch)
    if batch.status != CertificateBatch.Status.ISSUED:
        raise wrong_state(batch)
    count = batch.certificates.count()
    return start_run(PRINT, f"In {count} giấy khen: {batch.title}"[:300], by=by, batch=batch.pk)


@run_kind(PRINT)
def print_in_background(run: Run) -> Outcome:
    """Each certificate by itself, then all together; printing again makes the same files."""
    batch = CertificateBatch.objects.select_related("unit", "version__design").get(pk=run.parameters["batch"])
    layout, rows = Layout.of(batch.version), list(batch.certificates.all())
    made = [certificate_of(row, batch, layout) for row in rows]
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for row, each in counted(run, zip(rows, made, strict=True), len(rows)):
            name = file_name(f"{row.order:04d} {row.recipient}.pdf", "pdf")
            archive.writestr(ZipInfo(name), printed(batch.version, [each]), ZIP_DEFLATED)
    with kept_alive(run):
        whole = printed(batch.version, made)
    batch.file, batch.archive = store_file(whole), store_file(packed.getvalue())
    CertificateBatch.objects.filter(pk=batch.pk).update(file=batch.file, archive=batch.archive)
    return Outcome(f"Đã in {len(rows)} giấy khen.", reverse("documents:certificate_batch", args=[batch.pk]))


@transaction.atomic
def cancel_certificate(certificate: Certificate, *, by: Person, reason: str, today: date) -> Certificate:
    """Declare one issued certificate void; its code says so from now on.

    Raises ValidationError `no_reason`, `not_issued`, `cancelled`.
    """
    require(by, "documents.cancel_certificate", certificate)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError("Ghi lý do hủy giấy khen này.", code="no_reason")
    if certificate.batch.status != CertificateBatch.Status.ISSUED:
        raise ValidationError("Đợt chưa cấp: bỏ người này khỏi danh sách thay vì hủy.", code="not_issued")
    valid = Certificate.objects.filter(pk=certificate.pk, cancelled_on=None)
    if not valid.update(cancelled_on=today, cancelled_reason=reason):
        raise ValidationError("Giấy khen này đã bị hủy.", code="cancelled")
    certificate.refresh_from_db()
    sentence = f"Hủy giấy khen của “{certificate.recipient}”: {reason}"
    record("documents.cancel_certificate", certificate, by=by, sentence=sentence)
    return certificate
