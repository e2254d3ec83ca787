"""Checking that what a row leads to is there.

A reference is a fault of its own row only when the table it leads to could be read. Where that
table's file is missing or broken, this is told once: what leads to it cannot be judged.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.known import Known
from helhed.exchange.reading.one_table import Read
from helhed.exchange.reading.raw import ROW
from helhed.exchange.tables import BY_NAME

ANY_TABLE = ""
"""Stands for the table of a file that may hold any: a workbook that cannot be opened."""


def check_references(
    reads: Mapping[str, Read], known: Known, faults: Faults, unread: Mapping[str, str]
) -> None:
    """Check every reference of the tables that were read. ``unread`` names, by table, the file
    that holds it and could not be read."""
    astray: dict[str, list[str]] = {}
    for read in reads.values():
        for column in read.table.columns:
            if column.kind is not Kind.REFERENCE:
                continue
            lost = _lost(read, column, reads, known)
            if not len(lost):
                continue
            if _is_whole(BY_NAME[column.to], reads, known, unread):
                _tell_each(read, column, lost, faults)
            else:
                astray.setdefault(column.to, []).append(f"{read.table.name}.{column.name}")
    for table, columns in astray.items():
        _tell_once(BY_NAME[table], columns, reads, faults, unread)


def _keys(read: Read) -> pl.Series:
    return read.frame[read.table.names_a_row[0]]


def _lost(read: Read, column: Column, reads: Mapping[str, Read], known: Known) -> pl.Series:
    """What a column leads to that stands neither in the files nor in the database."""
    wanted = read.frame.select(column.name).drop_nulls().unique().to_series()
    if column.to in reads:
        wanted = wanted.filter(~wanted.is_in(_keys(reads[column.to]).drop_nulls().implode()))
    if len(wanted):
        wanted = wanted.filter(~wanted.is_in(known.keys(BY_NAME[column.to], wanted).implode()))
    return wanted


def _is_whole(
    table: Table, reads: Mapping[str, Read], known: Known, unread: Mapping[str, str]
) -> bool:
    """Whether all rows of a table are told: its file was read, every key in it was understood;
    without a file, there are rows in the database."""
    if table.name in reads:
        return not _keys(reads[table.name]).null_count()
    if table.name in unread or ANY_TABLE in unread:
        return False
    nothing = pl.Series([], dtype=pl.String)
    return bool(known.others(table, [table.key], nothing).height)


def _tell_each(read: Read, column: Column, lost: pl.Series, faults: Faults) -> None:
    rows = read.frame.filter(pl.col(column.name).is_in(lost.implode()))[ROW].to_list()
    because = (
        "orphan",
        f"there is no such row in “{column.to}”, neither in the files nor in the database.",
        f"Add the row to {column.to}, or correct the key.",
    )
    faults.add_same(read.file, column.name, rows, because)


def _tell_once(
    table: Table,
    columns: list[str],
    reads: Mapping[str, Read],
    faults: Faults,
    unread: Mapping[str, str],
) -> None:
    leading = ", ".join(columns)
    mend = "Mend this file first, then try again."
    if table.name in reads:
        text = f"not every key can be read, so what leads here is not checked: {leading}."
        faults.add(reads[table.name].file, "not-checked", text, mend, column=table.key)
    elif file := unread.get(table.name) or unread.get(ANY_TABLE):
        text = f"the file could not be read, so what leads to “{table.name}” is not checked"
        faults.add(file, "not-checked", f"{text}: {leading}.", mend)
    else:
        text = f"the file is missing, and the database has no such rows; here lead {leading}."
        faults.add(f"{table.name}.csv", "missing-file", text, "Add it, or empty those columns.")
