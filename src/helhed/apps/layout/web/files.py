"""A list as a file: CSV for programs, a sheet for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from helhed.apps.layout.web.sheets import CSV, XLSX, SheetColumn, add_sheet, as_csv, workbook

if TYPE_CHECKING:
    from helhed.apps.layout.web.tables import Column, Row, Shown, Table


def _plain(column: Column, row: Row) -> Any:
    """A cell as a spreadsheet takes it."""
    value = row[column.key]
    if value is None:
        return ""
    match column.kind:
        case "kroner" | "price":
            return Decimal(value) / 100
        case "said" | "state":
            return gettext(value) if value else ""
        case "quantity" if isinstance(value, str):
            return gettext(value)
        case "moment":
            return timezone.localtime(value).replace(tzinfo=None)
        case "day" if isinstance(value, datetime):
            return timezone.localtime(value).date()
    return value


def as_csv_file(shown: Shown) -> HttpResponse:
    """The rows alone, for programs, which would count sums as rows."""
    labels, same = _facts(shown.table)
    head = [*(column.label for column in sheet_columns(shown.table.columns)), *labels]
    rows = [[*cells, *same] for cells in sheet_cells(shown.table.columns, shown.rows)]
    response = HttpResponse(as_csv(head, rows), content_type=CSV)
    response["Content-Disposition"] = f'attachment; filename="{shown.table.file}.csv"'
    return response


def as_workbook(shown: Shown) -> HttpResponse:
    """The rows on a sheet, and their sums where the screen has them."""
    with workbook() as (book, out):
        labels, same = _facts(shown.table)
        kinds = ["day" if isinstance(one, date) else "text" for one in same]
        facts = [SheetColumn(*one, False) for one in zip(labels, kinds, strict=True)]
        rows = [[*cells, *same] for cells in sheet_cells(shown.table.columns, shown.rows)]
        columns = [*sheet_columns(shown.table.columns), *facts]
        add_sheet(book, shown.table.name, columns, rows, _sums(shown))
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{shown.table.file}.xlsx"'
    return response


def _sums(shown: Shown) -> list[Any]:
    """What stands under the rows; nothing where there are no rows, or too many for a
    file."""
    if not shown.totals or not shown.rows or shown.count > len(shown.rows):
        return []
    sums = {column.key: shown.totals.get(column.key) for column in shown.table.columns}
    [cells] = sheet_cells(shown.table.columns, [sums])
    return [cells[0] if cells[0] != "" else gettext("I alt"), *cells[1:]]


def sheet_columns(columns: Sequence[Column]) -> list[SheetColumn]:
    """The columns as a sheet takes them."""
    kept = [column for column in columns if not column.only_shown]
    return [SheetColumn(gettext(c.label) if c.label else "", c.kind, c.is_number) for c in kept]


def sheet_cells(columns: Sequence[Column], rows: Sequence[Row]) -> list[list[Any]]:
    """The rows as a sheet takes them."""
    kept = [column for column in columns if not column.only_shown]
    return [[_plain(column, row) for column in kept] for row in rows]


def _facts(table: Table) -> tuple[list[str], list[Any]]:
    """The labels and cells that each row of a file ends with, in the reader's language."""
    labels = [gettext(label) for label, _ in table.facts]
    cells = [gettext(one) if isinstance(one, str) and one else one for _, one in table.facts]
    return labels, cells
