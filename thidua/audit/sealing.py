"""Marks and seals: what makes a changed, removed, inserted or re-ordered row of the trail show.

Each entry bears a mark made of its content, each seal a digest made of the marks of its entries in order and of the
seal before. Both are HMAC-SHA256 with `AUDIT_KEY`, so whoever can write to the database alone cannot make them.
"""

import hmac
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.conf import settings

from thidua.audit.models import Entry, Seal

WRITTEN_RUNS = re.compile(r"\d{1,18}(?:-\d{1,18})?(?:,\d{1,18}(?:-\d{1,18})?)*", re.ASCII)


def mark_of(entry: Entry) -> str:
    """The mark that the entry's content gives."""
    return _sign(
        [
            entry.at.astimezone(UTC).isoformat(),
            entry.by_id,
            entry.post,
            entry.action,
            entry.subject_type,
            entry.subject_id,
            entry.unit_path,
            entry.sentence,
            entry.changes,
        ]
    )


def digest_of(seal: Seal, entries: Iterable[tuple[int, str]], *, previous: str) -> str:
    """The digest over a seal, its entries as (number, mark) in order, and the digest of the seal before."""
    facts = [seal.number, seal.at.astimezone(UTC).isoformat(), seal.count, seal.numbers]
    return _sign([previous, *facts, [list(entry) for entry in entries]])


def runs_of(numbers: Iterable[int]) -> str:
    """Ascending numbers as runs: 1, 2, 3, 7 is `1-3,7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def numbers_in(runs: str) -> Iterator[int]:
    """The numbers that `runs_of` wrote, one by one; none for text that it could not have written."""
    if not WRITTEN_RUNS.fullmatch(runs):
        return
    for run in runs.split(","):
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _sign(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(settings.AUDIT_KEY.encode(), canonical.encode(), "sha256").hex()
