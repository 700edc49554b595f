"""The guards of the migration, laid or lifted: the suite runs with migrations and without."""

from importlib import import_module

import pytest
from django.db import connection

guards = import_module("thidua.audit.migrations.0002_append_only")


def run(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def unguarded(db):
    run(guards.UNDO[connection.vendor])


@pytest.fixture
def guarded(unguarded):
    run(guards.STATEMENTS[connection.vendor])
