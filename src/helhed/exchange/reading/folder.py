"""Reading a folder: one file for each table, or a workbook with a sheet for each."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from helhed.exchange.columns import Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.between import check_between
from helhed.exchange.reading.csv_file import read_csv
from helhed.exchange.reading.known import Known, NothingKnown
from helhed.exchange.reading.one_table import Read, read_table
from helhed.exchange.reading.parquet_file import read_parquet
from helhed.exchange.reading.raw import ROW, Raw
from helhed.exchange.reading.references import ANY_TABLE, check_references
from helhed.exchange.reading.xlsx_file import raw_of_sheet, read_sheets
from helhed.exchange.tables import BY_NAME, TABLES

NOTHING_KNOWN = NothingKnown()
Progress = Callable[[str], None]


@dataclass(slots=True)
class Reading:
    """What a folder holds: the tables by name in the declared order, and everything wrong.

    ``left_out`` are files that hold what the house counts itself; ``unread`` names, by table,
    the file that could not be read.
    """

    reads: dict[str, Read] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    left_out: list[str] = field(default_factory=list)
    unread: dict[str, str] = field(default_factory=dict)

    @property
    def frames(self) -> dict[str, pl.DataFrame]:
        """The tables in the types of ``exchange.frames``."""
        return {name: read.frame.drop(ROW) for name, read in self.reads.items()}


def read_folder(
    folder: Path, known: Known = NOTHING_KNOWN, progress: Progress | None = None
) -> Reading:
    """Read and check every file of a folder. Nothing is raised for what is wrong in a file."""
    reading = Reading()
    raws = {raw.table: raw for raw in raw_tables(folder, reading)}
    return check(raws, reading, known, progress)


def check(
    raws: Mapping[str, Raw], reading: Reading, known: Known, progress: Progress | None = None
) -> Reading:
    """Understand and check rows that were read, table by table in the declared order."""
    for table in TABLES:
        if table.name in raws:
            if progress:
                progress(table.name)
            reading.reads[table.name] = read_table(table, raws[table.name], reading.faults)
    check_between(reading.reads, known, reading.faults)
    check_references(reading.reads, known, reading.faults, reading.unread)
    if not reading.faults and not any(read.frame.height for read in reading.reads.values()):
        text = "there is not one row to read here."
        to_do = "Name the files after the tables, citizens.csv; `helhed tables` lists them."
        reading.faults.add("", "nothing", text, to_do)
    return reading


def raw_tables(
    folder: Path, reading: Reading, leave: Collection[str] = frozenset()
) -> Iterator[Raw]:
    """The rows of every declared table in a folder, each once; some files may be left alone."""
    seen: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        ours = path.is_file() and not path.name.startswith((".", "~$", "README"))
        for raw in _of_file(path, reading) if ours and path.name not in leave else ():
            if raw.table in seen:
                text = f"the table stands in {seen[raw.table]} too."
                reading.faults.add(raw.file, "table-twice", text, "Keep one of the files.")
                continue
            seen[raw.table] = raw.file
            yield raw


def _of_file(path: Path, reading: Reading) -> Iterator[Raw]:
    faults = reading.faults
    match path.suffix.lower():
        case ".csv" | ".parquet" as ending:
            table = _declared(path.stem, path.name, reading)
            if table is not None:
                read = read_csv if ending == ".csv" else read_parquet
                yield from _understood(read(path, table.name, faults), table, path.name, reading)
        case ".xlsx":
            sheets = read_sheets(path, faults)
            if not sheets:
                reading.unread[path.stem if path.stem in BY_NAME else ANY_TABLE] = path.name
            for name, cells in sheets.items():
                file = path.name if name == path.stem else f"{path.name}, sheet {name}"
                table = _declared(name, file, reading)
                if table is not None:
                    raw = raw_of_sheet(file, table.name, cells, faults)
                    yield from _understood(raw, table, file, reading)
        case _:
            text = "files of this kind are not read."
            faults.add(path.name, "unknown-file", text, "Use CSV, XLSX or Parquet, or take it out.")
            reading.unread[path.stem] = path.name


def _understood(raw: Raw | None, table: Table, file: str, reading: Reading) -> Iterator[Raw]:
    """The rows, or none; a table whose file could not be read is remembered."""
    if raw is None:
        reading.unread[table.name] = file
    else:
        yield raw


def _declared(name: str, file: str, reading: Reading) -> Table | None:
    """The table of a name that is to be read; None when there is no such, or it is derived."""
    table = BY_NAME.get(name)
    if table is None:
        near = difflib.get_close_matches(name.lower(), BY_NAME, 1)
        hint = f"Did you mean “{near[0]}”? " if near else ""
        to_do = f"{hint}Take it out, or name it after a table; `helhed tables` lists them."
        reading.faults.add(file, "unknown-table", "no table is called so.", to_do)
        return None
    if table.derived:
        reading.left_out.append(file)
        return None
    return table
