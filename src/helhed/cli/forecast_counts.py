"""A forecast of counts on the command line, and how it was made."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

import numpy as np

from helhed.cli.forecast_folder import MOST, forecast_table
from helhed.cli.forecast_reconciled import Side
from helhed.cli.forecast_tested import tell_scores
from helhed.forecast import (
    Counts,
    Forecast,
    NotCounts,
    Scores,
    Settings,
    UnableToForecast,
    backtest,
    forecast,
)
from helhed.forecast.known import gaps_of, known_by, not_yet, spikes_of


class GrowsBeyond(UnableToForecast):
    """What is forecast would grow beyond every number that can be read again."""


def told_by(counts: Counts, day: date | None, today: date) -> tuple[Counts, list[str]]:
    """The counts as far as they were told on a day, and what is said of that, or without one of
    what has not begun today. Raises UnableToForecast."""
    if day is None:
        return counts, not_yet(counts, today)
    try:
        return known_by(counts, day)
    except NotCounts as error:
        raise UnableToForecast(str(error)) from None


def from_counts(counts: Counts, horizon: int, told: dict[str, Any]) -> Side:
    """The forecast, told of in ``told``. Raises UnableToForecast."""
    found = forecast(counts, horizon)
    _within_bounds(found)
    told["fallbacks"] += made_do_with(found)
    scores = _tested(counts, min(horizon, 3 * int(counts.step)))
    own = {**asdict(Settings()), "horizon": horizon, "quantiles": found.quantiles}
    told["settings"] = {**told.get("settings", {}), **own}
    told["growth"] = {
        name: asdict(one) for name, one in zip(counts.series, found.growth, strict=True)
    }
    told["units"] = len(counts.units)
    told["series"] = list(counts.series)
    told["from"] = counts.name(counts.periods)
    told["to"] = counts.name(counts.periods + horizon - 1)
    if not scores:
        told["fallbacks"].append("too short a past to test it on")
    tell_scores(scores, told)
    return Side(forecast_table(found), scores)


def made_do_with(found: Forecast) -> list[str]:
    """What is odd in the counts of a forecast, and what had to be made do with."""
    return [*gaps_of(found.counts, found.values), *spikes_of(found.counts), *found.notes]


def _within_bounds(found: Forecast) -> None:
    """No number is forecast that could not be read again. Raises GrowsBeyond."""
    beyond = np.argwhere(found.values > MOST)
    if not len(beyond):
        return
    series, unit, ahead, _ = beyond[beyond[:, 2].argmin()].tolist()
    counts = found.counts
    told = f"{counts.series[series]} of {counts.units[unit]}"
    period = counts.name(counts.periods + ahead)
    raise GrowsBeyond(
        f"{told} grows beyond {float(MOST):.0e} by {period}; see if the numbers are right, or look "
        "fewer periods ahead"
    )


def _tested(counts: Counts, horizon: int) -> list[Scores]:
    """The back-test that a forecast carries; none when the past is too short for one."""
    try:
        return backtest(counts, horizon)
    except UnableToForecast:
        return []
