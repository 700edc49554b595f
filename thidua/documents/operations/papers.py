"""Official documents: kept with their files and blocks."""

import copy
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from thidua.audit.operations import differences, record
from thidua.documents.models import Block, DocumentFile, OfficialDocument
from thidua.documents.operations.files import file_name, store_file
from thidua.kernel.permissions import require
from thidua.people.models import Person, Unit
from thidua.reading.blocks import Block as ReadBlock

HEAD = (
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


@transaction.atomic
def add_document(unit: Unit, *, by: Person, direction: str, **head: Any) -> OfficialDocument:
    """Enter a document in a unit's files. `head` are fields of its head and foot."""
    require(by, "documents.add_document", unit)
    document = OfficialDocument(unit=unit, direction=direction, **head)
    document.full_clean()
    document.save()
    record("documents.add_document", document, by=by, sentence=f"Đưa văn bản vào hệ thống: {document}")
    return document


@transaction.atomic
def change_document(document: OfficialDocument, *, by: Person, **head: Any) -> OfficialDocument:
    """Mend the head and foot of a document. One whose number the register gave keeps number and date (`numbered`)."""
    require(by, "documents.change_document", document)
    before = copy.copy(document)
    for field in HEAD:
        setattr(document, field, head.get(field, getattr(document, field)))
    changes = differences(before, document, HEAD)
    if hasattr(document, "registry_number") and {"số, ký hiệu", "ngày ban hành"} & {label for label, *_ in changes}:
        raise ValidationError("Văn bản đã vào sổ: không sửa được số và ngày. Hủy số trong sổ trước.", code="numbered")
    document.full_clean()
    document.save()
    if changes:
        record("documents.change_document", document, by=by, sentence=f"Sửa văn bản: {document}", changes=changes)
    return document


def keep_file(document: OfficialDocument, data: bytes, name: str, pages: int = 0) -> DocumentFile:
    """Add a file to a document, after those it has. Part of an operation that asked the permission."""
    return DocumentFile.objects.create(
        document=document, file=store_file(data), name=file_name(name), order=document.files.count(), pages=pages
    )


def keep_blocks(document: OfficialDocument, blocks: Iterable[ReadBlock]) -> dict[int, Block]:
    """Store what was read as the document's blocks; returns them by index."""
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
