"""Programmes that may be on the machine: LibreOffice for old Word files, Tesseract for scans."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from thidua.reading.refusals import Damaged, TooSlow

CONVERSION_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Programs:
    """Paths; None for what the machine does not have."""

    office: str | None = None
    tesseract: str | None = None


@functools.cache
def programs_here() -> Programs:
    """What is installed, looked up once."""
    return Programs(shutil.which("soffice") or shutil.which("libreoffice"), _tesseract_with_vietnamese())


def output_of(command: list[str], *, seconds: float, given: bytes = b"") -> bytes:
    """What a programme prints. Raises Refusal `too_slow` when it takes longer, `damaged` when it fails.

    It runs in a session of its own, so that its children end with it.
    """
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment,
    ) as running:
        try:
            printed, _ = running.communicate(given, timeout=seconds)
        except subprocess.TimeoutExpired as cause:
            os.killpg(running.pid, signal.SIGKILL)
            raise TooSlow from cause
    if running.returncode:
        raise Damaged
    return printed


def converted(data: bytes, kind: str, to: str, *, office: str) -> bytes:
    """A file in another format (`docx`, `pdf`), by LibreOffice. Raises Refusal `too_slow`, `damaged`.

    Each file has a profile of its own: nothing of one reaches the next, and macros stay off, as they are by default.
    """
    with tempfile.TemporaryDirectory(prefix="thidua-") as name:
        folder = Path(name)
        (folder / f"given.{kind}").write_bytes(data)
        profile = (folder / "profile").as_uri()
        options = [f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        made, given = str(folder / "made"), str(folder / f"given.{kind}")
        output_of([office, *options, "--convert-to", to, "--outdir", made, given], seconds=CONVERSION_SECONDS)
        answer = folder / "made" / f"given.{to}"
        if not answer.exists():
            raise Damaged
        return answer.read_bytes()


def _tesseract_with_vietnamese() -> str | None:
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        languages = output_of([program, "--list-langs"], seconds=10).split()
    except (Damaged, TooSlow):
        return None
    return program if b"vie" in languages else None
