"""The folder form of a forecast from episodes: who was where, from when to when, at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.engine_folder import MOST, day_column, name_column, named
from helhed.cli.one_file import Rows, add_otherwise, add_repeated, has_file, read_file
from helhed.exchange.columns import Column, Kind, Span, Table
from helhed.exchange.faults import Faults
from helhed.exchange.reading.raw import ROW
from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.explained import explained
from helhed.forecast.episodes.follow import (
    QUANTILES,
    Followed,
    Series,
    as_written,
    quantiles,
    series_of,
)
from helhed.forecast.episodes.told import OPEN, UNIX_DAY_0, Episodes, State

EPISODES = Table(
    "forecast_episodes",
    "who was where, from when to when",
    (
        name_column("person", "names the person"),
        Column("birth_month", Kind.MONTH, "month of birth; empty is unknown", required=False),
        name_column("service", "which service"),
        name_column("owner", "whose it is"),
        name_column("level", "at which level of support", required=False),
        day_column("start", "first day"),
        replace(day_column("end", "last day; empty is still there", required=False), needed=True),
        Column("oere_per_year", Kind.OERE, "a year's price", required=False, low=0, high=MOST),
    ),
    key="person",
    span=Span("start", "end"),
)
COLUMNS = named(EPISODES)
OTHER_BIRTH = (
    "other-birth",
    "the same person is born in another month in row {first}.",
    "Write the same month in all rows of a person.",
)
ALIKE = (
    "alike",
    "with its owner the service is written as those of row {first}, but is another.",
    "Leave the slash out of one of the names.",
)


def has_episodes(folder: Path) -> bool:
    """Whether a folder holds episodes."""
    return has_file(folder, "episodes")


@dataclass(frozen=True, slots=True)
class Stays:
    """The episodes of a folder, and the row in which each stands."""

    episodes: Episodes
    rows: list[int]


def read_episodes(folder: Path, faults: Faults) -> Stays | None:
    """The episodes in a folder; None, with every fault named, when something is wrong."""
    told = read_file(folder, "episodes", EPISODES, faults)
    if told is None or faults.of(told.file):
        return None
    if not len(told.frame):
        faults.add(told.file, "empty", "there is no row.", "Write one row per episode.")
        return None
    _check(told, faults)
    if faults.of(told.file):
        return None
    return Stays(_episodes(told.frame), told.frame[ROW].to_list())


def _check(told: Rows, faults: Faults) -> None:
    """One person has one month of birth, nothing begins before it, and no stay is told twice."""
    person, birth = pl.col("person"), pl.col("birth_month")
    add_otherwise(told, person, birth, "birth_month", OTHER_BIRTH, faults)
    unborn = _month_numbers(told.frame["birth_month"]) > _day_months(told.frame["start"])
    rows = told.frame[ROW].to_numpy()[unborn].tolist()
    same = ("person", "service", "owner", "level", "start")
    twice = ("duplicate", "the same stay stands in row {first} already.", "Write it once.")
    add_repeated(told, same, "start", twice, faults)
    unit = pl.concat_str("service", "owner", separator="/")
    add_otherwise(told, unit, pl.col("service"), "service", ALIKE, faults)
    early = ("unborn", "the episode begins before the month of birth.", "Correct one of them.")
    faults.add_same(told.file, "start", rows, early)


def _month_numbers(months: pl.Series) -> np.ndarray:
    """Months as twelve times the year plus the month less one."""
    numbers = [
        12 * int(text[:4]) + int(text[5:7]) - 1 if text else UNKNOWN_BIRTH
        for text in months.cast(pl.String).to_list()
    ]
    return np.array(numbers, dtype=np.int64)


def _day_months(days: pl.Series) -> np.ndarray:
    return (12 * days.dt.year().cast(pl.Int64) + days.dt.month().cast(pl.Int64) - 1).to_numpy()


def _episodes(frame: pl.DataFrame) -> Episodes:
    names = frame.select("service", "owner", pl.col("level").fill_null("")).rows()
    states = {row: State(*row) for row in set(names)}
    end = frame["end"].to_physical().cast(pl.Int64) + UNIX_DAY_0
    start = frame["start"].to_physical().cast(pl.Int64) + UNIX_DAY_0
    return Episodes(
        frame["person"].to_list(),
        _month_numbers(frame["birth_month"]),
        [states[row] for row in names],
        start.to_numpy().copy(),
        end.fill_null(OPEN).to_numpy().copy(),
        frame["oere_per_year"].cast(pl.Float64).fill_null(float("nan")).to_numpy().copy(),
    )


def day_named(number: int) -> str:
    """An ordinal as a date is written."""
    return date.fromordinal(number).isoformat()


def episodes_table(followed: Followed) -> pl.DataFrame:
    """``unit,series,period,quantile,value``."""
    return quantiles_table(series_of(followed), followed.months())


def quantiles_table(told: Series, months: Sequence[str]) -> pl.DataFrame:
    """The same of any units and series."""
    listed = []
    for (unit, series), paths in told.items():
        for quantile, row in zip(QUANTILES, quantiles(paths), strict=True):
            for month, value in zip(months, row.tolist(), strict=True):
                listed.append((unit, series, month, quantile, as_written(series, value)))
    listed.sort(key=lambda one: (one[0], one[1], one[2]))
    names = ["unit", "series", "period", "quantile", "value"]
    types = [pl.String(), pl.String(), pl.String(), pl.Float64(), pl.Float64()]
    return pl.DataFrame(listed, schema=dict(zip(names, types, strict=True)), orient="row")


def explained_table(followed: Followed) -> pl.DataFrame:
    """``unit,series,cause,value``: from the start, cause by cause, to the end."""
    listed: list[tuple[str, str, str, float]] = []
    for one in explained(followed):
        for cause, thousandths in one.persons.items():
            listed.append((one.unit, "persons", cause, thousandths / 1_000))
        if followed.model.prices.told:
            listed += [(one.unit, "oere_per_year", *part) for part in one.oere.items()]
    names = ["unit", "series", "cause", "value"]
    types = [pl.String(), pl.String(), pl.String(), pl.Float64()]
    return pl.DataFrame(listed, schema=dict(zip(names, types, strict=True)), orient="row")


def paths_table(followed: Followed) -> pl.DataFrame:
    """``unit,series,period,path,value``: every path as it came."""
    months = followed.months()
    parts = []
    for (unit, series), paths in series_of(followed).items():
        many = len(paths)
        parts.append(
            pl.DataFrame(
                {
                    "unit": [unit] * (many * len(months)),
                    "series": [series] * (many * len(months)),
                    "period": months * many,
                    "path": np.repeat(np.arange(many), len(months)),
                    "value": paths.ravel(),
                }
            )
        )
    return pl.concat(parts)
