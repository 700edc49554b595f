"""Documents, files and numbers, made by the real operations."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.documents import operations
from thidua.documents.filling import blank_template
from thidua.documents.models import (
    Attachment,
    CertificateBatch,
    CertificateDesign,
    DocumentType,
    OfficialDocument,
    Template,
)
from thidua.documents.operations import certificates, designs, templates
from thidua.people.models import Person, Unit

DAY = date(2026, 11, 21)
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
TEXT = "Kế hoạch thi đua".encode()


def zipped(*names: str) -> bytes:
    """An archive with files of these names; `word/document.xml` makes it a Word document."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return buffer.getvalue()


def upload(name: str = "ke-hoach.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def document(unit: Unit, by: Person, **head: Any) -> OfficialDocument:
    facts = {"direction": "out", "date": DAY, "excerpt": "Phong trào thi đua năm học", **head}
    return operations.add_document(unit, by=by, **facts)


def evidence(unit: Unit, by: Person, *, data: bytes = PDF, name: str = "anh.pdf") -> Attachment:
    return operations.add_attachment(unit, by=by, data=data, name=name)


def template(unit: Unit, by: Person, *, of_type: str = "BC", name: str = "mau.docx") -> Template:
    data = blank_template(DocumentType(of_type).key)
    return templates.add_template(unit, by=by, of_type=of_type, data=data, name=name)


def design(unit: Unit, by: Person, *, way: str = "own", name: str = "") -> CertificateDesign:
    count = CertificateDesign.objects.count() + 1
    return designs.add_design(unit, by=by, name=name or f"Mẫu {count}", way=way)


def batch(
    unit: Unit,
    by: Person,
    *,
    design: CertificateDesign | None = None,
    names: Sequence[str] = ("Nguyễn An",),
    rows: Sequence[dict[str, str]] = (),
    **head: Any,
) -> CertificateBatch:
    """A draft; of `names` alone unless there are `rows`."""
    facts = {
        "title": "Đợt khen thưởng",
        "merit": "Có thành tích xuất sắc",
        "signer_position": "Hiệu trưởng",
        "signer_name": "Lê Thị Minh Nguyệt",
        **head,
    }
    made = rows or [{"recipient": name} for name in names]
    look = design or designs.add_design(unit, by=by, name=f"Mẫu {CertificateDesign.objects.count() + 1}", way="own")
    return certificates.add_batch(unit, look, by=by, rows=made, **facts)


def issued_batch(unit: Unit, by: Person, **facts: Any) -> CertificateBatch:
    made = batch(unit, by, **facts)
    certificates.issue_batch(made, by=by, number="12/QĐ-SM", on=DAY)
    made.refresh_from_db()
    return made
