"""The layout check of Word files that are kept, and of those that are only looked at."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from thidua.documents.layout_rules import as_rows
from thidua.documents.models import DocumentFile, LayoutCheck, OfficialDocument
from thidua.documents.operations.files import open_file
from thidua.kernel.models import Run
from thidua.kernel.permissions import require
from thidua.kernel.runs import Outcome, kept_alive, run_kind, start_run
from thidua.people.models import Person
from thidua.reading.sources.sniff import kind_of
from thidua.writing.lint import Finding, Refused, lint

CHECK = "documents.check_layout"
SLOW_BYTES = 2 * 2**20
"""From here on a check is left to the background: nobody waits for more than a second."""
ADVICE = {
    "doc": "Tệp là Word đời cũ (.doc). Mở bằng Word, lưu lại dạng .docx rồi chọn tệp đó.",
    "pdf": "Tệp là PDF: không còn thông tin về lề, phông chữ để kiểm tra. Chọn tệp Word (.docx) đã dùng để in ra PDF.",
    "docm": "Tệp có chứa macro. Lưu lại dạng .docx rồi chọn tệp đó.",
    "encrypted": "Tệp có mật khẩu nên không kiểm tra được. Bỏ mật khẩu rồi chọn lại.",
    "rtf": "Tệp là .rtf. Mở bằng Word, lưu lại dạng .docx rồi chọn tệp đó.",
    "odt": "Tệp là .odt. Mở bằng Word hoặc LibreOffice, lưu lại dạng .docx rồi chọn tệp đó.",
}


def looked_at(data: bytes) -> tuple[Finding, ...]:
    """The findings of a Word file that is not kept. Raises ValidationError `empty`, `not_word`."""
    refuse_others(data)
    try:
        return lint(data)
    except Refused as refusal:
        raise ValidationError(str(refusal), code="not_word") from refusal


def refuse_others(data: bytes) -> None:
    """Raise ValidationError `empty` or `not_word` for what is no Word file, with the way to make it one."""
    if not data:
        raise ValidationError("Tệp không có nội dung. Chọn tệp khác.", code="empty")
    kind = kind_of(data)
    if kind != "docx":
        raise ValidationError(ADVICE.get(kind, "Chỉ nhận tệp Word (.docx). Chọn tệp khác."), code="not_word")


def check_kept(row: DocumentFile, data: bytes) -> LayoutCheck | None:
    """Check a Word file of a document out that was just kept, unless it is so large that it takes long. Part of an
    operation that keeps files; what cannot be checked is noted, never refused.
    """
    is_ours = row.document.direction == OfficialDocument.Direction.OUT and not row.made
    if row.file.kind != "docx" or not is_ours or len(data) > SLOW_BYTES:
        return None
    return _checked(row, data)


@transaction.atomic
def check_layout(row: DocumentFile, *, by: Person) -> LayoutCheck | Run:
    """Check a kept Word file anew; a large one in the background. Raises ValidationError `not_word`."""
    require(by, "documents.check_layout", row)
    if row.file.kind != "docx":
        raise ValidationError(ADVICE.get(row.file.kind, "Chỉ kiểm tra được tệp Word (.docx)."), code="not_word")
    if row.file.size > SLOW_BYTES:
        return start_run(CHECK, f"Kiểm tra thể thức tệp “{row.name}”"[:300], by=by, file=row.pk)
    return _checked(row, open_file(row.file).read())


@run_kind(CHECK)
def check_in_background(run: Run) -> Outcome:
    row = DocumentFile.objects.select_related("file").get(pk=run.parameters["file"])
    with kept_alive(run):
        check = _checked(row, open_file(row.file).read())
    count = len(check.findings)
    said = check.refused or (f"Có {count} điểm cần xem lại." if count else "Không thấy điểm nào sai thể thức.")
    return Outcome(said, reverse("documents:layout", args=[row.pk]))


def _checked(row: DocumentFile, data: bytes) -> LayoutCheck:
    facts = {"at": timezone.now(), "findings": [], "refused": ""}
    try:
        facts["findings"] = as_rows(lint(data))
    except Refused as refusal:
        facts["refused"] = str(refusal)[:300]
    check, _ = LayoutCheck.objects.update_or_create(file=row, defaults=facts)
    return check
