"""The folder form of the price engine: grants, rates, suspensions and indexation in, months out.

A folder that ``helhed export`` wrote does as well (``exported_grants``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.exported_grants import exported_tables, is_exported
from helhed.cli.one_file import Rows, add_repeated, empty, raw_file, read_file, understood
from helhed.commitments import KINDS, Grants, Indexation, MonthCosts, Rates, Suspensions
from helhed.commitments.tables import EVERY_RATE, OPEN, Ints
from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.faults import Because, Faults
from helhed.exchange.reading.raw import ROW
from helhed.kernel.period import Month

NAME_MOST = 200
UNIX_DAY_0 = 719_163  # the ordinal of 1970-01-01
MOST = 10**15


def name_column(name: str, meaning: str, *, required: bool = True) -> Column:
    """A column in which something is named."""
    return Column(name, Kind.TEXT, meaning, required=required, most=NAME_MOST)


def day_column(name: str, meaning: str, *, required: bool = True) -> Column:
    """A column of days."""
    return Column(name, Kind.DATE, meaning, required=required, low=1, high=9999)


GRANTS = Table(
    "engine_grants",
    "what is granted",
    (
        name_column("grant", "names the grant"),
        name_column("citizen", "whose it is", required=False),
        name_column("household", "in which household", required=False),
        name_column("account", "on which account", required=False),
        Column("kind", Kind.CODE, "how it is priced", codes=KINDS),
        name_column("rate", "at which rate"),
        Column("quantity", Kind.DECIMAL, "how much", most=9, low=-(10**9), high=10**9),
        day_column("start", "first day"),
        day_column("end", "last day; empty is open", required=False),
    ),
    key="grant",
    span=Span("start", "end"),
)
RATES = Table(
    "engine_rates",
    "what a rate is from one day to another",
    (
        name_column("rate", "names the rate"),
        day_column("valid_from", "first day"),
        day_column("valid_to", "last day; empty is open", required=False),
        Column("oere", Kind.OERE, "how much", low=-MOST, high=MOST),
    ),
    key="rate",
    span=Span("valid_from", "valid_to"),
)
SUSPENSIONS = Table(
    "engine_suspensions",
    "days on which a grant rests",
    (
        name_column("grant", "which grant"),
        day_column("start", "first day"),
        day_column("end", "last day; empty is open", required=False),
    ),
    key="grant",
    span=Span("start", "end"),
)
INDEXATION = Table(
    "engine_indexation",
    "by how many percent rates rise from a day on",
    (
        name_column("rate", "names the rate; empty is every rate", required=False),
        day_column("valid_from", "first day"),
        Column("percent", Kind.DECIMAL, "how many percent more", most=4, low=-100, high=1000),
    ),
    key="rate",
)


@dataclass(frozen=True, slots=True)
class EngineInput:
    """What the engine takes, and the rows of the grants as they stand in the file."""

    grants: Grants
    rates: Rates
    suspensions: Suspensions
    indexation: Indexation
    told: Rows

    @property
    def accounts(self) -> pl.Series:
        """The account of each grant, where one is told."""
        return self.told.frame["account"].cast(pl.String)


def read_input(folder: Path, faults: Faults) -> EngineInput | None:
    """The input in a folder, the engine's own or an export; None, with every fault named, when
    something is wrong."""
    tables = _tables(folder, faults)
    if tables is None:
        return None
    grants, rates, pauses, steps = tables
    _check_grants(grants, pauses, faults)
    if not faults.of(rates.file) and not faults.of(steps.file):
        _check_rates(rates, steps, faults)
    if faults:
        return None
    frame, rate_frame, pause_frame = grants.frame, rates.frame, pauses.frame
    numbers = _numbered(frame["grant"].to_list())
    names = list(dict.fromkeys([*rate_frame["rate"].to_list(), *frame["rate"].to_list()]))
    index = _numbered(names)
    return EngineInput(
        _grants(frame, index),
        Rates(
            names,
            whole_numbers(_index(rate_frame["rate"], index)),
            _ordinals(rate_frame["valid_from"]),
            _ordinals(rate_frame["valid_to"]),
            whole_numbers(rate_frame["oere"]),
        ),
        Suspensions(
            whole_numbers(_index(pause_frame["grant"], numbers)),
            _ordinals(pause_frame["start"]),
            _ordinals(pause_frame["end"]),
        ),
        _indexation(steps.frame, index),
        grants,
    )


def _tables(folder: Path, faults: Faults) -> tuple[Rows, Rows, Rows, Rows] | None:
    """Grants, rates, suspensions and indexation, in whichever form the columns of the grants
    show; the amounts of an export are indexed already."""
    raw = raw_file(folder, "grants", faults)
    if raw is not None and is_exported(raw.columns):
        exported = exported_tables(folder, raw, faults)
        return None if exported is None else (*exported, Rows(empty(INDEXATION), ""))
    if raw is not None and GRANTS.key not in raw.columns:
        text = "the columns are neither the engine's nor those of `helhed export`."
        faults.add(raw.file, "heading", text, f"Write {named(GRANTS)}.", row=1)
        return None
    grants = understood(GRANTS, raw, faults) if raw is not None else None
    rates = read_file(folder, "rates", RATES, faults)
    pauses = read_file(folder, "suspensions", SUSPENSIONS, faults, needed=False)
    steps = read_file(folder, "indexation", INDEXATION, faults, needed=False)
    if grants is None or rates is None or pauses is None or steps is None:
        return None
    return grants, rates, pauses, steps


def named(table: Table) -> str:
    """The columns of a table; what may be left out in parentheses."""
    return ",".join(c.name if c.required or c.needed else f"({c.name})" for c in table.columns)


def _check_grants(grants: Rows, pauses: Rows, faults: Faults) -> None:
    """Grants that are named twice, and pauses of none. The latter can be told only when every
    grant's name is known."""
    all_known = not any(fault.column in ("", "grant") for fault in faults.of(grants.file))
    told = replace(grants, frame=grants.frame.filter(pl.col("grant").is_not_null()))
    twice = ("duplicate", "the same grant stands in row {first} already.", "Name each grant once.")
    add_repeated(told, ("grant",), "grant", twice, faults)
    if not all_known:
        return
    known = grants.frame.select("grant").unique()
    named_one = pauses.frame.filter(pl.col("grant").is_not_null())
    stray = named_one.join(known, on="grant", how="anti", maintain_order="left")
    to_do = f"Add it to {grants.file}, or correct the name."
    orphan = ("orphan", "there is no such grant.", to_do)
    faults.add_same(pauses.file, "grant", stray[ROW].to_list(), orphan)


