"""Sources: from the bytes of a file to its lines, whatever the format."""

from __future__ import annotations

from thidua.reading.refusals import Damaged, Empty, Encrypted, NoTextLayer, TooLarge, UnknownType, ZipBomb
from thidua.reading.source import Source

from .programs import Programs, converted, programs_here
from .sniff import kind_of

MAX_BYTES = 50 << 20

__all__ = ["MAX_BYTES", "Programs", "converted", "extract", "kind_of", "programs_here"]


def extract(data: bytes, *, max_bytes: int = MAX_BYTES, programs: Programs | None = None) -> Source:
    """Read a file by its content, with the programmes of this machine or the given ones. Raises nothing but Refusal.

    Readers of a format are imported when the first file of that format comes.
    """
    if len(data) > max_bytes:
        raise TooLarge(len(data), max_bytes)
    source = _read(kind_of(data), data, programs)
    if not source.lines:
        raise Empty
    return source


def _read(kind: str, data: bytes, programs: Programs | None) -> Source:
    match kind:
        case "text":
            from .text import read_text

            return read_text(data)
        case "html":
            from .html import read_html

            return read_html(data)
        case "docx" | "docm":
            from .docx import read_docx

            return read_docx(data)
        case "pdf":
            return _read_pdf(data, programs)
        case "doc" | "rtf" | "odt":
            from .doc import read_doc

            return read_doc(data, kind, office=(programs or programs_here()).office)
        case "png" | "jpeg" | "tiff":
            from .ocr import read_picture

            return read_picture(data, tesseract=(programs or programs_here()).tesseract)
        case _:
            raise _REFUSALS.get(kind, UnknownType)


def _read_pdf(data: bytes, programs: Programs | None) -> Source:
    from .apart import read_apart
    from .pdf import read_pdf
    from .streams import is_plain

    try:
        return read_pdf(data) if is_plain(data) else read_apart(data)
    except NoTextLayer:
        from .ocr import read_scan

        return read_scan(data, tesseract=(programs or programs_here()).tesseract)


_REFUSALS = {"empty": Empty, "encrypted": Encrypted, "damaged_zip": Damaged, "zip_bomb": ZipBomb}
