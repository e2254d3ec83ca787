"""The database itself refuses to change or remove a journal entry that is signed."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER cases_signed_entry_not_changed BEFORE UPDATE ON cases_journalentry
WHEN OLD.signed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a signed journal entry is never changed, only amended'); END;
CREATE TRIGGER cases_signed_entry_not_removed BEFORE DELETE ON cases_journalentry
WHEN OLD.signed_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a signed journal entry is never removed'); END;
CREATE TRIGGER cases_signed_entry_not_replaced BEFORE INSERT ON cases_journalentry
WHEN EXISTS (SELECT 1 FROM cases_journalentry WHERE id = NEW.id AND signed_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a signed journal entry is never replaced'); END;
"""

POSTGRESQL = """
CREATE FUNCTION cases_signed_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.signed_at IS NOT NULL THEN
    RAISE EXCEPTION 'a signed journal entry is never changed, only amended'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_signed_entry_stands BEFORE UPDATE OR DELETE ON cases_journalentry
FOR EACH ROW EXECUTE FUNCTION cases_signed_entry_stands();
"""


def add(apps, schema_editor):
    sql = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    if schema_editor.connection.vendor == "sqlite":
        for statement in sql.strip().split("END;\n"):
            schema_editor.execute(statement.removesuffix("END;") + "END;")
    else:
        schema_editor.execute(sql, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER cases_signed_entry_not_changed")
        schema_editor.execute("DROP TRIGGER cases_signed_entry_not_removed")
        schema_editor.execute("DROP TRIGGER cases_signed_entry_not_replaced")
    else:
        schema_editor.execute("DROP TRIGGER cases_signed_entry_stands ON cases_journalentry")
        schema_editor.execute("DROP FUNCTION cases_signed_entry_stands")


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_tables")]
    operations = [migrations.RunPython(add, remove)]