def _check_rates(rates: Rows, steps: Rows, faults: Faults) -> None:
    in_order = rates.frame.sort("rate", "valid_from", maintain_order=True).with_columns(
        pl.col("valid_to").fill_null(date.max).cum_max().shift(1).over("rate").alias("taken_to")
    )
    clash = in_order.filter(pl.col("valid_from") <= pl.col("taken_to")).sort(ROW)
    names, days = clash["rate"].to_list(), clash["valid_from"].to_list()

    def say(number: int) -> Because:
        text = f"rate {names[number]} has two amounts on {days[number]}."
        return "overlap", text, "End the earlier one the day before."

    faults.add_rows(rates.file, "valid_from", clash[ROW].to_list(), say)
    text = "the rate is indexed from this day in row {first} already."
    twice = ("duplicate", text, "Write the percent once.")
    add_repeated(steps, ("rate", "valid_from"), "valid_from", twice, faults)
    own = steps.frame.filter(pl.col("rate").fill_null("") != "")
    stray = own.join(rates.frame, on="rate", how="anti", maintain_order="left")[ROW]
    orphan = ("orphan", "there is no such rate.", f"Add it to {rates.file}, or leave it empty.")
    faults.add_same(steps.file, "rate", stray.to_list(), orphan)


def _indexation(frame: pl.DataFrame, index: pl.DataFrame) -> Indexation:
    percent, scale = _exact(frame["percent"])
    return Indexation(
        whole_numbers(_index(frame["rate"], index).fill_null(EVERY_RATE)),
        _ordinals(frame["valid_from"]),
        percent,
        scale,
    )


