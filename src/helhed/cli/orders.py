"""``helhed fhir order``: an order of the house as KL's order message."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from helhed.cli.house import open_house, require_a_database, told_in_a_sentence, warn
from helhed.kernel.finding import UnableTo


def order(
    which: Annotated[UUID, typer.Argument(metavar="ORDER", help="The order's id.")],
    out: Annotated[Path, typer.Option(help="The file to write.")],
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Write an order as an order message. It is checked first; one that would not pass is not
    written, and the exit status is 1."""
    open_house(database)
    require_a_database()
    from helhed.apps.access.access import House
    from helhed.apps.access.queries import clock_of, municipality
    from helhed.apps.orders.posting import posted

    with told_in_a_sentence():
        try:
            made = posted(House(clock_of(municipality())), which)
        except UnableTo as error:
            warn.print(f"helhed: {error}")
            raise typer.Exit(1) from None
        if made is None:
            warn.print("helhed: there is no order with that id.")
            raise typer.Exit(3)
        if made.faults:
            for one in made.faults:
                warn.print(f"{one.resource}, {one.place}: {one.rule}, {one.text}", markup=False)
            raise typer.Exit(1)
        out.write_text(json.dumps(made.bundle, ensure_ascii=False, indent=1), encoding="utf-8")
    warn.print(f"{len(made.bundle['entry'])} resources written.")
