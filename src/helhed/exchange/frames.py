"""A declared table in memory: a Polars frame with one type per kind of column.

This is how the synthetic municipality hands over what it made, and how rows travel between
files and the database. Empty text is ``""``; everything else that is empty is null. Keys and
references are text (UUIDs in small letters with hyphens), decimals are exact text without
needless zeros (``7.5``), a month is its first day, a moment is in UTC.
"""

from __future__ import annotations

import polars as pl

from helhed.exchange.columns import Kind, Table

TYPES: dict[Kind, pl.DataType] = {
    Kind.KEY: pl.String(),
    Kind.REFERENCE: pl.String(),
    Kind.TEXT: pl.String(),
    Kind.CODE: pl.String(),
    Kind.DATE: pl.Date(),
    Kind.MOMENT: pl.Datetime("us", "UTC"),
    Kind.MONTH: pl.Date(),
    Kind.WHOLE: pl.Int64(),
    Kind.DECIMAL: pl.String(),
    Kind.OERE: pl.Int64(),
    Kind.YES_NO: pl.Boolean(),
    Kind.CPR: pl.String(),
}


def schema(table: Table) -> dict[str, pl.DataType]:
    """The columns of a table with their types, in the declared order."""
    return {column.name: TYPES[column.kind] for column in table.columns}
