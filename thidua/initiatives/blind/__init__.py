"""Files written again without what tells who made them: no Django, bytes in, bytes out.

`cleaned(data, kind, mask)` gives a `Copy`, or raises `NotClean` with the sentence why the file cannot be handed out.
"""

from dataclasses import dataclass

from thidua.initiatives.blind.refusals import NotClean
from thidua.initiatives.masking import Mask


@dataclass(frozen=True, slots=True)
class Copy:
    """The content written again. `unread` when nobody could look for names in it: a picture, a scan."""

    data: bytes
    kind: str
    unread: bool = False


KINDS = frozenset({"docx", "xlsx", "pptx", "pdf", "png", "jpeg", "text"})


def cleaned(data: bytes, kind: str, mask: Mask) -> Copy:
    """Raises NotClean."""
    from thidua.initiatives.blind import office, pdf, pictures

    match kind:
        case "docx" | "xlsx" | "pptx":
            return Copy(office.cleaned(data, mask), kind, office.has_pictures(data))
        case "pdf":
            content, unread = pdf.cleaned(data, mask)
            return Copy(content, kind, unread)
        case "png" | "jpeg":
            return Copy(pictures.cleaned(data, kind), kind, unread=True)
        case "text":
            return Copy(_text(data, mask), kind)
    raise NotClean("Loại tệp này không bỏ được thông tin người soạn. Lưu lại dạng PDF hoặc .docx.")


def _text(data: bytes, mask: Mask) -> bytes:
    try:
        return mask.text(data.decode("utf-8-sig")).encode()
    except UnicodeDecodeError as reason:
        raise NotClean("Tệp văn bản không đọc được bảng mã. Lưu lại dạng UTF-8 hoặc PDF.") from reason


__all__ = ["KINDS", "Copy", "NotClean", "cleaned"]
