"""Signatures of files: checked when they are kept and when trust changes, by the certificates that are trusted."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from thidua.audit.operations import record
from thidua.documents.models import File, SignatureCheck, TrustAnchor
from thidua.documents.operations.files import open_file
from thidua.documents.pades.certificates import Certificate, NotCertificates, certificates_in
from thidua.documents.pades.verdicts import Level, Report
from thidua.documents.pades.verifying import may_be_signed, report_of
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, counted, run_kind, start_run
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit

RECHECK = "documents.recheck_signatures"
CHECK = "documents.check_signatures"
AT_ONCE = 5 * 2**20
"""Bytes of a file that is checked while somebody waits: a few hundredths of a second."""


def judged(data: bytes, *, now: datetime | None = None) -> Report:
    """The signatures of a file by the certificates trusted today; nothing is kept."""
    trusted = TrustAnchor.objects.filter(removed_at=None).values_list("certificate", flat=True)
    return report_of(data, [bytes(der) for der in trusted], now=now or timezone.now())


def check_signatures(file: File, data: bytes) -> SignatureCheck | None:
    """Judge a PDF that is being kept; None when it bears no signature. A large one is judged in the background.

    Part of an operation that asked the permission. The same content is judged once, until trust changes.
    """
    if file.kind != "pdf" or not may_be_signed(data):
        return None
    found = SignatureCheck.objects.filter(file=file).first()
    if found:
        return found
    if len(data) > AT_ONCE:
        check = SignatureCheck.objects.create(file=file)
        start_run(CHECK, "Kiểm tra chữ ký số của một tệp lớn", by=None, file=file.pk)
        return check
    return keep_report(file, judged(data))


def keep_report(file: File, report: Report) -> SignatureCheck:
    """Note what was found. A mark of a signature in a file without one is none."""
    level = report.level if report.level is not Level.NONE else Level.BAD
    facts = {"level": level, "title": report.title, "found": report.to_json(), "at": timezone.now()}
    check, _ = SignatureCheck.objects.update_or_create(file=file, defaults=facts)
    return check


@run_kind(CHECK)
def check_one(run: Run) -> Outcome:
    file = File.objects.get(pk=run.parameters["file"])
    check = keep_report(file, judged(_content(file)))
    return Outcome(f"Đã kiểm tra: {check.title}.")


@run_kind(RECHECK)
def recheck_all(run: Run) -> Outcome:
    """Every signed file again, by the certificates trusted now."""
    rows = SignatureCheck.objects.select_related("file").order_by("pk")
    total, changed, lost = rows.count(), 0, []
    for check in counted(run, rows.iterator(chunk_size=100), total):
        try:
            report = judged(_content(check.file))
        except ValidationError:
            lost.append(f"Tệp {check.file.sha256[:12]} không còn trong kho lưu trữ.")
            continue
        changed += (check.level, check.title) != (keep_report(check.file, report).level, report.title)
    return Outcome(f"Đã kiểm tra lại chữ ký số của {total} tệp; {changed} tệp có kết quả khác trước.", problems=lost)


def _content(file: File) -> bytes:
    with open_file(file) as content:
        return content.read()


@transaction.atomic
def install_anchors(unit: Unit, *, by: Person, data: bytes) -> list[TrustAnchor]:
    """Trust the certificates of a file (.cer, .crt, .pem, .p7b); those trusted already are passed over.

    `unit` is the root of the tree. Raises ValidationError `not_certificates`, `not_authority`, `trusted_already`.
    """
    require(by, "documents.install_anchor", unit)
    try:
        found = certificates_in(data)
    except NotCertificates as error:
        sentence = "Không đọc được chứng thư trong tệp. Chọn tệp .cer, .crt, .pem hoặc .p7b do nơi cấp phát hành."
        raise ValidationError(sentence, code="not_certificates") from error
    if any(not each.is_authority for each in found):
        sentence = "Tệp có chứng thư của một người hoặc đơn vị, không phải của nơi cấp. Chọn chứng thư của nơi cấp."
        raise ValidationError(sentence, code="not_authority")
    known = set(TrustAnchor.objects.filter(removed_at=None).values_list("fingerprint", flat=True))
    rows = [_anchor(unit, each, by) for each in found if each.fingerprint not in known]
    if not rows:
        raise ValidationError("Chứng thư này đã có trong danh sách tin cậy.", code="trusted_already")
    for row in rows:
        row.save()
        sentence = f"Tin cậy chứng thư “{row}”, dấu vân tay {row.fingerprint[:16]}"
        record("documents.install_anchor", row, by=by, sentence=sentence)
    _recheck(by)
    return rows


def _anchor(unit: Unit, found: Certificate, by: Person) -> TrustAnchor:
    names = ("subject", "issuer", "fingerprint", "valid_from", "valid_to")
    return TrustAnchor(unit=unit, by=by, certificate=found.der, **{name: getattr(found, name) for name in names})


@transaction.atomic
def remove_anchor(anchor: TrustAnchor, *, by: Person, reason: str) -> None:
    """Trust a certificate no longer. Raises ValidationError `no_reason`, `wrong_state`."""
    require(by, "documents.remove_anchor", anchor)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError("Ghi lý do bỏ chứng thư.", code="no_reason")
    facts = {"removed_at": timezone.now(), "removed_reason": reason}
    if not TrustAnchor.objects.filter(pk=anchor.pk, removed_at=None).update(**facts):
        raise ValidationError("Chứng thư này đã bỏ trước đó.", code="wrong_state")
    record("documents.remove_anchor", anchor, by=by, sentence=f"Thôi tin cậy chứng thư “{anchor}”: {reason}")
    _recheck(by)


def _recheck(by: Person) -> None:
    if count := SignatureCheck.objects.count():
        start_run(RECHECK, f"Kiểm tra lại chữ ký số của {count} tệp", by=by)
