"""Reading Parquet: columns keep their types, and are checked like any other."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import Raw, numbered


def read_parquet(path: Path, table: str, faults: Faults) -> Raw | None:
    """The rows of a file; None, with the reason among the faults, when it cannot be read."""
    try:
        frame = pl.read_parquet(path)
    except (pl.exceptions.PolarsError, OSError):
        text = "the file is not Parquet that can be read."
        faults.add(path.name, "parquet", text, "Write it again as Parquet, CSV or XLSX.")
        return None
    return Raw(path.name, table, numbered(frame, 1))
