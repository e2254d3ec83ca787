"""What the database does by itself when rows are written, so that no act can forget it.

Rooms that keep what they count let it note there what changed. A migration that builds a watched
table anew on SQLite takes its triggers away, and the room puts them in place again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper


@dataclass(frozen=True, slots=True)
class Trigger:
    """What the database does after a row of a table was written."""

    name: str
    table: str
    event: str
    does: str


def put(connection: BaseDatabaseWrapper, listed: Iterable[Trigger]) -> None:
    """Put triggers in place, those that are there already too. A table that a later migration
    makes is watched from there on."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for one in (trigger for trigger in listed if trigger.table in there):
            for statement in _for_sqlite(one) if is_sqlite else _for_postgresql(one):
                cursor.execute(statement)


def _for_sqlite(one: Trigger) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {one.name}",
        f"CREATE TRIGGER {one.name} AFTER {one.event} ON {one.table} BEGIN {one.does} END",
    ]


def _for_postgresql(one: Trigger) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {one.name} ON {one.table}",
        f"CREATE OR REPLACE FUNCTION {one.name}() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {one.does} RETURN NULL; END $$",
        f"CREATE TRIGGER {one.name} AFTER {one.event} ON {one.table}"
        f" FOR EACH ROW EXECUTE FUNCTION {one.name}()",
    ]
