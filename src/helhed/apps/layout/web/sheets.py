"""Spreadsheets: one way to write rows on a sheet, with amounts, days and months as such; and as the
text that a Danish spreadsheet reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMATS = {
    "kroner": "#,##0.00",
    "price": "#,##0.00",
    "percent": "0",
    "quantity": "#,##0.00",
    "tenths": "#,##0.0",
    "decimals": "0.00",
    "day": "dd-mm-yyyy",
    "moment": "dd-mm-yyyy hh:mm",
    "month": "mm-yyyy",
}
LONGEST_NAME = 31


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet; ``kind`` as a column of a list has it."""

    label: str
    kind: str
    is_number: bool


@contextmanager
def workbook() -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook to add sheets to, and where its bytes are when it is closed. No text in it is
    ever taken for a formula."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    yield book, out
    book.close()


def add_sheet(
    book: Any,
    name: str,
    columns: Sequence[SheetColumn],
    rows: Sequence[Sequence[Any]],
    totals: Sequence[Any] = (),
) -> None:
    """One sheet: labels on top, rows that can be filtered, and totals under them."""
    sheet = book.add_worksheet(name[:LONGEST_NAME])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {kind: book.add_format({"num_format": f}) for kind, f in _FORMATS.items()}
    sums = {
        kind: book.add_format({"num_format": f, "bold": True, "top": 1})
        for kind, f in {**_FORMATS, "": "General"}.items()
    }
    for index, column in enumerate(columns):
        sheet.write_string(0, index, column.label, bold)
        sheet.set_column(index, index, 14 if column.is_number else 22)
    for number, row in enumerate(rows, start=1):
        for index, (column, value) in enumerate(zip(columns, row, strict=True)):
            _cell(sheet, number, index, value, formats.get(column.kind))
    for index, value in enumerate(totals):
        _cell(sheet, len(rows) + 1, index, value, sums.get(columns[index].kind, sums[""]))
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(columns) - 1)


def _cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, form)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, column, float(value), form)
    else:
        sheet.write_string(row, column, str(value), form)


def as_csv(labels: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Labels and rows, with semicolons, commas in numbers, and a mark that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(labels)
    for row in rows:
        writer.writerow([_csv_text(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _csv_text(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%d-%m-%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if isinstance(value, Decimal | float):
        return f"{value:.2f}".replace(".", ",")
    if isinstance(value, int):
        return str(value)
    return _harmless(str(value))


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
