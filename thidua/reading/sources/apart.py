"""Apart: PDF files that may mean harm, read in a process of their own, with bounds on its time and memory."""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import astuple
from typing import Any

from thidua.reading.refusals import Damaged, Refusal, ZipBomb
from thidua.reading.source import Line, Source

from .programs import output_of

SECONDS = 60
MEMORY = 2 << 30
_PROGRAM = "from thidua.reading.sources.apart import answer; answer()"


def read_apart(data: bytes) -> Source:
    """As `read_pdf`. Raises Refusal `too_slow` after a minute and `zip_bomb` where the memory does not suffice."""
    try:
        said = json.loads(output_of([sys.executable, "-c", _PROGRAM], seconds=SECONDS, given=data))
    except Damaged as cause:
        raise ZipBomb from cause
    if "refused" in said:
        raise _refusal(**said)
    lines = tuple(
        Line(start, end, page, whole, tuple(map(tuple, cells)), *rest)
        for start, end, page, whole, cells, *rest in said["lines"]
    )
    return Source("pdf", said["text"], lines, said["pages"])


def _refusal(refused: str, message: str) -> Refusal:
    kind = next(kind for kind in Refusal.__subclasses__() if kind.code == refused)
    made = kind.__new__(kind)
    Refusal.__init__(made, message)
    return made


def answer() -> None:
    """What the process does: read the file at its standard input, print the source or the refusal."""
    from .pdf import read_pdf

    _bound(resource.RLIMIT_AS, MEMORY)
    _bound(resource.RLIMIT_CPU, SECONDS)
    try:
        source = read_pdf(sys.stdin.buffer.read(), seconds=SECONDS)
    except Refusal as refusal:
        said: dict[str, Any] = {"refused": refusal.code, "message": refusal.message}
    else:
        said = {"text": source.text, "pages": source.pages, "lines": [astuple(line) for line in source.lines]}
    sys.stdout.write(json.dumps(said))


def _bound(what: int, most: int) -> None:
    """Bound a resource, where it is not bounded more narrowly already."""
    _, hard = resource.getrlimit(what)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (limit, limit))
