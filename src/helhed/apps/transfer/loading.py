"""Loading frames into the database: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl
from django.db import connection, transaction

from helhed.apps.access.queries import clock_of, municipality
from helhed.apps.decisions import pricing
from helhed.apps.transfer.fields import HOMES
from helhed.apps.transfer.following import Rows, with_derived, write_unit_paths
from helhed.apps.transfer.rows import insert
from helhed.exchange.columns import Kind, Table
from helhed.exchange.tables import TABLES
from helhed.rules.budgets.horisont import last_counted_month

Progress = Callable[[str, int, int], None]
"""Told the table now at work, how many tables are done, and how many there are."""


def load_frames(
    frames: Mapping[str, pl.DataFrame], progress: Progress | None = None
) -> dict[str, int]:
    """Load frames into an empty database in one transaction, and count the commitments.

    ``frames`` are by table name, in the types of ``exchange.frames`` (columns that are not
    declared are left out); they are taken as right. Returns how many rows each table got.
    Raises UnableToPrice when a grant runs on a day on which its rate has no amount.
    """
    loaded = {}
    tables = [table for table in TABLES if table.name in frames and not table.derived]
    with transaction.atomic():
        rows = Rows(frames)
        for done, table in enumerate(tables):
            if progress:
                progress(table.name, done, len(tables))
            frame = frames[table.name]
            insert(HOMES[table.name], for_database(table, frame, rows))
            loaded[table.name] = frame.height
            if table.name == "units":
                write_unit_paths()
        if progress:
            progress("commitments", len(tables), len(tables))
        loaded["commitments"] = pricing.count_all(last_counted_month(today_of_house()))
    refresh_statistics()
    return loaded


def for_database(table: Table, frame: pl.DataFrame, rows: Rows) -> pl.DataFrame:
    """A frame with what follows, its columns named as in the database; no code is no text there."""
    names = HOMES[table.name].db_columns(table)
    codes = [column.name for column in table.columns if column.kind is Kind.CODE]
    full = with_derived(table.name, frame, rows).with_columns(pl.col(codes).fill_null(""))
    told = [column.name for column in table.columns]
    follows = [name for name in full.columns if name not in frame.columns]
    return full.select([*told, *follows]).rename(names)


def today_of_house() -> date:
    """Today: that of the municipality, which stands still in a demonstration."""
    return clock_of(municipality()).today()


def refresh_statistics() -> None:
    """Let the database count what it holds, so that it finds rows the short way."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
