"""Writing many rows at once, the fastest way that each database has."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from django.db import connection

from helhed.apps.transfer.fields import Home, holds_uuid

ROWS_AT_ONCE = 20_000


def insert(home: Home, frame: pl.DataFrame) -> None:
    """Add rows. The frame's columns carry the names that they have in the database."""
    _write(home, frame, home.db_table, "")


def upsert(home: Home, frame: pl.DataFrame, key: Sequence[str], keep: Sequence[str] = ()) -> None:
    """Add rows, and change those whose key is known already and that differ, except the columns
    to keep. What is the same is not touched at all."""
    changed = [name for name in frame.columns if name not in key and name not in keep]
    names = ", ".join(f'"{name}"' for name in key)
    if changed:
        sets = ", ".join(f'"{name}" = excluded."{name}"' for name in changed)
        differs = "IS NOT" if connection.vendor == "sqlite" else "IS DISTINCT FROM"
        moved = " OR ".join(f'{home.db_table}."{n}" {differs} excluded."{n}"' for n in changed)
        action = f"ON CONFLICT ({names}) DO UPDATE SET {sets} WHERE {moved}"
    else:
        action = f"ON CONFLICT ({names}) DO NOTHING"
    if connection.vendor == "sqlite":
        _write(home, frame, home.db_table, action)
        return
    waiting = f"waiting_{home.db_table}"
    columns = _names(frame)
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMP TABLE "{waiting}" (LIKE "{home.db_table}") ON COMMIT DROP')
        cursor.execute(
            f"SELECT column_name FROM information_schema.columns WHERE table_name = '{waiting}'"  # noqa: S608
            " AND is_nullable = 'NO'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{waiting}" ALTER COLUMN "{name}" DROP NOT NULL')
    _write(home, frame, waiting, "")
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{home.db_table}" ({columns}) '  # noqa: S608
            f'SELECT {columns} FROM "{waiting}" {action}'
        )
        cursor.execute(f'DROP TABLE "{waiting}"')


def _names(frame: pl.DataFrame) -> str:
    return ", ".join(f'"{name}"' for name in frame.columns)


def _write(home: Home, frame: pl.DataFrame, table: str, action: str) -> None:
    if connection.vendor == "sqlite":
        _execute(home, frame, table, action)
    else:
        _copy(frame, table)


def _execute(home: Home, frame: pl.DataFrame, table: str, action: str) -> None:
    marks = ", ".join(["%s"] * frame.width)
    statement = f'INSERT INTO "{table}" ({_names(frame)}) VALUES ({marks}) {action}'  # noqa: S608
    with connection.cursor() as cursor:
        for part in frame.iter_slices(ROWS_AT_ONCE):
            cursor.executemany(statement, _as_sqlite_has_it(home, part).rows())


def _copy(frame: pl.DataFrame, table: str) -> None:
    statement = f'COPY "{table}" ({_names(frame)}) FROM STDIN (FORMAT csv)'
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for part in frame.iter_slices(ROWS_AT_ONCE):
            copy.write(part.write_csv(include_header=False))


def _as_sqlite_has_it(home: Home, frame: pl.DataFrame) -> pl.DataFrame:
    """Values as Django keeps them in SQLite: days and moments as text, UUIDs without hyphens."""
    fields = {field.column: field for field in home.model._meta.concrete_fields}
    return frame.select(
        _expression(name, kind, holds_uuid(fields[name])) for name, kind in frame.schema.items()
    )


def _expression(name: str, kind: pl.DataType, is_uuid: bool) -> pl.Expr:
    column = pl.col(name)
    if is_uuid:
        return column.str.replace_all("-", "", literal=True)
    if isinstance(kind, pl.Date):
        return column.dt.to_string("%Y-%m-%d")
    if isinstance(kind, pl.Datetime):
        whole = column.dt.to_string("%Y-%m-%d %H:%M:%S")
        return (
            pl.when(column.dt.microsecond() == 0)
            .then(whole)
            .otherwise(column.dt.to_string("%Y-%m-%d %H:%M:%S%.6f"))
            .alias(name)
        )
    return column
