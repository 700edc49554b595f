"""Searching within words by an index. PostgreSQL only: SQLite searches its far smaller table by reading it."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX documents_officialdocument_trigram ON documents_officialdocument"
            " USING gin (search_text gin_trgm_ops)"
        )


def remove_index(apps, schema_editor):
    """The extension stays: others may use it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS documents_officialdocument_trigram")


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_number_purpose'),
    ]

    operations = [
        migrations.RunPython(add_index, remove_index),
    ]
