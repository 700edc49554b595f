"""Older formats of word processors (.doc, .rtf, .odt), turned into .docx by LibreOffice."""

from __future__ import annotations

from dataclasses import replace

from thidua.reading.refusals import OldWord
from thidua.reading.source import Source

from .docx import read_docx
from .programs import converted


def read_doc(data: bytes, kind: str, *, office: str | None) -> Source:
    """Raises Refusal `old_word` without LibreOffice, `too_slow`, and those of `read_docx`."""
    if office is None:
        raise OldWord
    return replace(read_docx(converted(data, kind, "docx", office=office)), kind="doc")
