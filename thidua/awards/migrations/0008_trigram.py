"""Searching within words by an index. PostgreSQL only: SQLite searches its far smaller tables by reading them."""

from django.db import migrations

TABLES = ("awards_award", "awards_nomination")


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for table in TABLES:
            schema_editor.execute(f"CREATE INDEX {table}_trigram ON {table} USING gin (search_text gin_trgm_ops)")


def remove_indexes(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {table}_trigram")


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0007_pledge_words"),
    ]

    operations = [
        migrations.RunPython(add_indexes, remove_indexes),
    ]
