"""Plain methods to set the forecast beside: the last value, its drift, the last season, and the
growth of all units.

Their intervals are normal around the middle, as wide as the method missed by one period ahead over
a unit's own past (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 5.5);
those of the growth of all are the quantiles of what it missed by, in shares, over all units.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from statistics import NormalDist

import numpy as np

from helhed.forecast.counts import Block, Counts, Step

Method = Callable[[Counts, int, Sequence[float]], Block]
"""From counts, a horizon and quantiles to ``[series, unit, ahead, quantile]``; a method that gives
no intervals has the median alone. NaN where it cannot tell."""


def naive(counts: Counts, horizon: int, quantiles: Sequence[float]) -> Block:
    """The last known value of each unit."""
    last, ahead = last_known(counts.values), np.arange(1, horizon + 1)
    wide = _missed_by(np.diff(counts.values), last)
    return _around(np.repeat(last[..., None], horizon, axis=2), wide, np.sqrt(ahead), quantiles)


def drift(counts: Counts, horizon: int, quantiles: Sequence[float]) -> Block:
    """The last known value, and the mean change of the unit itself, period by period."""
    values, ahead = counts.values, np.arange(1, horizon + 1)
    last, moved = last_known(values), np.diff(values)
    many = np.maximum((~np.isnan(moved)).sum(axis=2), 1)
    slope = np.nansum(moved, axis=2) / many
    middle = last[..., None] + ahead * slope[..., None]
    wide = _missed_by(moved - slope[..., None], last)
    grows = np.sqrt(ahead * (1 + ahead / many[..., None]))
    return _around(middle, wide, grows, quantiles)


def seasonal_naive(counts: Counts, horizon: int, quantiles: Sequence[float]) -> Block:
    """The value of the same month a year before; the last value where that is not known."""
    values, season = counts.values, int(counts.step)
    if season == 1 or counts.periods <= season:
        return naive(counts, horizon, quantiles)
    last = last_known(values)
    year = np.where(np.isnan(values[:, :, -season:]), last[..., None], values[:, :, -season:])
    months = np.arange(horizon)
    wide = _missed_by(values[:, :, season:] - values[:, :, :-season], last)
    return _around(year[:, :, months % season], wide, np.sqrt(months // season + 1), quantiles)


def pooled_growth(counts: Counts, horizon: int, quantiles: Sequence[float]) -> Block:
    """The last known value, and the mean growth of the sum of all units over the past."""
    last, ahead = last_known(counts.values), np.arange(1, horizon + 1)
    found = np.empty((*last.shape, horizon, len(quantiles)))
    asked = np.asarray(quantiles)
    for series, values in enumerate(counts.values):
        rate = _growth(values)
        with np.errstate(divide="ignore", invalid="ignore"):
            off = np.diff(np.log(values)) - rate
        off = off[np.isfinite(off)]
        around = np.quantile(off, asked) - np.median(off) if len(off) else 0 * asked
        moved = (ahead * rate)[:, None] + np.sqrt(ahead)[:, None] * around
        found[series] = last[series][:, None, None] * np.exp(moved)
    return found


def plain_methods(step: Step) -> Mapping[str, Method]:
    """The plain methods by name; the last season only where there are seasons."""
    found: dict[str, Method] = {"naive": naive, "drift": drift}
    if step is Step.MONTH:
        found["seasonal naive"] = seasonal_naive
    return {**found, "pooled growth": pooled_growth}


def last_known(values: Block) -> Block:
    """The last known value of each series and unit."""
    last = np.full(values.shape[:2], np.nan)
    for period in range(values.shape[2]):
        known = ~np.isnan(values[:, :, period])
        last[known] = values[:, :, period][known]
    return last


def _missed_by(off: Block, last: Block) -> Block:
    """The root of the mean square of what each unit missed by; where a unit has missed less than
    twice, in proportion to its size as the middle one of its series."""
    known = ~np.isnan(off)
    many = known.sum(axis=2)
    own = np.sqrt((np.where(known, off, 0.0) ** 2).sum(axis=2) / np.maximum(many, 1))
    found = np.where(many >= 2, own, np.nan)
    for series, here in enumerate(found):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = here / last[series]
        share = share[np.isfinite(share)]
        usual = float(np.median(share)) if len(share) else 0.0
        found[series] = np.where(np.isnan(here), usual * last[series], here)
    return found


def _around(middle: Block, wide: Block, grows: Block, quantiles: Sequence[float]) -> Block:
    """Normal quantiles around ``[series, unit, ahead]``, none below zero."""
    normal = np.array([NormalDist().inv_cdf(one) for one in quantiles])
    scale = wide[..., None] * grows
    return np.asarray(np.maximum(middle[..., None] + scale[..., None] * normal, 0.0))


def _growth(values: Block) -> float:
    grown = []
    for period in range(1, values.shape[1]):
        both = ~np.isnan(values[:, period]) & ~np.isnan(values[:, period - 1])
        before, after = values[both, period - 1].sum(), values[both, period].sum()
        if before > 0 and after > 0:
            grown.append(np.log(after / before))
    return float(np.mean(grown)) if grown else 0.0
