"""Plain methods to set the forecast beside: the last value, and the growth of all units."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from helhed.forecast.counts import Block, Counts

Plain = Callable[[Counts, int], Block]
"""From counts and a horizon to ``[series, unit, ahead]``: the median alone."""


def naive(counts: Counts, horizon: int) -> Block:
    """The last known value of each unit; of months, that of the same month a year before."""
    season = int(counts.step)
    if season == 1 or counts.periods <= season:
        return np.repeat(_last_known(counts.values)[:, :, None], horizon, axis=2)
    year = counts.values[:, :, -season:]
    last = np.where(np.isnan(year), _last_known(counts.values)[:, :, None], year)
    return np.stack([last[:, :, ahead % season] for ahead in range(horizon)], axis=2)


def pooled_growth(counts: Counts, horizon: int) -> Block:
    """The last known value, and the mean growth of the sum of all units over the past."""
    values = counts.values
    last = _last_known(values)
    found = np.empty((*last.shape, horizon))
    for series in range(len(values)):
        rate = _growth(values[series])
        for ahead in range(horizon):
            found[series, :, ahead] = last[series] * np.exp((ahead + 1) * rate)
    return found


PLAIN: Mapping[str, Plain] = {"naive": naive, "pooled growth": pooled_growth}


def _last_known(values: Block) -> Block:
    last = np.full(values.shape[:2], np.nan)
    for period in range(values.shape[2]):
        known = ~np.isnan(values[:, :, period])
        last[known] = values[:, :, period][known]
    return last


def _growth(values: Block) -> float:
    grown = []
    for period in range(1, values.shape[1]):
        both = ~np.isnan(values[:, period]) & ~np.isnan(values[:, period - 1])
        before, after = values[both, period - 1].sum(), values[both, period].sum()
        if before > 0 and after > 0:
            grown.append(np.log(after / before))
    return float(np.mean(grown)) if grown else 0.0
