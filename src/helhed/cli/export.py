"""``helhed export``: everything in declared tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.house import open_house, require_a_database, told_in_a_sentence
from helhed.cli.progress import tables_at_work
from helhed.exchange.writing import Format

say = Console(highlight=False)
warn = Console(stderr=True, highlight=False)


def export(
    folder: Annotated[Path, typer.Argument(help="Where the files go; made when missing.")],
    form: Annotated[Format, typer.Option("--format", help="In what form.")] = Format.CSV,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Write every declared table. An import of the export gives the same export."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        warn.print(f"helhed: {escape(str(folder))} is not an empty folder; choose another.")
        raise typer.Exit(2)
    open_house(database)
    require_a_database()
    from helhed.apps.access.access import House
    from helhed.apps.access.queries import NoMunicipality, clock_of, municipality
    from helhed.apps.transfer.queries import export_folder
    from helhed.kernel.finding import UnableTo

    try:
        with told_in_a_sentence(), tables_at_work("Writing") as progress:
            house = House(clock_of(municipality()))
            rows = export_folder(house, folder, form, progress)
    except NoMunicipality:
        warn.print("helhed: the database is empty; there is nothing to write.")
        raise typer.Exit(3) from None
    except UnableTo as error:
        warn.print(f"helhed: {escape(str(error))}")
        raise typer.Exit(3) from None
    say.print(f"{sum(rows.values()):,} rows of {len(rows)} tables are in {escape(str(folder))}.")
