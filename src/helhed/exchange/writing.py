"""Writing declared tables as CSV, XLSX or Parquet: the same rows always give the same file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from helhed.exchange.columns import Column, Kind, Table
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

WORKBOOK = "helhed.xlsx"
LONGEST_SHEET = 1_048_575
_MADE_AT = datetime(2000, 1, 1)  # noqa: DTZ001  (the format has no zone; it is always the same)
_FIRST_DAY_OF_SHEETS = date(1900, 3, 1)
"""Sheets know no day before 1900, and count a 29 February 1900 that never was."""


class Format(Enum):
    """In what form tables are written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


class UnableToWriteSheet(UnableTo):
    """A table has more rows than a sheet of a workbook can hold."""

    def __init__(self, table: Table) -> None:
        text = screen_text("Tabellen »%(table)s« er for lang til et regneark. Brug CSV.")
        super().__init__(text, table=table.name)


def write_folder(folder: Path, form: Format, tables: Iterable[tuple[Table, pl.DataFrame]]) -> None:
    """Write tables into a folder: a file for each, or one workbook. Raises UnableToWriteSheet."""
    folder.mkdir(parents=True, exist_ok=True)
    if form is Format.XLSX:
        _write_workbook(folder / WORKBOOK, tables)
        return
    for table, frame in tables:
        path = folder / f"{table.name}.{form.value}"
        if form is Format.CSV:
            path.write_bytes(csv_of(table, frame))
        else:
            in_order(table, frame).write_parquet(path, compression="zstd", statistics=False)


def in_order(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The declared columns, rows ordered by what names a row."""
    return frame.select(c.name for c in table.columns).sort(table.names_a_row, maintain_order=True)


def csv_of(table: Table, frame: pl.DataFrame) -> bytes:
    """A table as CSV: UTF-8, commas, a line feed after each row."""
    return (
        in_order(table, frame)
        .select(_text(column) for column in table.columns)
        .write_csv(line_terminator="\n")
        .encode()
    )


def _text(column: Column) -> pl.Expr:
    """A column as it is written in CSV; empty is null."""
    cell = pl.col(column.name)
    match column.kind:
        case Kind.MONTH:
            return cell.dt.to_string("%Y-%m")
        case Kind.DATE:
            return cell.dt.to_string("%Y-%m-%d")
        case Kind.MOMENT:
            whole = cell.dt.to_string("%Y-%m-%dT%H:%M:%S+00:00")
            exact = cell.dt.to_string("%Y-%m-%dT%H:%M:%S%.6f+00:00")
            return pl.when(cell.dt.microsecond() == 0).then(whole).otherwise(exact)
        case Kind.YES_NO:
            word = pl.when(cell).then(pl.lit("yes")).when(~cell).then(pl.lit("no"))
            return word.alias(column.name)
        case Kind.WHOLE | Kind.OERE:
            return cell.cast(pl.String)
    return pl.when(cell != "").then(cell).alias(column.name)


def _write_workbook(path: Path, tables: Iterable[tuple[Table, pl.DataFrame]]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _MADE_AT})
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        for table, frame in tables:
            if frame.height > LONGEST_SHEET:
                raise UnableToWriteSheet(table)
            sheet = book.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            for index, column in enumerate(table.columns):
                sheet.write_string(0, index, column.name, bold)
            _write_rows(sheet, table, in_order(table, frame), day)


def _write_rows(sheet: Any, table: Table, frame: pl.DataFrame, day: Any) -> None:
    ready = frame.select(
        pl.col(column.name) if column.kind in _CELLS else _text(column) for column in table.columns
    )
    write = [_CELLS.get(column.kind, _string) for column in table.columns]
    for number, row in enumerate(ready.iter_rows(), start=1):
        for index, value in enumerate(row):
            if value is not None and value != "":
                write[index](sheet, number, index, value, day)


def _string(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    sheet.write_string(row, column, value)


def _number(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    sheet.write_number(row, column, float(value))


def _day(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value < _FIRST_DAY_OF_SHEETS:
        sheet.write_string(row, column, value.isoformat())
    else:
        sheet.write_datetime(row, column, value, day)


_CELLS: dict[Kind, Callable[[Any, int, int, Any, Any], None]] = {
    Kind.WHOLE: _number,
    Kind.OERE: _number,
    Kind.DECIMAL: _number,
    Kind.DATE: _day,
}
