"""The shell's own lists as Excel files."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from thidua.audit.models import Entry
from thidua.kernel.exports import Export, export_kind
from thidua.people.models import Person
from thidua.web.queries import Told, entries_about, with_subjects
from thidua.writing.sheets import Column

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

MANY = 500
"""Entries that are named at once."""
ENTRY_COLUMNS = [
    Column("Lúc", 18),
    Column("Người làm", 28),
    Column("Vai trò khi làm", 40),
    Column("Nội dung", 80),
    Column("Đối tượng", 50),
    Column("Thay đổi", 80),
]


@export_kind("web.audit")
def audit_export(by: Person, asked: Mapping[str, str], today: date) -> Export:
    rows = entries_about(by, asked.get("q", "")[:200].strip())
    return Export("Nhật ký", "nhat-ky", ENTRY_COLUMNS, entry_lines(rows, by), rows.count())


def entry_lines(rows: "QuerySet[WithAnnotations[Entry, Told]]", by: Person) -> Iterator[tuple[Any, ...]]:
    waiting = rows.iterator(chunk_size=MANY)
    while batch := list(islice(waiting, MANY)):
        for entry in with_subjects(by, batch):
            subject = entry.subject
            changes = "; ".join(f"{label}: {before} → {after}" for label, before, after in entry.changes)
            yield (
                entry.at,
                str(entry.by or "Hệ thống"),
                entry.post,
                entry.sentence,
                subject[0] if subject else "",
                changes,
            )
