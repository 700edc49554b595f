"""Entries by the real operation, about rows that need no other room."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType

from thidua.audit.models import Entry
from thidua.audit.operations import record, seal

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def subject(name: str = "ballot") -> ContentType:
    """Any row at all."""
    return ContentType.objects.get_or_create(app_label="councils", model=name)[0]


def somebody(username: str = "nguoi1") -> Any:
    return get_user_model()._default_manager.create(username=username)


def entries(count: int) -> list[Entry]:
    return [
        record("councils.open_ballot", subject(), by=None, sentence=f"Mở lần {n + 1}", changes=[("tên", "A", "B")])
        for n in range(count)
    ]


def sealed(*counts: int) -> list[Entry]:
    """So many entries in each of so many seals."""
    made: list[Entry] = []
    for count in counts:
        made += entries(count)
        seal(now=NOW)
    return made
