"""The folder form of the price engine: grants, rates and suspensions in, months out.

A folder that ``helhed export`` wrote does as well (``exported_grants``).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.exported_grants import exported_tables, is_exported
from helhed.cli.one_file import Rows, raw_file, read_file, understood
from helhed.commitments import KINDS, Grants, MonthCosts, Rates, Suspensions
from helhed.commitments.tables import OPEN
from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW

NAME_MOST = 200
UNIX_DAY_0 = 719_163  # the ordinal of 1970-01-01
MOST = 10**15


def _name(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.TEXT, meaning, required=required, most=NAME_MOST)


def _day(name: str, meaning: str, *, required: bool = True) -> Column:
    return Column(name, Kind.DATE, meaning, required=required, low=1, high=9999)


GRANTS = Table(
    "engine_grants",
    "what is granted",
    (
        _name("grant", "names the grant"),
        _name("citizen", "whose it is", required=False),
        _name("household", "in which household", required=False),
        _name("account", "on which account", required=False),
        Column("kind", Kind.CODE, "how it is priced", codes=KINDS),
        _name("rate", "at which rate"),
        Column("quantity", Kind.DECIMAL, "how much", most=9),
        _day("start", "first day"),
        _day("end", "last day; empty is open", required=False),
    ),
    key="grant",
    span=Span("start", "end"),
)
RATES = Table(
    "engine_rates",
    "what a rate is from one day to another",
    (
        _name("rate", "names the rate"),
        _day("valid_from", "first day"),
        _day("valid_to", "last day; empty is open", required=False),
        Column("oere", Kind.OERE, "how much", low=-MOST, high=MOST),
    ),
    key="rate",
    span=Span("valid_from", "valid_to"),
)
SUSPENSIONS = Table(
    "engine_suspensions",
    "days on which a grant rests",
    (
        _name("grant", "which grant"),
        _day("start", "first day"),
        _day("end", "last day; empty is open", required=False),
    ),
    key="grant",
    span=Span("start", "end"),
)


@dataclass(frozen=True, slots=True)
class EngineInput:
    """What the engine takes, and the account of each grant, where one is told."""

    grants: Grants
    rates: Rates
    suspensions: Suspensions
    accounts: pl.Series


def read_input(folder: Path, faults: Faults) -> EngineInput | None:
    """The input in a folder, the engine's own or an export; None, with every fault named, when
    something is wrong."""
    tables = _tables(folder, faults)
    if tables is None or faults:
        return None
    grants, rates, pauses = tables
    _check_grants(grants, pauses, faults)
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
            _ints(_index(rate_frame["rate"], index)),
            _ordinals(rate_frame["valid_from"]),
            _ordinals(rate_frame["valid_to"]),
            _ints(rate_frame["oere"]),
        ),
        Suspensions(
            _ints(_index(pause_frame["grant"], numbers)),
            _ordinals(pause_frame["start"]),
            _ordinals(pause_frame["end"]),
        ),
        frame["account"].cast(pl.String),
    )


def _tables(folder: Path, faults: Faults) -> tuple[Rows, Rows, Rows] | None:
    """Grants, rates and suspensions, in whichever form the columns of the grants show."""
    raw = raw_file(folder, "grants", faults)
    if raw is not None and is_exported(raw.columns):
        return exported_tables(folder, raw, faults)
    if raw is not None and GRANTS.key not in raw.columns:
        text = "the columns are neither the engine's nor those of `helhed export`."
        faults.add(raw.file, "heading", text, f"Write {named(GRANTS)}.", row=1)
        return None
    grants = understood(GRANTS, raw, faults) if raw is not None else None
    rates = read_file(folder, "rates", RATES, faults)
    pauses = read_file(folder, "suspensions", SUSPENSIONS, faults, needed=False)
    if grants is None or rates is None or pauses is None:
        return None
    return grants, rates, pauses


def named(table: Table) -> str:
    """The columns of a table; what may be empty or left out in parentheses."""
    return ",".join(c.name if c.required else f"({c.name})" for c in table.columns)


def _check_grants(grants: Rows, pauses: Rows, faults: Faults) -> None:
    again = grants.frame.filter(~pl.col("grant").is_first_distinct())[ROW].to_list()
    twice = ("duplicate", "the same grant stands in an earlier row.", "Name each grant once.")
    faults.add_same(grants.file, "grant", again, twice)
    known = grants.frame.select("grant").unique()
    stray = pauses.frame.join(known, on="grant", how="anti", maintain_order="left")
    to_do = f"Add it to {grants.file}, or correct the name."
    orphan = ("orphan", "there is no such grant.", to_do)
    faults.add_same(pauses.file, "grant", stray[ROW].to_list(), orphan)


def _grants(frame: pl.DataFrame, index: pl.DataFrame) -> Grants:
    whole = frame["quantity"].str.replace(".", "", literal=True).cast(pl.Int64)
    decimals = frame["quantity"].str.split(".").list.get(1, null_on_oob=True).str.len_chars()
    kinds = pl.Series([KINDS.index(kind) for kind in frame["kind"].to_list()], dtype=pl.Int8)
    return Grants(
        frame["grant"].to_list(),
        kinds.to_numpy(),
        _ints(_index(frame["rate"], index)),
        _ints(whole),
        10 ** _ints(decimals.fill_null(0)),
        _ordinals(frame["start"]),
        _ordinals(frame["end"]),
    )


def _numbered(names: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"name": names, "number": range(len(names))}, {"name": pl.String, "number": pl.Int64}
    )


def _index(values: pl.Series, numbers: pl.DataFrame) -> pl.Series:
    """The number of each name."""
    wanted = pl.DataFrame({"name": values})
    return wanted.join(numbers, on="name", how="left", maintain_order="left")["number"]


def _ints(values: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return values.cast(pl.Int64).to_numpy().copy()


def _ordinals(days: pl.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Days as ordinals; no day is an open end."""
    numbers = days.to_physical().cast(pl.Int64) + UNIX_DAY_0
    return _ints(numbers.fill_null(OPEN))


def write_costs(path: Path, grants: Grants, costs: MonthCosts) -> None:
    """Write what each grant costs each month; the file is there whole or not at all."""
    names = pl.Series("grant", grants.names, dtype=pl.String)
    _write(path, _by_month(costs).select(names.gather(costs.grant), "month", "oere"))


def without_account(given: EngineInput, costs: MonthCosts) -> object | None:
    """The first grant that costs something and has no account; None when all have one."""
    told = given.accounts.gather(costs.grant).fill_null("")
    rows = (told == "").arg_true()
    return given.grants.names[int(costs.grant[rows[0]])] if len(rows) else None


def write_accounts(path: Path, given: EngineInput, costs: MonthCosts) -> None:
    """Write what each account costs each month, in order; as ``write_costs``."""
    told = _by_month(costs).with_columns(given.accounts.gather(costs.grant).alias("account"))
    sums = told.group_by("account", "month").agg(pl.col("oere").sum())
    _write(path, sums.select("account", "month", "oere").sort("account", "month"))


def _by_month(costs: MonthCosts) -> pl.DataFrame:
    month = pl.format(
        "{}-{}",
        (pl.col("number") // 12).cast(pl.String).str.zfill(4),
        (pl.col("number") % 12 + 1).cast(pl.String).str.zfill(2),
    )
    frame = pl.DataFrame({"number": costs.month, "oere": costs.oere})
    return frame.select(month.alias("month"), pl.col("oere").cast(pl.Int64))


def _write(path: Path, frame: pl.DataFrame) -> None:
    half = path.with_name(f".{path.name}.half")
    try:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(half)
        else:
            frame.write_csv(half)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
