"""The database itself refuses to change or delete what was written; only an empty seal may be filled in."""

from django.db import migrations

COLUMNS = (
    "id", "at", "by_id", "post", "action", "subject_type", "subject_id", "unit_path", "sentence", "mark",
)

SQLITE = [
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry"
    " BEGIN SELECT RAISE(ABORT, 'audit trail is append-only'); END",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry WHEN OLD.seal_id IS NOT NULL"
    " OR NEW.seal_id IS NULL OR NEW.changes IS NOT OLD.changes"
    + "".join(f" OR NEW.{name} IS NOT OLD.{name}" for name in COLUMNS)
    + " BEGIN SELECT RAISE(ABORT, 'audit trail is append-only'); END",
    "CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal"
    " BEGIN SELECT RAISE(ABORT, 'audit trail is append-only'); END",
    "CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal"
    " BEGIN SELECT RAISE(ABORT, 'audit trail is append-only'); END",
]
SQLITE_UNDO = [
    f"DROP TRIGGER IF EXISTS audit_{table}_no_{deed}" for table in ("entry", "seal") for deed in ("delete", "update")
]

REFUSE = """
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'audit trail is append-only' USING ERRCODE = 'restrict_violation'; END $$
"""
POSTGRESQL = [
    REFUSE,
    "CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH ROW WHEN (OLD.seal_id IS NOT NULL"
    " OR NEW.seal_id IS NULL OR NEW.changes IS DISTINCT FROM OLD.changes"
    + "".join(f" OR NEW.{name} IS DISTINCT FROM OLD.{name}" for name in COLUMNS)
    + ") EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audit_seal_guard BEFORE UPDATE OR DELETE ON audit_seal"
    " FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
]
POSTGRESQL_UNDO = [
    "DROP TRIGGER IF EXISTS audit_entry_no_delete ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_entry_no_update ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_seal_guard ON audit_seal",
    "DROP FUNCTION IF EXISTS audit_refuse()",
]
STATEMENTS = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
UNDO = {"sqlite": SQLITE_UNDO, "postgresql": POSTGRESQL_UNDO}


def guard(apps, schema_editor):
    for statement in STATEMENTS.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in UNDO.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
