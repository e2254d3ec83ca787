"""``helhed pretend-gateway``: a stand-in for KL's gateway, for demonstrations and tests."""

from __future__ import annotations

from typing import Annotated

import typer

from helhed.cli.house import warn
from helhed.stand_ins.gateway import FAULTS, PretendGateway

_FAULT = f"Faults and their share of the bundles, late=0.1. There are: {', '.join(FAULTS)}."


def pretend_gateway(
    port: Annotated[int, typer.Option(help="Where it listens; 0 takes a free one.")] = 8100,
    fault: Annotated[list[str] | None, typer.Option(help=_FAULT)] = None,
    seed: Annotated[int, typer.Option(help="Which bundles the faults fall on.")] = 1,
) -> None:
    """Take delivery reports as KL's gateway would. It pretends: nothing is passed on."""
    try:
        told = [one.partition("=") for some in fault or () for one in some.split(",")]
        wanted = {name.strip(): float(share) for name, _, share in told}
    except ValueError:
        raise typer.BadParameter("faults are written like late=0.1,refused=0.05") from None
    unknown = sorted(set(wanted) - set(FAULTS))
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is no fault; there are {', '.join(FAULTS)}")
    if not all(0 <= share <= 1 for share in wanted.values()) or sum(wanted.values()) > 1:
        raise typer.BadParameter("shares lie between 0 and 1, also together")
    with PretendGateway(("127.0.0.1", port), wanted, seed) as server:
        warn.print(f"Pretending to be KL's gateway at {server.address}. Ctrl-C ends it.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            warn.print(f"{len(server.books.taken)} bundles were taken.")
