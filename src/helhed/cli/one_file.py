"""One table in a folder, as CSV or Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from helhed.exchange.columns import Table
from helhed.exchange.faults import Because, Faults
from helhed.exchange.frames import schema
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
    is_there: bool = True


def add_repeated(
    told: Rows, keys: Sequence[str], column: str, because: Because, faults: Faults
) -> bool:
    """Whether rows say again what an earlier one said, by the columns that name it; a fault for
    each, with the number of the first row where the text has ``{first}``."""
    again = told.frame.filter(~pl.struct(*keys).is_first_distinct())
    if again.is_empty():
        return False
    firsts = told.frame.group_by(*keys).agg(pl.col(ROW).min().alias("first"))
    named = again.join(firsts, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    first, (kind, text, to_do) = named["first"].to_list(), because

    def say(number: int) -> Because:
        return kind, text.format(first=first[number]), to_do

    faults.add_rows(told.file, column, again[ROW].to_list(), say)
    return True


def add_otherwise(
    told: Rows, of: pl.Expr, says: pl.Expr, column: str, because: Because, faults: Faults
) -> None:
    """A fault for each row that says otherwise than the first of the same ``of``, with the number
    of that row where the text has ``{first}``."""
    other = says.ne_missing(says.first().over(of))
    frame = told.frame.with_columns(
        pl.col(ROW).first().over(of).alias("first"), other.alias("other")
    )
    _add_each(told, frame.filter("other"), column, because, faults)


def _add_each(
    told: Rows, found: pl.DataFrame, column: str, because: Because, faults: Faults
) -> None:
    first, (kind, text, to_do) = found["first"].to_list(), because

    def say(number: int) -> Because:
        return kind, text.format(first=first[number]), to_do

    faults.add_rows(told.file, column, found[ROW].to_list(), say)


def raw_file(folder: Path, name: str, faults: Faults, *, needed: bool = True) -> Raw | None:
    """A file as it stands; None when it is not there (a fault when needed) or cannot be read."""
    there = [ending for ending in READERS if (folder / f"{name}{ending}").is_file()]
    if len(there) > 1:
        text = "the table is there as CSV and as Parquet."
        faults.add(f"{name}.csv", "two-files", text, "Take one of them out.")
        return None
    for ending in there:
        return READERS[ending](folder / f"{name}{ending}", name, faults)
    if needed:
        text, to_do = "the file is missing.", "Add it, as CSV or Parquet."
        faults.add(f"{name}.csv", "missing-file", text, to_do)
    return None


def name_of(folder: Path, name: str) -> str:
    """What the file of a table is called in a folder; as CSV where it is in none of the forms."""
    there = [ending for ending in READERS if (folder / f"{name}{ending}").is_file()]
    return f"{name}{(there or ['.csv'])[0]}"


def has_file(folder: Path, name: str) -> bool:
    """Whether a folder holds a table, in a form that can be read."""
    return any((folder / f"{name}{ending}").is_file() for ending in READERS)


def read_file(
    folder: Path, name: str, table: Table, faults: Faults, *, needed: bool = True
) -> Rows | None:
    """The rows of one table; an optional one that is not there has none."""
    before = len(faults)
    raw = raw_file(folder, name, faults, needed=needed)
    if raw is not None:
        return understood(table, raw, faults)
    return None if len(faults) > before else Rows(empty(table), f"{name}.csv", is_there=False)


def understood(table: Table, raw: Raw, faults: Faults) -> Rows:
    """What stands in a file, without spaces around names, so that a name is the same wherever it
    stands; what cannot be understood goes to the faults."""
    frame = read_table(table, raw, faults).frame
    return Rows(frame.with_columns(pl.col(pl.String).str.strip_chars()), raw.file)


def empty(table: Table) -> pl.DataFrame:
    """No rows of a table."""
    return pl.DataFrame(schema={**schema(table), ROW: pl.Int64()})
