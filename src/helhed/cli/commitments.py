"""``helhed commitments``: the price engine alone, from files to a file, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.engine_folder import (
    GRANTS,
    RATES,
    SUSPENSIONS,
    named,
    read_input,
    without_account,
    write_accounts,
    write_costs,
)
from helhed.commitments import MissingRate, OverlappingRates, price
from helhed.exchange.faults import Faults
from helhed.kernel.money import kroner
from helhed.kernel.period import Month, NotAMonth

say = Console(highlight=False, soft_wrap=True)
_FOLDER = (
    f"A folder of CSV or Parquet: grants ({named(GRANTS)}), rates ({named(RATES)}) and, when "
    f"some grants rest, suspensions ({named(SUSPENSIONS)}); or what `helhed export` wrote."
)
warn = Console(stderr=True, highlight=False, soft_wrap=True)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except NotAMonth as error:
        raise typer.BadParameter(str(error)) from None


def commitments(
    folder: Annotated[Path, typer.Option("--in", help=_FOLDER)],
    first: Annotated[Month, typer.Option("--from", parser=_month, help="First month, 2026-01.")],
    last: Annotated[Month, typer.Option("--to", parser=_month, help="Last month, 2026-12.")],
    out: Annotated[Path, typer.Option(help="Where to write: a .csv or .parquet file.")],
    accounts: Annotated[
        Path | None, typer.Option(help="Where to write what each account costs each month.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """What each grant costs each month, in øre, as the price engine counts it."""
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.")
    if last < first:
        raise typer.BadParameter(f"{last} lies before {first}.")
    for path in (out, accounts):
        if path is not None and path.suffix.lower() not in (".csv", ".parquet"):
            raise typer.BadParameter(f"{path.name} ends neither in .csv nor in .parquet.")
    faults = Faults()
    given = read_input(folder, faults)
    if given is None:
        _refuse(faults, as_json)
    try:
        costs = price(given.grants, given.rates, given.suspensions, first, last)
    except MissingRate as error:
        text, to_do = f"{error}.", "Add the amount, or suspend or end the grant."
        faults.add("rates", "missing-rate", text, to_do)
        _refuse(faults, as_json)
    except OverlappingRates as error:
        text, to_do = f"{error}.", "End the earlier one the day before."
        faults.add("rates", "overlap", text, to_do)
        _refuse(faults, as_json)
    if accounts is not None:
        lost = without_account(given, costs)
        if lost is not None:
            text, to_do = f"grant {lost} costs something and has no account.", "Add its account."
            faults.add("grants", "missing-account", text, to_do, column="account")
            _refuse(faults, as_json)
        write_accounts(accounts, given, costs)
    write_costs(out, given.grants, costs)
    if as_json:
        print(json.dumps({"rows": len(costs), "oere": costs.total}))  # noqa: T201
    else:
        say.print(f"{len(costs):,} rows, {kroner(costs.total)} kr., in {escape(str(out))}.")


def _refuse(faults: Faults, as_json: bool) -> NoReturn:
    """Say what is wrong, and end with bad input."""
    if as_json:
        found = [fault.as_json() for fault in faults.listed]
        print(json.dumps({"faults": found}, ensure_ascii=False, indent=1))  # noqa: T201
    else:
        for fault in faults.listed:
            warn.print(
                f"[bold]{escape(fault.place)}[/bold]: {escape(fault.text)} {escape(fault.to_do)}"
            )
    raise typer.Exit(3)
