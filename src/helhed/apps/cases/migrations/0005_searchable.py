"""The words of every text of a case, and the databases' own indexes of them."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE cases_searchable_words USING fts5(words, content='cases_searchable', "
    "content_rowid='id', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')",
    "CREATE TRIGGER cases_searchable_put AFTER INSERT ON cases_searchable BEGIN "
    "INSERT INTO cases_searchable_words(rowid, words) VALUES (NEW.id, NEW.words); END",
    "CREATE TRIGGER cases_searchable_removed AFTER DELETE ON cases_searchable BEGIN "
    "INSERT INTO cases_searchable_words(cases_searchable_words, rowid, words) "
    "VALUES ('delete', OLD.id, OLD.words); END",
    "CREATE TRIGGER cases_searchable_changed AFTER UPDATE ON cases_searchable BEGIN "
    "INSERT INTO cases_searchable_words(cases_searchable_words, rowid, words) "
    "VALUES ('delete', OLD.id, OLD.words); "
    "INSERT INTO cases_searchable_words(rowid, words) VALUES (NEW.id, NEW.words); END",
)
POSTGRESQL = (
    "ALTER TABLE cases_searchable ADD COLUMN found_by tsvector GENERATED ALWAYS AS "
    "(array_to_tsvector(string_to_array(words, ' '))) STORED",
    "CREATE INDEX searchable_found_by ON cases_searchable USING gin (found_by)",
)


def add(apps, schema_editor):
    for sql in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(sql, params=None)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE cases_searchable_words")


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_misfiled_documents")]
    operations = [
        migrations.CreateModel(
            name="Searchable",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("of", models.UUIDField(unique=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("words", models.TextField()),
            ],
        ),
        migrations.RunPython(add, remove),
    ]
