"""Older formats of word processors (.doc, .rtf, .odt), turned into .docx by LibreOffice."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from thidua.reading.refusals import Damaged, OldWord
from thidua.reading.source import Source

from .docx import read_docx
from .programs import output_of

SECONDS = 60.0


def read_doc(data: bytes, kind: str, *, office: str | None) -> Source:
    """Raises Refusal `old_word` without LibreOffice, `too_slow`, and those of `read_docx`.

    Each file has a profile of its own: nothing of one reaches the next, and macros stay off, as they are by default.
    """
    if office is None:
        raise OldWord
    with tempfile.TemporaryDirectory(prefix="thidua-") as name:
        folder = Path(name)
        (folder / f"given.{kind}").write_bytes(data)
        profile = (folder / "profile").as_uri()
        options = [f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        made, given = str(folder / "made"), str(folder / f"given.{kind}")
        output_of([office, *options, "--convert-to", "docx", "--outdir", made, given], seconds=SECONDS)
        answer = folder / "made" / "given.docx"
        if not answer.exists():
            raise Damaged
        return replace(read_docx(answer.read_bytes()), kind="doc")
