"""What a migration does in one database and not in the other: the suite runs on both."""

from importlib import import_module

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
trigram = import_module("thidua.people.migrations.0004_trigram")
INDEXES = {
    "sqlite": [],
    "postgresql": [
        "CREATE EXTENSION IF NOT EXISTS pg_trgm;",
        "CREATE INDEX people_unit_trigram ON people_unit USING gin (search_text gin_trgm_ops);",
        "CREATE INDEX people_person_trigram ON people_person USING gin (search_text gin_trgm_ops);",
        "CREATE INDEX people_cluster_trigram ON people_cluster USING gin (search_text gin_trgm_ops);",
    ],
}
UNDONE = {
    "sqlite": [],
    "postgresql": [
        "DROP INDEX IF EXISTS people_unit_trigram;",
        "DROP INDEX IF EXISTS people_person_trigram;",
        "DROP INDEX IF EXISTS people_cluster_trigram;",
    ],
}


def statements(step) -> list[str]:
    """What the step would execute in the database of this run."""
    editor = connection.schema_editor(collect_sql=True)
    step(None, editor)
    return editor.collected_sql


def test_only_postgresql_searches_within_words_by_an_index():
    assert statements(trigram.add_indexes) == INDEXES[connection.vendor]


def test_indexes_are_taken_away_again():
    assert statements(trigram.remove_indexes) == UNDONE[connection.vendor]
