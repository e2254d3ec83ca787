"""Periods of the same thing that lie over each other: two stays in one place, two prices a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from helhed.exchange.columns import Span
from helhed.exchange.tables import TABLES

LAST = date(9999, 12, 31)
"""Stands for the end of a period that runs until somebody ends it."""
REACH = "reach"


class PeriodsOverlap(ValueError):
    """Rows of a table hold two periods of the same on one day."""

    def __init__(self, table: str, rows: int) -> None:
        super().__init__(f"{rows} rows of {table} begin before an earlier one has ended")
        self.table = table


def in_order(rows: pl.DataFrame, span: Span, *tie: str) -> pl.DataFrame:
    """Rows by what they share and by start, open ends as ``LAST``, with how far earlier ones
    ``reach``."""
    ends = pl.col(span.end).fill_null(LAST)
    full = rows.drop_nulls([*span.per, span.start]).with_columns(ends)
    reach = pl.col(span.end).cum_max().shift(1).over(list(span.per))
    return full.sort(*span.per, span.start, *tie).with_columns(reach.alias(REACH))


def begun_too_early(ordered: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Those rows ``in_order`` that begin before an earlier one of the same has ended."""
    return ordered.filter(pl.col(span.start) <= pl.col(REACH))


def require_no_overlaps(frames: Mapping[str, pl.DataFrame]) -> None:
    """Raises PeriodsOverlap for the first declared table whose rows do not keep its span."""
    for table in TABLES:
        if table.name in frames and table.span is not None and table.span.per:
            over = begun_too_early(in_order(frames[table.name], table.span), table.span)
            if over.height:
                raise PeriodsOverlap(table.name, over.height)
