"""The folder form of the forecast: counts in, quantiles and how they came about out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from helhed.cli.engine_folder import name_column, named
from helhed.cli.one_file import Rows, add_repeated, has_file, read_file
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Because, Faults, shown
from helhed.exchange.reading.raw import ROW
from helhed.forecast import Counts, Forecast, NotCounts, Scores
from helhed.forecast.counts import why_no_period

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
            needed=True,
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
    if told is None:
        return None
    _check(told, faults)
    if faults.of(told.file):
        return None
    try:
        return Counts.of(_rows(told))
    except NotCounts as error:
        row = int(told.frame[ROW][error.row]) if error.row is not None else 0
        faults.add(told.file, "not-counts", f"{error}.", "Correct it, or take it out.", row=row)
        return None


def _check(told: Rows, faults: Faults) -> None:
    """Every period is a year, or every one a month, and no number stands twice."""
    rows, periods = told.frame[ROW].to_list(), told.frame["period"].cast(pl.String).to_list()
    written = [(row, period) for row, period in zip(rows, periods, strict=True) if period]
    whys = [(row, period, why_no_period(period)) for row, period in written]
    wrong = [(row, period, why) for row, period, why in whys if why]

    def say(number: int) -> Because:
        _, period, (what, how) = wrong[number]
        return "not-counts", f"{shown(period)} {what}.", f"{how.capitalize()}."

    faults.add_rows(told.file, "period", [row for row, _, _ in wrong], say)
    _check_one_step(told.file, [(row, "-" in one) for row, one, why in whys if not why], faults)
    named = replace(told, frame=told.frame.filter(pl.col("period") != ""))
    text = "the same unit, series and period stand in row {first} already."
    twice = ("duplicate", text, "Write it once.")
    add_repeated(named, ("unit", "series", "period"), "period", twice, faults)


def _check_one_step(file: str, rows: Sequence[tuple[int, bool]], faults: Faults) -> None:
    """Years and months do not mix; the fewer of them are told, with a row of the others."""
    months = [row for row, is_month in rows if is_month]
    years = [row for row, is_month in rows if not is_month]
    if not months or not years:
        return
    fewer, text, other = months, "a month stands here, and a year", years
    if len(years) < len(months) or (len(years) == len(months) and months[0] < years[0]):
        fewer, text, other = years, "a year stands here, and a month", months
    to_do = "Write years alone or months alone in one file."
    faults.add_same(file, "period", fewer, ("mixed", f"{text} in row {other[0]}.", to_do))


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
