"""Loading frames into the database: all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl
from django.db import connection, transaction

from helhed.apps.access.queries import clock_of, municipality
from helhed.apps.decisions import pricing, totals, years
from helhed.apps.payments import run_totals
from helhed.apps.payments.models import Posting, PostingTotal, PostingYear
from helhed.apps.transfer.fields import HOMES
from helhed.apps.transfer.following import (
    Rows,
    with_derived,
    write_order_cases,
    write_unit_paths,
)
from helhed.apps.transfer.rows import insert, upsert
from helhed.apps.transfer.searchable import write_words
from helhed.apps.transfer.stored import final_keys, is_empty
from helhed.exchange.columns import Kind, Table
from helhed.exchange.tables import TABLES
from helhed.kernel.dated import forget_corrections
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

    No savepoint is opened inside a caller's transaction: SQLite keeps what a savepoint could give
    back in a chain that each row with a trigger walks from its beginning, so that a million rows
    took three quarters of an hour instead of minutes.
    """
    with transaction.atomic(savepoint=False):
        loaded = put_rows(frames, {}, progress)
        if progress:
            progress("commitments", len(loaded), len(loaded))
        loaded["commitments"] = pricing.count_all(last_counted_month(today_of_house()))
    refresh_statistics()
    return loaded


def put_rows(
    frames: Mapping[str, pl.DataFrame],
    given: Mapping[str, frozenset[str]],
    progress: Progress | None = None,
) -> dict[str, int]:
    """Write rows table by table in the declared order: new ones are added, known ones changed.

    ``given`` tells which columns were given for a table (all, when nothing is said); the others
    are left as they are in rows that are known.
    """
    put = {}
    tables = [table for table in TABLES if table.name in frames and not table.derived]
    rows = Rows(frames)
    for done, table in enumerate(tables):
        if progress:
            progress(table.name, done, len(tables))
        frame = frames[table.name]
        _put(table, for_database(table, frame, rows), given.get(table.name))
        put[table.name] = frame.height
    if "units" in put:
        write_unit_paths()
    if put.keys() & {"cases", "journal", "documents"}:
        write_words(frames)
    if "decisions" in put or "grants" in put:
        write_order_cases()
    if "payments" in put or "payment_plans" in put:
        run_totals.write_all_anew()
    if "postings" in put:
        totals.anew(PostingTotal, Posting)
        PostingYear.objects.all().delete()
        years.add_months(PostingYear, years.by_grant(Posting.objects.all()))
    if "parameter_corrections" in put:
        forget_corrections()
    return put


def _put(table: Table, frame: pl.DataFrame, given: frozenset[str] | None) -> None:
    home = HOMES[table.name]
    if is_empty(table):
        insert(home, frame)
        return
    names = home.db_columns(table)
    final = final_keys(table)
    if len(final):  # they came as they were; the database does not let them be touched
        frame = frame.filter(~pl.col(names[table.key]).is_in(final.implode()))
    keep = [] if given is None else [names[c] for c in names if c not in given]
    if table.name == "users":
        keep.append("password")
    upsert(home, frame, [names[column] for column in table.names_a_row], keep)


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
