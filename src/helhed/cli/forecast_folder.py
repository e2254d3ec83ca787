"""The folder form of the forecast: counts in, quantiles and how they came about out."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from helhed.cli.engine_folder import name_column, named
from helhed.cli.one_file import Rows, has_file, read_file
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.forecast import Counts, Forecast, NotCounts, Scores

DECIMALS = 20
MOST = 10**15
COUNTS = Table(
    "forecast_counts",
    "how many there were of each unit",
    (
        name_column("unit", "whose number"),
        name_column("series", "of what"),
        name_column("period", "a year, 2019, or a month, 2019-03"),
        Column(
            "value",
            Kind.DECIMAL,
            "how many; empty is unknown",
            required=False,
            most=DECIMALS,
            low=0,
            high=MOST,
        ),
    ),
    key="unit",
)
COLUMNS = named(COUNTS)


def read_counts(folder: Path, faults: Faults) -> Counts | None:
    """The counts in a folder; None, with every fault named, when something is wrong."""
    told = read_file(folder, "counts", COUNTS, faults)
    if told is None or faults:
        return None
    try:
        return Counts.of(_rows(told))
    except NotCounts as error:
        row = int(told.frame[ROW][error.row]) if error.row is not None else 0
        faults.add(told.file, "not-counts", f"{error}.", "Correct it, or take it out.", row=row)
        return None


def has_counts(folder: Path) -> bool:
    """Whether a folder holds counts."""
    return has_file(folder, "counts")


def _rows(told: Rows) -> list[tuple[str, str, str, float | None]]:
    frame = told.frame.select(
        *(pl.col(name).cast(pl.String) for name in ("unit", "series", "period")),
        pl.col("value").cast(pl.Float64),
    )
    return frame.rows()


def forecast_table(found: Forecast) -> pl.DataFrame:
    """``unit,series,period,quantile,value``; units of which a series is not known lately are left
    out of it."""
    counts = found.counts
    listed = []
    for s, series in enumerate(counts.series):
        for u, unit in enumerate(counts.units):
            for ahead, at in enumerate(found.values[s, u]):
                period = counts.name(counts.periods + ahead)
                for quantile, value in zip(found.quantiles, at.tolist(), strict=True):
                    if value == value:
                        listed.append((unit, series, period, quantile, value))
    names = ["unit", "series", "period", "quantile", "value"]
    types = [pl.String(), pl.String(), pl.String(), pl.Float64(), pl.Float64()]
    return pl.DataFrame(listed, schema=dict(zip(names, types, strict=True)), orient="row")


def scores_table(scores: list[Scores]) -> pl.DataFrame:
    """One row per method, series and number of periods ahead."""
    rows = [{name: getattr(one, name) for name in Scores.__slots__} for one in scores]
    return pl.DataFrame(rows).with_columns(pl.col(pl.Float64).fill_nan(None))
