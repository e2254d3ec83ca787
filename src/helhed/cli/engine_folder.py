"""The folder form of the price engine: grants, rates and suspensions in, months out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from helhed.commitments import KINDS, Grants, MonthCosts, Rates, Suspensions
from helhed.commitments.tables import OPEN
from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.csv_file import read_csv
from helhed.exchange.reading.one_table import read_table
from helhed.exchange.reading.parquet_file import read_parquet
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
    """What the engine takes."""

    grants: Grants
    rates: Rates
    suspensions: Suspensions


def read_input(folder: Path, faults: Faults) -> EngineInput | None:
    """The input in a folder; None, with every fault named, when something is wrong."""
    grants = _read(folder, "grants", GRANTS, faults)
    rates = _read(folder, "rates", RATES, faults)
    pauses = _read(folder, "suspensions", SUSPENSIONS, faults, needed=False)
    if grants is None or rates is None or pauses is None or faults:
        return None
    numbers = _numbered(grants[0]["grant"].to_list())
    _check_grants(grants, pauses, faults)
    if faults:
        return None
    frame, rate_frame, pause_frame = grants[0], rates[0], pauses[0]
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
    )


def _read(
    folder: Path, name: str, table: Table, faults: Faults, *, needed: bool = True
) -> tuple[pl.DataFrame, str] | None:
    """The rows of one table and its file name; an optional one that is not there has no rows."""
    for ending, read in ((".csv", read_csv), (".parquet", read_parquet)):
        path = folder / f"{name}{ending}"
        if path.is_file():
            raw = read(path, table.name, faults)
            return (read_table(table, raw, faults).frame, path.name) if raw else None
    if needed:
        text, to_do = "the file is missing.", "Add it, as CSV or Parquet."
        faults.add(f"{name}.csv", "missing-file", text, to_do)
        return None
    empty = {
        column.name: pl.Date() if column.kind is Kind.DATE else pl.String()
        for column in table.columns
    }
    return pl.DataFrame(schema={**empty, ROW: pl.Int64()}), f"{name}.csv"


def _check_grants(
    grants: tuple[pl.DataFrame, str], pauses: tuple[pl.DataFrame, str], faults: Faults
) -> None:
    frame, file = grants
    again = frame.filter(~pl.col("grant").is_first_distinct())[ROW].to_list()
    twice = ("duplicate", "the same grant stands in an earlier row.", "Name each grant once.")
    faults.add_same(file, "grant", again, twice)
    frame, file = pauses
    known = grants[0].select("grant").unique()
    strangers = frame.join(known, on="grant", how="anti", maintain_order="left")[ROW].to_list()
    orphan = ("orphan", "there is no such grant.", f"Add it to {grants[1]}, or correct the name.")
    faults.add_same(file, "grant", strangers, orphan)


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
    frame = pl.DataFrame({"grant": names.gather(costs.grant), "number": costs.month}).select(
        "grant",
        pl.format(
            "{}-{}",
            (pl.col("number") // 12).cast(pl.String).str.zfill(4),
            (pl.col("number") % 12 + 1).cast(pl.String).str.zfill(2),
        ).alias("month"),
        pl.Series("oere", costs.oere, dtype=pl.Int64),
    )
    half = path.with_name(f".{path.name}.half")
    try:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(half)
        else:
            frame.write_csv(half)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)
