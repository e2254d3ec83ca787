"""One table in a folder, as CSV or Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from helhed.exchange.columns import Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.csv_file import read_csv
from helhed.exchange.reading.one_table import read_table
from helhed.exchange.reading.parquet_file import read_parquet
from helhed.exchange.reading.raw import ROW, Raw

READERS = {".csv": read_csv, ".parquet": read_parquet}


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table, and what faults call its file."""

    frame: pl.DataFrame
    file: str


def raw_file(folder: Path, name: str, faults: Faults, *, needed: bool = True) -> Raw | None:
    """A file as it stands; None when it is not there (a fault when needed) or cannot be read."""
    for ending, read in READERS.items():
        path = folder / f"{name}{ending}"
        if path.is_file():
            return read(path, name, faults)
    if needed:
        text, to_do = "the file is missing.", "Add it, as CSV or Parquet."
        faults.add(f"{name}.csv", "missing-file", text, to_do)
    return None


def read_file(
    folder: Path, name: str, table: Table, faults: Faults, *, needed: bool = True
) -> Rows | None:
    """The rows of one table; an optional one that is not there has none."""
    before = len(faults)
    raw = raw_file(folder, name, faults, needed=needed)
    if raw is not None:
        return understood(table, raw, faults)
    return None if len(faults) > before else Rows(_empty(table), f"{name}.csv")


def understood(table: Table, raw: Raw, faults: Faults) -> Rows:
    """What stands in a file; what cannot be understood goes to the faults."""
    return Rows(read_table(table, raw, faults).frame, raw.file)


def _empty(table: Table) -> pl.DataFrame:
    kinds = {c.name: pl.Date() if c.kind is Kind.DATE else pl.String() for c in table.columns}
    return pl.DataFrame(schema={**kinds, ROW: pl.Int64()})
