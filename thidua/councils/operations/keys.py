"""Keys that outlived their ballot: left by a machine that went down in the moment of closing."""

import time
from pathlib import Path

from django.conf import settings

from thidua.councils import sealing
from thidua.councils.queries import ballots_running

SETTLED = 3600
"""Seconds after which a key belongs to a ballot that is written, or to none."""


def destroy_left_keys(*, now: float | None = None) -> int:
    """Destroy keys of ballots that run no more. Returns how many; safe to repeat."""
    kept = sealing.kept_names()
    if not kept:
        return 0
    wanted = {sealing.name_of(key) for key in ballots_running().values_list("public_key", flat=True)}
    left = [name for name in sorted(kept - wanted) if _age(name, now or time.time()) > SETTLED]
    for name in left:
        sealing.destroy_named(name)
    return len(left)


def _age(name: str, now: float) -> float:
    path = Path(settings.BALLOT_KEYS) / f"{name}.key"
    return now - path.stat().st_mtime if path.exists() else 0
