"""Checking one table by itself: its columns, its cells, its rows."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import polars as pl

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.cells import as_text, parsed, why_not
from helhed.exchange.reading.raw import ROW, Raw
from helhed.exchange.reading.row_rules import ROW_RULES
from helhed.exchange.tables import BY_NAME
from helhed.kernel.identifiers import uuid_for

_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"


@dataclass(frozen=True, slots=True)
class Read:
    """A table that was read: its rows in the types of ``exchange.frames`` with ``ROW`` beside,
    and which of the declared columns the file had."""

    file: str
    table: Table
    frame: pl.DataFrame
    given: frozenset[str]


def read_table(table: Table, raw: Raw, faults: Faults) -> Read:
    """Understand every cell of a table; what cannot be understood goes to the faults."""
    _check_columns(table, raw, faults)
    frame = raw.frame.select(ROW)
    for column in table.columns:
        cells = _cells(column, raw)
        values = parsed(column, cells)
        _check_cells(column, raw, cells, values, faults)
        frame = frame.with_columns(_finished(table, column, values))
    _check_rows(table, raw.file, frame, faults)
    given = frozenset(column.name for column in table.columns if column.name in raw.columns)
    return Read(raw.file, table, frame, given)


def _check_columns(table: Table, raw: Raw, faults: Faults) -> None:
    declared = [column.name for column in table.columns]
    for column in table.columns:
        if column.required and column.name not in raw.columns:
            text = "the column is missing."
            to_do = f"Add it: {column.meaning}; {column.kind.written}."
            faults.add(raw.file, "missing-column", text, to_do, row=1, column=column.name)
    for name in raw.columns:
        if name not in declared:
            near = difflib.get_close_matches(name.lower(), declared, 1)
            hint = f"Did you mean “{near[0]}”? " if near else ""
            to_do = f"{hint}Take it out, or use one of: {', '.join(declared)}."
            text = "no column is called so."
            faults.add(raw.file, "unknown-column", text, to_do, row=1, column=name)


def _cells(column: Column, raw: Raw) -> pl.Series:
    """The cells of a column as text, null where nothing stands."""
    if column.name not in raw.columns:
        return pl.Series(column.name, [None] * raw.frame.height, pl.String)
    cells = as_text(column, raw.frame[column.name])
    bare = cells if column.kind is Kind.TEXT and not column.required else cells.str.strip_chars()
    return cells.set((bare == "").fill_null(False), None)


def _check_cells(
    column: Column, raw: Raw, cells: pl.Series, values: pl.Series, faults: Faults
) -> None:
    wrong = cells.is_not_null() & values.is_null()
    bad = cells.filter(wrong)
    rows = raw.frame[ROW].filter(wrong).to_list()
    faults.add_rows(raw.file, column.name, rows, lambda n: why_not(column, bad[n]))
    if column.required and column.name in raw.columns:
        rows = raw.frame[ROW].filter(cells.is_null()).to_list()
        because = ("missing", "the cell is empty.", f"Fill it in: {column.meaning}.")
        faults.add_same(raw.file, column.name, rows, because)


def _finished(table: Table, column: Column, values: pl.Series) -> pl.Series:
    """Empty text is text; keys that are names become UUIDs, the same for the same name."""
    if column.kind is Kind.TEXT:
        return values.fill_null("")
    named = table if column.kind is Kind.KEY else BY_NAME.get(column.to)
    if column.kind in (Kind.KEY, Kind.REFERENCE) and named is not None and named.key == "id":
        return identifiers(named.name, values)
    return values


def identifiers(table: str, keys: pl.Series) -> pl.Series:
    """UUIDs of keys: themselves, or made of the table and the name."""
    names = keys.filter(~keys.str.contains(_UUID).fill_null(True)).unique()
    if not len(names):
        return keys
    ids = pl.Series([str(uuid_for(table, name)) for name in names], dtype=pl.String)
    return keys.replace(names, ids)


def _check_rows(table: Table, file: str, frame: pl.DataFrame, faults: Faults) -> None:
    for rule in ROW_RULES.get(table.name, ()):
        rows = frame.filter(rule.broken)[ROW].to_list()
        because = ("row", rule.text, rule.to_do)
        faults.add_same(file, rule.column, rows, because)
    span = table.span
    if span is not None:
        rows = frame.filter(pl.col(span.end) < pl.col(span.start))[ROW].to_list()
        because = (
            "end-before-start",
            f"the last day lies before the first ({span.start}).",
            "Correct one of them; the last day is included.",
        )
        faults.add_same(file, span.end, rows, because)
