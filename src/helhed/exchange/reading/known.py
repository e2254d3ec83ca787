"""What a reader must know of rows that are not in the files: those in the database already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import polars as pl

from helhed.exchange.columns import Table
from helhed.exchange.frames import schema


class Known(Protocol):
    """Rows known already, in the types of ``exchange.frames``."""

    def keys(self, table: Table, wanted: pl.Series) -> pl.Series:
        """Those of the wanted keys that are known."""

    def others(self, table: Table, columns: Sequence[str], keys: pl.Series) -> pl.DataFrame:
        """Columns of the rows whose key is none of these."""

    def frozen(self, table: Table, frame: pl.DataFrame) -> pl.Series:
        """The keys of rows that may not be changed any more, and would be. The frame has the
        columns that the file gives."""


class NothingKnown:
    """An empty house."""

    def keys(self, table: Table, wanted: pl.Series) -> pl.Series:
        return wanted.clear()

    def others(self, table: Table, columns: Sequence[str], keys: pl.Series) -> pl.DataFrame:
        types = schema(table)
        return pl.DataFrame(schema={name: types[name] for name in columns})

    def frozen(self, table: Table, frame: pl.DataFrame) -> pl.Series:
        return pl.Series([], dtype=pl.String)
