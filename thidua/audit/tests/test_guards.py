"""The triggers that the migration lays into the database."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from thidua.audit.operations import seal
from thidua.audit.queries import GUARDS, missing_guards, verify
from thidua.audit.tests import make


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM audit_entry",
        "UPDATE audit_entry SET sentence = 'x'",
        "UPDATE audit_entry SET changes = '[]'",
        "UPDATE audit_entry SET seal_id = NULL",
        "DELETE FROM audit_seal",
        "UPDATE audit_seal SET digest = 'x'",
    ],
)
def test_the_database_refuses(guarded, statement):
    make.sealed(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert verify().is_whole


@pytest.mark.parametrize("change", ["sentence = 'x'", "mark = 'x'", "changes = '[]'", "by_id = 5", "id = 99"])
def test_the_database_refuses_to_change_an_entry_while_sealing_it(guarded, change):
    make.sealed(1)
    make.entries(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_entry SET seal_id = 1, {change} WHERE seal_id IS NULL")


def test_the_database_lets_entries_be_written_and_sealed(guarded):
    make.entries(2)

    assert (seal(now=make.NOW), verify().is_whole) == (2, True)


def test_the_guards_are_missed_when_they_are_gone(unguarded):
    everything = sorted(GUARDS[connection.vendor])

    assert missing_guards() == everything


def test_the_command_fails_when_the_guards_are_gone(unguarded):
    with pytest.raises(CommandError, match="audit_entry_no_delete"):
        call_command("audit", "verify", stdout=StringIO())


def test_no_guard_is_missed_when_all_stand(guarded):
    assert missing_guards() == []
