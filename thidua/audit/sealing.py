"""Marks and seals: what makes a changed, removed, inserted or re-ordered row of the trail show.

Each entry bears a mark made of its content, each seal a digest made of the marks of its entries in order and of the
seal before. Both are HMAC-SHA256 with `AUDIT_KEY`, so whoever can write to the database alone cannot make them.
"""

import hmac
import json
from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings

from thidua.audit.models import Entry, Seal


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
    return _sign([previous, seal.number, seal.at.astimezone(UTC).isoformat(), seal.count, [list(e) for e in entries]])


def _sign(content: Any) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.digest(settings.AUDIT_KEY.encode(), canonical.encode(), "sha256").hex()
