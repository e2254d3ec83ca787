"""``helhed fhir order`` and ``receive``: KL's order message, out and in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from helhed.cli.house import open_house, require_a_database, told_in_a_sentence, warn
from helhed.fhir.reading import MOST_BYTES
from helhed.kernel.finding import UnableTo

if TYPE_CHECKING:
    from helhed.apps.orders.errors import OrderRefused


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


def receive(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="FHIR JSON.")
    ],
    unit: Annotated[str, typer.Option(help="The team that takes it; else the first.")] = "",
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Take an order message in. All of it lands, or it is refused with every fault: exit 1 when it
    breaks the guide's rules or was taken before, 3 when it is no order at all."""
    open_house(database)
    require_a_database()
    from helhed.apps.access.access import House
    from helhed.apps.access.models import Unit
    from helhed.apps.access.queries import casework_units, clock_of, municipality
    from helhed.apps.orders import receiving
    from helhed.apps.orders.errors import OrderRefused
    from helhed.rules.decisions.ydelser import Department

    with told_in_a_sentence():
        teams: list[Unit] = casework_units(Department.ADULTS.value)
        team = next((one for one in teams if unit in ("", one.key)), None)
        if team is None:
            raise typer.BadParameter("there is no team for adults with that key")
        try:
            house = House(clock_of(municipality()))
            row = receiving.receive(house, _content(file), team)
        except OrderRefused as error:
            _refused(error, as_json)
            raise typer.Exit(1 if error.is_an_order else 3) from None
    told = {"id": str(row.id), "case": row.case.number, "unplaced": row.unplaced}
    if as_json:
        print(json.dumps(told, ensure_ascii=False))  # noqa: T201
        return
    warn.print(f"case {row.case.number}: the order was taken in.")
    for one in row.unplaced:
        warn.print(f"no place for {one['what']}: {one['text']}", markup=False)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _refused(error: OrderRefused, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"refused": str(error), "faults": error.faults}, ensure_ascii=False))  # noqa: T201
        return
    warn.print(f"helhed: {error}", markup=False)
    for fault in error.faults:
        warn.print(fault, markup=False)
