"""A table as it stands in a file, before anything in it is understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from helhed.exchange.faults import Faults

ROW = "__row__"


@dataclass(frozen=True, slots=True)
class Raw:
    """Rows of one table. ``file`` is what faults call it; ``frame`` holds the file's columns,
    as text or (Parquet) as they are, and in ``ROW`` the row number that a reader of the file
    sees."""

    file: str
    table: str
    frame: pl.DataFrame

    @property
    def columns(self) -> list[str]:
        return [name for name in self.frame.columns if name != ROW]


def numbered(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """The frame with its row numbers, and without rows in which nothing stands."""
    if not frame.width:
        return frame.with_columns(pl.Series(ROW, [], pl.Int64))
    rows = pl.int_range(first_row, frame.height + first_row, dtype=pl.Int64, eager=True)
    empty = pl.all_horizontal(pl.col(frame.columns).is_null())
    return frame.with_columns(rows.alias(ROW)).filter(~empty)


def are_names(file: str, names: Sequence[str], faults: Faults) -> bool:
    """Whether the heading names every column, each once; what is not so goes to the faults."""
    good = True
    for number, name in enumerate(names, start=1):
        if not name:
            text = f"column number {number} has no name."
            faults.add(file, "unnamed-column", text, "Give it a name or take it out.", row=1)
            good = False
        elif name in names[: number - 1]:
            text = f"two columns are called “{name}”."
            faults.add(file, "duplicate-column", text, "Take one out.", row=1, column=name)
            good = False
    return good
