"""Entries about a unit, by the real operation."""

from datetime import UTC, datetime

from thidua.audit.models import Entry
from thidua.audit.operations import record, seal
from thidua.people.tests import make

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def entries(count: int) -> list[Entry]:
    unit = make.unit()
    return [
        record("people.change_unit", unit, by=None, sentence=f"Đổi tên lần {n + 1}", changes=[("tên", "A", "B")])
        for n in range(count)
    ]


def sealed(*counts: int) -> list[Entry]:
    """So many entries in each of so many seals."""
    made: list[Entry] = []
    for count in counts:
        made += entries(count)
        seal(now=NOW)
    return made
