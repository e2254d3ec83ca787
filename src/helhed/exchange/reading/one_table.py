"""Checking one table by itself: its columns, its cells, its rows."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import partial

import polars as pl

from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Because, Faults
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
    cells = pl.DataFrame(
        [raw.frame[ROW], *(_column(column, raw, faults) for column in table.columns)]
    )
    cells = cells.with_columns(_nothing_is_null(column) for column in table.columns)
    values = cells.select(ROW, *(parsed(column) for column in table.columns))
    _check_cells(table, raw, cells, values, faults)
    frame = _finished(table, values)
    _check_rows(table, raw.file, frame, faults)
    given = frozenset(column.name for column in table.columns if column.name in raw.columns)
    return Read(raw.file, table, frame, given)


def _check_columns(table: Table, raw: Raw, faults: Faults) -> None:
    declared = [column.name for column in table.columns]
    for column in table.columns:
        if (column.required or column.needed) and column.name not in raw.columns:
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


def _column(column: Column, raw: Raw, faults: Faults) -> pl.Series:
    """The cells of a column as text."""
    if column.name not in raw.columns:
        return pl.Series(column.name, [None] * raw.frame.height, pl.String)
    try:
        return as_text(column, raw.frame[column.name])
    except pl.exceptions.PolarsError:
        text = f"a column of type {raw.frame[column.name].dtype} cannot be read."
        faults.add(
            raw.file, "type", text, f"It holds {column.kind.written}.", row=1, column=column.name
        )
        return pl.Series(column.name, [None] * raw.frame.height, pl.String)


def _nothing_is_null(column: Column) -> pl.Expr:
    """A cell in which nothing stands is null; spaces are something only in free text."""
    cell = pl.col(column.name)
    bare = cell if column.kind is Kind.TEXT and not column.required else cell.str.strip_chars()
    return pl.when(bare != "").then(cell).alias(column.name)


def _check_cells(
    table: Table, raw: Raw, cells: pl.DataFrame, values: pl.DataFrame, faults: Faults
) -> None:
    told, understood = cells.null_count().row(0, named=True), values.null_count().row(0, named=True)
    for column in table.columns:
        name = column.name
        if understood[name] > told[name]:
            wrong = cells[name].is_not_null() & values[name].is_null()
            bad = cells[name].filter(wrong)
            rows = cells[ROW].filter(wrong).to_list()
            faults.add_rows(raw.file, name, rows, partial(_why_not, column, bad))
        if column.required and told[name] and name in raw.columns:
            rows = cells.filter(pl.col(name).is_null())[ROW].to_list()
            because = ("missing", "the cell is empty.", f"Fill it in: {column.meaning}.")
            faults.add_same(raw.file, name, rows, because)


def _why_not(column: Column, bad: pl.Series, number: int) -> Because:
    return why_not(column, bad[number])


def _finished(table: Table, values: pl.DataFrame) -> pl.DataFrame:
    """Empty text is text; keys that are names become UUIDs, the same for the same name."""
    texts = [column.name for column in table.columns if column.kind is Kind.TEXT]
    frame = values.with_columns(pl.col(texts).fill_null(""))
    ids = []
    for column in table.columns:
        named = table if column.kind is Kind.KEY else BY_NAME.get(column.to)
        if column.kind in (Kind.KEY, Kind.REFERENCE) and named is not None and named.key == "id":
            ids.append(identifiers(named.name, frame[column.name]))
    several = [among(column, frame) for column in table.columns if column.among]
    return frame.with_columns(ids).with_columns(several)


def among(column: Column, frame: pl.DataFrame) -> pl.Series:
    """The keys of a column whose tables are several, each made as its own table makes it."""
    told, found = frame.select(column.name, column.by), frame[column.name]
    for code, table in column.among:
        of_it = told[column.by] == code
        made = identifiers(table, found.filter(of_it.fill_null(False)))
        if len(made):
            found = found.scatter(of_it.fill_null(False).arg_true(), made)
    return found


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
