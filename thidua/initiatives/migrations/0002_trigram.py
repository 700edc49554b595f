"""Searching within words by an index. PostgreSQL only: SQLite searches its far smaller table by reading it."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX initiatives_initiative_trigram ON initiatives_initiative"
            " USING gin (search_text gin_trgm_ops)"
        )


def remove_index(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS initiatives_initiative_trigram")


class Migration(migrations.Migration):

    dependencies = [
        ('initiatives', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(add_index, remove_index),
    ]
