"""``helhed import``: declared tables, or foreign files by a map, into the house."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.house import bring_up_to_date, open_house
from helhed.cli.progress import tables_at_work
from helhed.exchange.faults import counted
from helhed.exchange.foreign.map_file import Map, NotAMap, read_map
from helhed.exchange.reading.folder import Reading

if TYPE_CHECKING:
    from helhed.apps.transfer.actions import Imported

say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)


def import_(
    folder: Annotated[Path, typer.Argument(help="A folder of CSV, XLSX or Parquet.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and try everything, then take it back.")
    ] = False,
    map_file: Annotated[
        str | None, typer.Option("--map", help="A map of foreign files: a file, or ssda903.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Read declared tables into the database: all or nothing, every fault listed."""
    if not folder.is_dir():
        warn.print(f"helhed: {escape(str(folder))} is not a folder.")
        raise typer.Exit(2)
    by_map = _map(map_file) if map_file else None
    open_house(database)
    from helhed.apps.access.access import House
    from helhed.apps.transfer.actions import UnableToImport, clock_of_house, import_folder

    bring_up_to_date()
    try:
        with tables_at_work("Writing") as progress:
            done = import_folder(
                House(clock_of_house()), folder, by_map=by_map, only_try=dry_run, progress=progress
            )
    except UnableToImport as error:
        _tell_faults(error.reading, as_json)
        raise typer.Exit(3) from None
    except KeyboardInterrupt:
        warn.print("helhed: stopped; nothing was changed.")
        raise typer.Exit(130) from None
    _tell_done(done, dry_run, as_json)


def _map(named: str) -> Map:
    try:
        return read_map(named)
    except NotAMap as error:
        warn.print(f"helhed: {escape(str(error))}")
        raise typer.Exit(2) from None


def _tell_faults(reading: Reading, as_json: bool) -> None:
    faults = reading.faults.listed
    if as_json:
        _print({"done": False, "faults": [fault.as_json() for fault in faults]})
        return
    for fault in faults:
        say.print(f"[bold]{escape(fault.place)}[/bold]: {escape(fault.text)} {escape(fault.to_do)}")
    warn.print(f"helhed: {counted(len(faults), 'fault')}; nothing was changed.")


def _tell_done(done: Imported, dry_run: bool, as_json: bool) -> None:
    if as_json:
        _print(
            {
                "done": not dry_run,
                "dry_run": dry_run,
                "rows": done.rows,
                "left_out": done.left_out,
                "notes": done.notes,
                "faults": [],
            }
        )
        return
    for file in done.left_out:
        say.print(f"{escape(file)}: left out; the house counts it again.")
    for note in done.notes:
        say.print(f"Note: {escape(note)}")
    rows = f"{counted(sum(done.rows.values()), 'row')} of {counted(len(done.rows), 'table')}"
    say.print(f"Tried, nothing was changed: {rows}." if dry_run else f"Read: {rows}.")


def _print(answer: dict[str, Any]) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=1))  # noqa: T201
