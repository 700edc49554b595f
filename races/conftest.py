"""Threads that meet at one button. They need PostgreSQL: `TEST_DATABASE_URL=postgres://… pytest --migrations races`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

PATIENCE = 30
"""Seconds that a thread waits for the others to come."""


@pytest.fixture
def at_once(transactional_db):
    """Does deeds at the same time, each in a thread and on a connection of its own.

    Gives what each came to, in order: what it returned, or the code of the refusal.
    """
    assert connection.vendor == "postgresql", "set TEST_DATABASE_URL to a PostgreSQL database"

    def race(*deeds: Callable[[], Any]) -> list[Any]:
        start = Barrier(len(deeds))

        def run(deed: Callable[[], Any]) -> Any:
            try:
                connection.ensure_connection()
                start.wait(PATIENCE)
                return deed()
            except ValidationError as refusal:
                return refusal.error_list[0].code
            finally:
                connection.close()

        with ThreadPoolExecutor(len(deeds)) as threads:
            return list(threads.map(run, deeds))

    return race
