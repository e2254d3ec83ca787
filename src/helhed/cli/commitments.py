"""``helhed commitments``: the price engine alone, from files to a file, without a database."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.engine_folder import (
    GRANTS,
    INDEXATION,
    RATES,
    SUSPENSIONS,
    EngineInput,
    accounts_table,
    costs_table,
    named,
    read_input,
    without_account,
)
from helhed.cli.refund_folder import (
    ACCOUNTS,
    CITIZENS,
    INCOMES,
    RefundInput,
    count_refunds,
    read_refund,
    refunds_table,
)
from helhed.cli.written import NotWritten, write_tables
from helhed.commitments import AmountTooLarge, MissingRate, MonthCosts, MonthRefunds, price
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.money import kroner
from helhed.kernel.period import Month, NotAMonth
from helhed.rules.refunds.refusion import NotKnownBefore67

say = Console(highlight=False, soft_wrap=True)
_FOLDER = (
    f"A folder of CSV or Parquet: grants ({named(GRANTS)}), rates ({named(RATES)}) and, when "
    f"some grants rest, suspensions ({named(SUSPENSIONS)}), when rates are indexed, indexation "
    f"({named(INDEXATION)}); or what `helhed export` wrote."
)
_REFUND = (
    "Where to write what the state refunds per citizen and month. The folder may then also hold "
    f"accounts ({named(ACCOUNTS)}), citizens ({named(CITIZENS)}) and incomes ({named(INCOMES)})."
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
    refund: Annotated[Path | None, typer.Option(help=_REFUND)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """What each grant costs each month, in øre, as the price engine counts it."""
    _check_words(folder, first, last, [out, accounts, refund])
    faults = Faults()
    given = read_input(folder, faults)
    asked = None
    if given is not None and refund is not None:
        asked = _asked(folder, given, faults)
    if given is None or faults:
        _refuse(faults, as_json)
    costs = _costs(given, first, last, faults)
    found = None
    if costs is not None and asked is not None:
        found = _refunds(given, asked, costs, first, last, faults)
    if costs is not None and accounts is not None:
        _check_accounts(given, costs, faults)
    if costs is None or faults:
        _refuse(faults, as_json)
    answers = {out: costs_table(given.grants, costs)}
    if accounts is not None:
        answers[accounts] = accounts_table(given, costs)
    if refund is not None and asked is not None and found is not None:
        answers[refund] = refunds_table(asked, found)
    _write(answers)
    _tell(out, costs, found, as_json)


def _check_words(folder: Path, first: Month, last: Month, written: list[Path | None]) -> None:
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.")
    if last < first:
        raise typer.BadParameter(f"{last} lies before {first}.")
    paths = [path for path in written if path is not None]
    for path in paths:
        if path.suffix.lower() not in (".csv", ".parquet"):
            raise typer.BadParameter(f"{path.name} ends neither in .csv nor in .parquet.")
        if not path.parent.is_dir():
            raise typer.BadParameter(f"{path.parent} is not a folder.")
    if len({path.resolve() for path in paths}) < len(paths):
        raise typer.BadParameter("two answers are to be written to the same file.")


def _write(answers: dict[Path, pl.DataFrame]) -> None:
    try:
        write_tables(answers)
    except NotWritten as error:
        warn.print(f"helhed: {escape(str(error))}. No file was changed.")
        raise typer.Exit(3) from None


def _asked(folder: Path, given: EngineInput, faults: Faults) -> RefundInput | None:
    if "citizen" not in given.told.frame.columns:
        text = "refund cannot be counted from what `helhed export` wrote."
        faults.add(given.told.file, "heading", text, f"Write {named(GRANTS)}.", row=1)
        return None
    return read_refund(folder, given, faults)


def _costs(given: EngineInput, first: Month, last: Month, faults: Faults) -> MonthCosts | None:
    try:
        return price(given.grants, given.rates, given.suspensions, first, last, given.indexation)
    except MissingRate as error:
        _add_missing(given, error, faults)
    except AmountTooLarge as error:
        row, to_do = _row_of(given, error.name), "Correct the quantity or the rate."
        faults.add(given.told.file, "too-large", f"{error}.", to_do, row=row, column="quantity")
    return None


def _refunds(
    given: EngineInput,
    asked: RefundInput,
    costs: MonthCosts,
    first: Month,
    last: Month,
    faults: Faults,
) -> MonthRefunds | None:
    try:
        return count_refunds(given, asked, costs, first, last)
    except MissingRate as error:
        _add_missing(given, error, faults)
    except AmountTooLarge as error:
        faults.add(given.told.file, "too-large", f"{error}.", "Correct quantities and rates.")
    except NoValueThatDay as error:
        text = f"the limits of the refund in {error.day.year} are not known."
        faults.add("", "no-limits", text, "Ask for the refund of years whose limits are known.")
    except NotKnownBefore67 as error:
        to_do = "Write yes or no in citizens, column covered_before_67, or begin earlier."
        faults.add("citizens", "before-67", f"{error}.", to_do, column="covered_before_67")
    return None


def _check_accounts(given: EngineInput, costs: MonthCosts, faults: Faults) -> None:
    lost = without_account(given, costs)
    if lost is None:
        return
    text, to_do = f"grant {lost} costs something and has no account.", "Add its account."
    row = _row_of(given, lost)
    faults.add(given.told.file, "missing-account", text, to_do, row=row, column="account")


def _add_missing(given: EngineInput, error: MissingRate, faults: Faults) -> None:
    row = _row_of(given, error.grant)
    to_do = "Add the amount, or suspend or end the grant."
    faults.add(given.told.file, "missing-rate", f"{error}.", to_do, row=row, column="rate")


def _row_of(given: EngineInput, grant: object) -> int:
    number = given.grants.names.index(grant)
    return int(given.told.frame[ROW][number])


def _tell(out: Path, costs: MonthCosts, found: MonthRefunds | None, as_json: bool) -> None:
    if as_json:
        told = {"rows": len(costs), "oere": costs.total}
        if found is not None:
            told |= {"refund_rows": len(found), "refund_oere": found.total}
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{len(costs):,} rows, {kroner(costs.total)} kr., in {escape(str(out))}.")
    if found is not None:
        say.print(f"Refund: {len(found):,} rows, {kroner(found.total)} kr.")


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
