"""Files: stored once by content, put forward as attachments."""

import hashlib
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as StorageFile
from django.core.files.storage import default_storage
from django.db import transaction

from thidua.audit.operations import record
from thidua.documents.models import Attachment, File
from thidua.kernel.permissions import require
from thidua.kernel.text import clean
from thidua.people.models import Person, Unit
from thidua.reading.sources.sniff import kind_of

ENDINGS = {
    "docx": (".docx",),
    "doc": (".doc",),
    "rtf": (".rtf",),
    "odt": (".odt",),
    "pdf": (".pdf",),
    "xlsx": (".xlsx",),
    "xls": (".xls",),
    "pptx": (".pptx",),
    "ppt": (".ppt",),
    "png": (".png",),
    "jpeg": (".jpg", ".jpeg"),
    "tiff": (".tif", ".tiff"),
    "text": (".txt", ".csv", ".md"),
    "zip": (".zip", ".ods", ".odp"),
}
"""The kinds that are kept, and how the name of such a file may end; the first is put on when it ends otherwise."""
NAMED_KINDS = "Word, Excel, PowerPoint, PDF, ảnh (PNG, JPEG, TIFF), văn bản thuần hoặc ZIP"
ADVICE = {
    "docm": "Tệp có chứa macro. Lưu lại dạng .docx rồi chọn tệp đó.",
    "xlsm": "Tệp có chứa macro. Lưu lại dạng .xlsx rồi chọn tệp đó.",
    "pptm": "Tệp có chứa macro. Lưu lại dạng .pptx rồi chọn tệp đó.",
    "encrypted": "Tệp có mật khẩu nên không kiểm tra được. Bỏ mật khẩu rồi chọn lại.",
    "html": "Tệp là trang web. In trang đó ra PDF rồi chọn tệp PDF.",
}
PIECE = 1 << 20
"""Bytes that are in hand at once of what is too large for that."""
UNSAFE_IN_NAMES = str.maketrans(dict.fromkeys('<>:"|?*', " "))


def store_file(data: bytes) -> File:
    """Keep content under its SHA-256; the same content is kept once.

    Raises ValidationError `empty`, `too_large`, `unknown_type`.
    """
    if not data:
        raise ValidationError("Tệp không có nội dung. Chọn tệp khác.", code="empty")
    refuse_large(len(data))
    kind = kind_of(data)
    if kind not in ENDINGS:
        advice = ADVICE.get(kind, f"Không nhận loại tệp này. Chọn tệp {NAMED_KINDS}.")
        raise ValidationError(advice, code="unknown_type")
    digest = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        File.objects.get_or_create(sha256=digest, defaults={"size": len(data), "kind": kind})
        file = File.objects.select_for_update().get(sha256=digest)
        _keep_content(file, data)
    return file


def keep_stream(content: IO[bytes], kind: str) -> File:
    """Keep what the system made itself, however large, without holding it in memory. `content` is at its beginning."""
    seen, size = hashlib.sha256(), 0
    while piece := content.read(PIECE):
        seen.update(piece)
        size += len(piece)
    content.seek(0)
    digest = seen.hexdigest()
    with transaction.atomic():
        File.objects.get_or_create(sha256=digest, defaults={"size": size, "kind": kind})
        file = File.objects.select_for_update().get(sha256=digest)
        _keep(file, size, StorageFile(content))
    return file


def refuse_large(size: int) -> None:
    """Raise ValidationError `too_large` for more bytes than are kept; asked before an upload is read as well."""
    if size > settings.MAX_FILE_BYTES:
        most = settings.MAX_FILE_BYTES // 2**20
        raise ValidationError(f"Tệp lớn hơn {most} MB. Giảm dung lượng hoặc chia thành nhiều tệp.", code="too_large")


def _keep_content(file: File, data: bytes) -> None:
    """Write the content unless the storage has all of it; what a broken write left is written anew.

    The caller holds the file's row, so nobody writes or reads a half of the same content meanwhile.
    """
    _keep(file, len(data), ContentFile(data))


def _keep(file: File, size: int, content: StorageFile) -> None:
    if default_storage.exists(file.key):
        if default_storage.size(file.key) == size:
            return
        default_storage.delete(file.key)
    default_storage.save(file.key, content)


def open_file(file: File) -> IO[bytes]:
    """Raises ValidationError `lost_file` when the storage has lost the content."""
    try:
        return default_storage.open(file.key, "rb")
    except FileNotFoundError as loss:
        raise ValidationError("Tệp không còn trong kho lưu trữ. Báo quản trị viên.", code="lost_file") from loss


def file_name(name: str, kind: str) -> str:
    """A name to keep: the last part of what a browser sent, cleaned and cut, with an ending that fits the content."""
    path = PurePath(clean(name).replace("\\", "/").translate(UNSAFE_IN_NAMES))
    ending = path.suffix.lower()
    stem = clean(path.stem[:200]).strip(". ") or "tệp"
    return stem + (ending if ending in ENDINGS[kind] else ENDINGS[kind][0])


@transaction.atomic
def add_attachment(unit: Unit, *, by: Person, data: bytes, name: str, caption: str = "") -> Attachment:
    """Put a file forward for a unit. Raises what `store_file` raises."""
    require(by, "documents.add_attachment", unit)
    file = store_file(data)
    row = Attachment(unit=unit, by=by, file=file, name=file_name(name, file.kind), caption=clean(caption)[:300])
    row.save()
    record("documents.add_attachment", row, by=by, sentence=f"Thêm tệp “{row}”")
    return row


@transaction.atomic
def add_link(unit: Unit, *, by: Person, link: str, caption: str = "") -> Attachment:
    """Put a web address forward for a unit. Raises ValidationError `not_web` when it is not of http or https."""
    require(by, "documents.add_attachment", unit)
    link = link.strip()
    if not link.startswith(("https://", "http://")):
        raise ValidationError("Đường dẫn phải bắt đầu bằng https:// hoặc http://.", code="not_web")
    row = Attachment(unit=unit, by=by, link=link, caption=clean(caption)[:300])
    row.full_clean()
    row.save()
    record("documents.add_attachment", row, by=by, sentence=f"Thêm đường dẫn “{row}”")
    return row
