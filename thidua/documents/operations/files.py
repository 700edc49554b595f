"""Files: stored once by content, put forward as attachments."""

import hashlib
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import Attachment, File
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.reading.sources.sniff import kind_of

KEPT_KINDS = frozenset(
    {"text", "docx", "doc", "pdf", "xlsx", "xls", "pptx", "odt", "ods", "png", "jpeg", "webp", "zip"}
)
NAMED_KINDS = "Word, Excel, PowerPoint, PDF, ảnh (PNG, JPEG), văn bản thuần hoặc ZIP"


def store_file(data: bytes) -> File:
    """Keep content under its SHA-256; the same content is kept once.

    Raises ValidationError `empty`, `too_large`, `unknown_type`.
    """
    if not data:
        raise ValidationError("Tệp không có nội dung. Chọn tệp khác.", code="empty")
    if len(data) > settings.MAX_FILE_BYTES:
        most = settings.MAX_FILE_BYTES // 2**20
        raise ValidationError(f"Tệp lớn hơn {most} MB. Giảm dung lượng hoặc chia thành nhiều tệp.", code="too_large")
    kind = kind_of(data)
    if kind not in KEPT_KINDS:
        raise ValidationError(f"Không nhận loại tệp này. Chọn tệp {NAMED_KINDS}.", code="unknown_type")
    digest = hashlib.sha256(data).hexdigest()
    file, _ = File.objects.get_or_create(sha256=digest, defaults={"size": len(data), "kind": kind})
    if not default_storage.exists(file.key):
        default_storage.save(file.key, ContentFile(data))
    return file


def open_file(file: File) -> IO[bytes]:
    return default_storage.open(file.key, "rb")


def file_name(name: str) -> str:
    """The last part of a name that a browser sent, cleaned and cut, its ending kept."""
    path = PurePath(clean(name).replace("\\", "/"))
    return f"{path.stem[:200]}{path.suffix[:12]}" if path.name else "tệp"


@transaction.atomic
def add_attachment(unit: Unit, *, by: Person, data: bytes, name: str, caption: str = "") -> Attachment:
    """Put a file forward for a unit. Raises what `store_file` raises."""
    require(by, "documents.add_attachment", unit)
    row = Attachment(unit=unit, by=by, file=store_file(data), name=file_name(name), caption=clean(caption)[:300])
    row.save()
    record("documents.add_attachment", row, by=by, sentence=f"Thêm tệp “{row}”")
    return row


@transaction.atomic
def add_link(unit: Unit, *, by: Person, link: str, caption: str = "") -> Attachment:
    """Put a web address forward for a unit. Raises ValidationError when it is not one of http or https."""
    require(by, "documents.add_attachment", unit)
    if not link.startswith(("https://", "http://")):
        raise ValidationError("Đường dẫn phải bắt đầu bằng https:// hoặc http://.", code="not_web")
    row = Attachment(unit=unit, by=by, link=link.strip(), caption=clean(caption)[:300])
    row.full_clean()
    row.save()
    record("documents.add_attachment", row, by=by, sentence=f"Thêm đường dẫn “{row}”")
    return row
