"""The standard methods of each series alone, AutoETS, AutoARIMA and AutoTheta, as they come in
statsforecast (Nixtla; Hyndman & Khandakar 2008, Journal of Statistical Software 27(3); Fiorucci et
al. 2016, International Journal of Forecasting 32(4)).

They stand in the extra ``forecast`` and are brought in only when they are asked for.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from helhed.forecast.counts import Block, Counts
from helhed.forecast.plain import Method, naive

NAMES = ("AutoETS", "AutoARIMA", "AutoTheta")
FEWEST = 3
"""Known periods below which the last value stands instead."""
SEASONS = 2
"""Whole years of months that must be known before a season is looked for."""


class NotInstalled(RuntimeError):
    """The standard methods are asked for, and the package they come in is not there."""

    def __init__(self) -> None:
        super().__init__(
            "AutoETS, AutoARIMA and AutoTheta come in the package statsforecast, which is not "
            "installed; install it with 'pip install helhed[forecast]', or ask for plain methods "
            "only"
        )


def standard_methods() -> Mapping[str, Method]:
    """The standard methods by name. Raises NotInstalled."""
    if find_spec("statsforecast") is None:
        raise NotInstalled
    with _quiet():
        models = import_module("statsforecast.models")
    return {name: partial(_forecast, getattr(models, name)) for name in NAMES}


def _forecast(
    model: Callable[..., Any], counts: Counts, horizon: int, quantiles: Sequence[float]
) -> Block:
    """Each unit and series by itself. Where one is too short or the method finds no answer, the
    last value stands: a row left out would flatter the method."""
    found = naive(counts, horizon, quantiles)
    year = int(counts.step)
    for series, unit in np.ndindex(*counts.values.shape[:2]):
        past = without_gaps(counts.values[series, unit])
        if len(past) < FEWEST:
            continue
        season = year if len(past) > SEASONS * year else 1
        late = counts.periods - 1 - _last(counts.values[series, unit])
        made = _one(model, past, season, horizon + late, quantiles)
        if made is not None:
            found[series, unit] = made[late:]
    return found


def _one(
    model: Callable[..., Any], past: Block, season: int, horizon: int, quantiles: Sequence[float]
) -> Block | None:
    levels = sorted({_level(one) for one in quantiles if one != 0.5})
    with _quiet():
        try:
            told = model(season_length=season).forecast(y=past, h=horizon, level=levels)
        except Exception:
            # Their faults are of every kind (a flat series, a matrix without an inverse).
            return None
    columns = [told["mean"] if one == 0.5 else told[_name(one)] for one in quantiles]
    made = np.stack(columns, axis=1).astype(float)
    return np.maximum(made, 0.0) if np.isfinite(made).all() else None


def _level(quantile: float) -> int:
    """The level, in percent, of the interval that a quantile is an end of."""
    return round(100 * abs(1 - 2 * quantile))


def _name(quantile: float) -> str:
    return f"{'lo' if quantile < 0.5 else 'hi'}-{_level(quantile)}"


def without_gaps(values: Block) -> Block:
    """From the first known value to the last, straight over what is unknown between them."""
    known = np.flatnonzero(~np.isnan(values))
    if not len(known):
        return values[:0]
    return np.interp(np.arange(known[0], known[-1] + 1), known, values[known])


def _last(values: Block) -> int:
    return int(np.flatnonzero(~np.isnan(values))[-1])


@contextmanager
def _quiet() -> Iterator[None]:
    """Without their warnings: what they warn of is how they are made, not what came of it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield
