"""Official documents: kept with their files and blocks."""

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.documents.models import Block, DocumentFile, OfficialDocument, RegistryNumber
from thidua.documents.operations.files import file_name, store_file
from thidua.documents.operations.layouts import check_kept
from thidua.documents.operations.signatures import check_signatures
from thidua.documents.signature_queries import is_sealable, pdf_files
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.reading.blocks import Block as ReadBlock

HEAD = (
    "direction",
    "type",
    "number",
    "date",
    "place",
    "issuer_name",
    "excerpt",
    "signer_capacity",
    "signer_position",
    "signer_name",
    "recipients",
)


IN_REGISTER = frozenset({"direction", "type", "number", "date"})
"""What the register says of a document."""


def _clean(head: dict[str, Any]) -> dict[str, Any]:
    return {field: clean(value) if isinstance(value, str) else value for field, value in head.items()}


@transaction.atomic
def add_document(unit: Unit, *, by: Person, direction: str, **head: Any) -> OfficialDocument:
    """Enter a document in a unit's files. `head` are fields of its head and foot."""
    require(by, "documents.add_document", unit)
    document = OfficialDocument(unit=unit, direction=direction, **_clean(head))
    document.full_clean(exclude=["check_code"])
    document.save()
    record("documents.add_document", document, by=by, sentence=f"Đưa văn bản vào hệ thống: {document}")
    return document


@transaction.atomic
def change_document(document: OfficialDocument, *, by: Person, **head: Any) -> OfficialDocument:
    """Mend the given fields of `HEAD`. One that is in the register keeps type, number and date (`numbered`)."""
    require(by, "documents.change_document", document)
    before = copy.copy(document)
    for field, value in _clean(head).items():
        if field in HEAD:
            setattr(document, field, value)
    changed = [field for field in HEAD if getattr(before, field) != getattr(document, field)]
    if IN_REGISTER & set(changed) and RegistryNumber.objects.filter(document=document).exists():
        sentence = "Văn bản đã vào sổ: không sửa được loại, số và ngày. Hủy số trong sổ trước."
        raise ValidationError(sentence, code="numbered")
    document.full_clean(exclude=["check_code", "unit"])
    document.save()
    if changes := differences(before, document, changed):
        record("documents.change_document", document, by=by, sentence=f"Sửa văn bản: {document}", changes=changes)
    return document


@transaction.atomic
def add_file(document: OfficialDocument, *, by: Person, data: bytes, name: str) -> DocumentFile:
    """Add a file to a document. Raises what `store_file` raises."""
    require(by, "documents.change_document", document)
    row = keep_file(document, data, name)
    record("documents.add_file", document, by=by, sentence=f"Kèm tệp “{row}”")
    return row


@transaction.atomic
def publish_files(document: OfficialDocument, *, by: Person, is_public: bool) -> None:
    """Let whoever has the code of an issued document download its PDF files, or end that.

    Raises ValidationError `not_issued`, `no_pdf`.
    """
    require(by, "documents.publish_files", document)
    if is_public and not is_sealable(document):
        sentence = "Chỉ cho tải công khai văn bản đi đã có số và ngày ban hành. Cấp số vào sổ trước."
        raise ValidationError(sentence, code="not_issued")
    if is_public and not pdf_files(document).exists():
        raise ValidationError("Văn bản chưa có tệp PDF để cho tải. Kèm bản PDF trước.", code="no_pdf")
    rows = OfficialDocument.objects.filter(pk=document.pk).exclude(files_public=is_public)
    if rows.update(files_public=is_public):
        sentence = "Cho người có mã kiểm tra tải tệp PDF" if is_public else "Thôi cho tải tệp công khai"
        record("documents.publish_files", document, by=by, sentence=sentence)
    document.files_public = is_public


def keep_file(document: OfficialDocument, data: bytes, name: str, pages: int = 0) -> DocumentFile:
    """Add a file to a document, after those it has. Part of an operation that asked the permission."""
    file, place = store_file(data), document.files.count()
    row = document.files.create(file=file, name=file_name(name, file.kind), order=place, pages=pages)
    check_signatures(file, data)
    check_kept(row, data)
    return row


def keep_blocks(document: OfficialDocument, blocks: Iterable[ReadBlock] | Iterable[Block]) -> dict[int, Block]:
    """Store what was read, or the blocks of another document, as the document's; returns them by index."""
    rows = [
        Block(
            document=document,
            index=block.index,
            kind=block.kind,
            text=block.text,
            page=block.page,
            label=block.label[:40],
            level=block.level,
            cells=list(block.cells),
            table=block.table,
        )
        for block in blocks
    ]
    return {row.index: row for row in Block.objects.bulk_create(rows, batch_size=500)}
