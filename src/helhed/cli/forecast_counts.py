"""A forecast of counts on the command line, and how it was made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import polars as pl

from helhed.cli.forecast_folder import forecast_table, scores_table
from helhed.forecast import Counts, Scores, Settings, UnableToForecast, backtest, forecast


def from_counts(counts: Counts, horizon: int, told: dict[str, Any]) -> pl.DataFrame:
    """The forecast, told of in ``told``. Raises UnableToForecast."""
    found = forecast(counts, horizon)
    scores = _tested(counts, min(horizon, 3 * int(counts.step)))
    told["settings"] = {**asdict(Settings()), "horizon": horizon, "quantiles": found.quantiles}
    told["units"] = len(counts.units)
    told["series"] = list(counts.series)
    told["from"] = counts.name(counts.periods)
    told["to"] = counts.name(counts.periods + horizon - 1)
    told["fallbacks"] += found.notes
    if not scores:
        told["fallbacks"].append("too short a past to test it on")
    tell_scores(scores, told)
    return forecast_table(found)


def tell_scores(scores: list[Scores], told: dict[str, Any]) -> None:
    """Put a back-test into what is told."""
    told["not_better_than_naive"] += not_better(scores)
    told["backtest"] += scores_table(scores).to_dicts() if scores else []


def not_better(scores: list[Scores]) -> list[str]:
    """Where the forecast missed by no less than the last value."""
    naive = {(one.series, one.ahead): one.wape for one in scores if one.method == "naive"}
    ours = [one for one in scores if one.method == "helhed"]
    worse = [one for one in ours if not one.wape < naive[one.series, one.ahead]]
    return [f"{one.series}, {one.ahead} ahead" for one in worse]


def _tested(counts: Counts, horizon: int) -> list[Scores]:
    """The back-test that a forecast carries; none when the past is too short for one."""
    try:
        return backtest(counts, horizon)
    except UnableToForecast:
        return []