def _grants(frame: pl.DataFrame, index: pl.DataFrame) -> Grants:
    quantity, scale = _exact(frame["quantity"])
    kinds = frame["kind"].replace_strict(KINDS, range(len(KINDS)), return_dtype=pl.Int8)
    return Grants(
        frame["grant"].to_list(),
        kinds.to_numpy(),
        whole_numbers(_index(frame["rate"], index)),
        quantity,
        scale,
        _ordinals(frame["start"]),
        _ordinals(frame["end"]),
    )


def _exact(numbers: pl.Series) -> tuple[Ints, Ints]:
    """Decimal numbers written as text, as whole number and power of ten."""
    whole = numbers.str.replace(".", "", literal=True).cast(pl.Int64)
    decimals = numbers.str.split(".").list.get(1, null_on_oob=True).str.len_chars()
    return whole_numbers(whole), 10 ** whole_numbers(decimals.fill_null(0))


def _numbered(names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"name": names, "number": range(len(names))}, {"name": pl.String, "number": pl.Int64}
    )


def _index(values: pl.Series, numbers: pl.DataFrame) -> pl.Series:
    """The number of each name."""
    wanted = pl.DataFrame({"name": values})
    return wanted.join(numbers, on="name", how="left", maintain_order="left")["number"]


def whole_numbers(values: pl.Series) -> Ints:
    """A series as the engine takes it."""
    return values.cast(pl.Int64).to_numpy().copy()


def _ordinals(days: pl.Series) -> Ints:
    """Days as ordinals; no day is an open end."""
    numbers = days.to_physical().cast(pl.Int64) + UNIX_DAY_0
    return whole_numbers(numbers.fill_null(OPEN))


def costs_table(grants: Grants, costs: MonthCosts) -> pl.DataFrame:
    """What each grant costs each month, as it is written."""
    names = pl.Series("grant", grants.names, dtype=pl.String)
    columns = [names.gather(costs.grant), month_names(costs.month), pl.Series("oere", costs.oere)]
    return pl.DataFrame(columns)


def without_account(given: EngineInput, costs: MonthCosts) -> object | None:
    """The first grant that costs something and has no account; None when all have one."""
    has_none = (given.accounts.fill_null("") == "").to_numpy()
    rows = np.flatnonzero(has_none[costs.grant])
    return given.grants.names[int(costs.grant[rows[0]])] if len(rows) else None


def accounts_table(given: EngineInput, costs: MonthCosts) -> pl.DataFrame:
    """What each account costs each month, in order, as it is written."""
    names = given.accounts.unique().sort()
    number = whole_numbers(_index(given.accounts, _numbered(names.to_list())))
    frame = pl.DataFrame({"of": number[costs.grant], "month": costs.month, "oere": costs.oere})
    sums = frame.group_by("of", "month").agg(pl.col("oere").sum()).sort("of", "month")
    account = names.gather(sums["of"]).alias("account")
    return pl.DataFrame([account, month_names(sums["month"].to_numpy()), sums["oere"]])


def month_names(months: Ints) -> pl.Series:
    """Months as counted from year 0, written 2026-03."""
    if not len(months):
        return pl.Series("month", [], dtype=pl.String)
    first, last = int(months.min()), int(months.max())
    names = [str(Month(number // 12, number % 12 + 1)) for number in range(first, last + 1)]
    return pl.Series("month", names).gather(months - first)
