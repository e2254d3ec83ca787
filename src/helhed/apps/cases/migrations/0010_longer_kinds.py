"""A kind of text may have a longer name. SQLite keeps no lengths, and its table is left alone: made
anew it would lose what keeps the index of its words."""

from django.db import migrations, models

LONGER = "ALTER TABLE cases_searchable ALTER COLUMN kind TYPE varchar({})"


def _make(schema_editor, length):
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute(LONGER.format(length), params=None)


def add(apps, schema_editor):
    _make(schema_editor, 16)


def remove(apps, schema_editor):
    rows = apps.get_model("cases", "Searchable").objects
    rows.filter(kind="recommendation").delete()
    _make(schema_editor, 12)


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_quotes_everywhere")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, remove)],
            state_operations=[
                migrations.AlterField("searchable", "kind", models.CharField(max_length=16))
            ],
        )
    ]
