"""Documents, files and numbers, made by the real operations."""

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.documents import operations
from thidua.documents.models import Attachment, OfficialDocument
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
