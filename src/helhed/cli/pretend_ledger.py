"""``helhed pretend-ledger``: a stand-in for the ledger, for demonstrations and tests."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from helhed.cli.house import ONLY_THE_OWNER, warn
from helhed.stand_ins.ledger import FAULTS, NotAPaymentFile, answer

_FAULT = (
    f"Faults and their share of the lines, late=0.02,double=0.02. There are: {', '.join(FAULTS)}."
)


def pretend_ledger(
    inward: Annotated[Path, typer.Option("--in", help="Where payment files come.")],
    outward: Annotated[Path, typer.Option("--out", help="Where receipts and postings go.")],
    fault: Annotated[list[str] | None, typer.Option(help=_FAULT)] = None,
    seed: Annotated[int, typer.Option(help="Which lines the faults fall on.")] = 1,
    line: Annotated[str, typer.Option(help="The one line that faults fall on; else all.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Answer payment files as a ledger would. It pretends: no money moves."""
    os.umask(ONLY_THE_OWNER)
    try:
        told = [one.partition("=") for some in fault or () for one in some.split(",")]
        wanted = {name.strip(): float(share) for name, _, share in told}
    except ValueError:
        raise typer.BadParameter("faults are written like late=0.02,double=0.02") from None
    unknown = sorted(set(wanted) - set(FAULTS))
    if unknown:
        raise typer.BadParameter(f"{unknown[0]} is no fault; there are {', '.join(FAULTS)}")
    if not all(0 <= share <= 1 for share in wanted.values()) or sum(wanted.values()) > 1:
        raise typer.BadParameter("shares lie between 0 and 1, also together")
    if not inward.is_dir():
        raise typer.BadParameter(f"{inward} is not a folder.")
    try:
        names = answer(inward, outward, wanted, seed, line)
    except NotAPaymentFile as error:
        warn.print(f"helhed: {error}.")
        raise typer.Exit(3) from None
    print(json.dumps({"written": names}) if as_json else f"{len(names)} files written.")  # noqa: T201
