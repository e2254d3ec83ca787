"""How far the truth lies from the forecast: what the same method missed by, forecast from earlier
periods and measured against a spread that falls with size.

In the manner of conformal prediction with weights (Barber, Candès, Ramdas & Tibshirani 2023, Annals
of Statistics 51(2): newer misses weigh more, because the world changes) misses of all units and
earlier periods are standardised, weighted, and their quantiles are put around the forecast; what it
covers is measured by the back-test, not promised.

* **Each one's own way.** What all units missed by together in one period is taken off where there
  are many units: it is the growth of all.
* **The way of all.** How far such misses lie from none, less what chance gives so few units, is put
  to the spread as an independent part (``_together``), drawn towards none by one period's worth, as
  the few periods there are tell little. Misses made while the growth of all was
  hardly known do not tell of it, and those made when it was known by fewer changes than now count
  less (``pooled.surer``).
* **Few misses.** The fewer units there are, the farther back misses count as much as new ones
  (``_memory``), and what is still few is widened as Student (1908, Biometrika 6) widens: by the
  quantiles of t over those of the normal and by the doubt of where the middle lies. Misses that
  overlap count as one, and weights as Kish (1965, Survey Sampling, 11.7) counts them
  (``_independent``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from scipy.special import stdtrit

from helhed.forecast.counts import Block

ENOUGH = 30
UNITS_TO_TELL = 5
TELLING, PERIODS_TELLING = 60, 10
"""From so many independent misses of units, and of all together, on the memory is no longer than
the fading says."""
FEWEST_FREEDOMS, FEWEST_MISSES = 4.0, 2.0
"""As if there were at least so many, so that a handful of misses gives no endless interval."""
OF_A_MEDIAN, OF_A_NORMAL = np.pi / 2, 1.4826
"""The variance of a median over that of a mean, and a normal spread over its median miss."""
TURNS = 30
ASSUMED = 0.05
"""The least spread of a year, as a share, where nothing has been missed yet."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What the forecasts of one period missed by, in logarithms, ``ahead`` periods ahead; ``ago``
    is how many periods ago the truth was known, ``level`` the numbers they started from. ``surer``
    is how large the square of what all miss by is now of what it was then, as the growth of all is
    known by more changes; 0 where it was hardly known."""

    ahead: int
    ago: int
    off: Block
    level: Block
    surer: float = 1.0


def spread(
    missed: Sequence[Missed],
    ahead: int,
    quantiles: Sequence[float],
    level: Block,
    fade: float,
    step: int,
) -> tuple[Block, list[str]]:
    """For every unit (its ``level`` now) how far each quantile lies from the median, in
    logarithms; and what had to be assumed."""
    asked = np.asarray(quantiles)
    count = sum(len(one.off) for one in missed)
    if not count:
        return _assumed(asked, level, ahead / step), ["no past to measure the spread by; assumed"]
    far_back = max(fade, _memory(count / len(missed) * step / ahead, TELLING))
    weights = _weights(missed, ahead, far_back, step)
    off = np.concatenate([_own_way(one.off) * np.sqrt(ahead / one.ahead) for one in missed])
    start = np.concatenate([one.level for one in missed])
    weight = np.repeat(weights, [len(one.off) for one in missed])
    size = Size(off, start)
    standard = off / size(start)
    around = weighted_quantile(standard, weight, asked)
    around = around - weighted_quantile(standard, weight, np.array([0.5]))
    around *= _widened(asked, _independent(missed, weights, ahead))
    told = around[None, :] * size(level)[:, None]
    told = _joined(told, _together(missed, ahead, fade, step) * _normal(asked))
    if count >= ENOUGH:
        return told, []
    least = _assumed(asked, level, ahead / step)
    told = np.where(np.abs(told) > np.abs(least), told, least)
    return told, [f"only {count} earlier forecasts to measure the spread by; widened"]


def _memory(misses: float, wanted: float) -> float:
    """What a miss of a year must weigh of one of the next for all of an endless past to tell as
    much as is wanted, where a year has so many independent misses; 0 where one year is enough."""
    ratio = wanted / misses
    return max(0.0, (ratio - 1) / (ratio + 1))


def _weights(missed: Sequence[Missed], ahead: int, fade: float, step: int) -> Block:
    """What the misses of each period weigh: those as far ahead most, newer ones more."""
    own = sum(1 for one in missed if one.ahead == ahead)
    return np.array(
        [
            (1.0 if one.ahead == ahead else 1 / (1 + own)) * fade ** (one.ago / step)
            for one in missed
        ]
    )


def _independent(missed: Sequence[Missed], weights: Block, ahead: int) -> float:
    """As how many misses of equal weight those as far ahead tell, where overlapping ones are one;
    by those of other distances where there are none."""
    pairs = [(one, weight) for one, weight in zip(missed, weights, strict=True)]
    listed = [(one, weight) for one, weight in pairs if one.ahead == ahead] or pairs
    weight = np.concatenate([np.full(len(one.off), weight) for one, weight in listed])
    return float(weight.sum() ** 2 / (weight**2).sum() / ahead)


def _widened(asked: Block, misses: float) -> Block:
    """How much farther quantiles lie that are known by so many misses alone."""
    normal = _normal(asked)
    student = stdtrit(max(misses - 1, FEWEST_FREEDOMS), asked)
    is_middle = np.abs(normal) < 1e-9
    ratio = np.where(is_middle, 1.0, student / np.where(is_middle, 1.0, normal))
    return np.asarray(ratio * np.sqrt(1 + 1 / max(misses, FEWEST_MISSES)))


def _together(missed: Sequence[Missed], ahead: int, fade: float, step: int) -> float:
    """How far all units miss by together, as a standard deviation in logarithms: the middle misses
    of the periods that tell of it, less what chance gives so few units."""
    telling = [one for one in missed if one.surer and len(one.off) > 1]
    if not telling:
        return 0.0
    weights = _weights(telling, ahead, max(fade, _memory(step / ahead, PERIODS_TELLING)), step)
    found = []
    for one in telling:
        units = len(one.off)
        middle = np.median(one.off)
        own = OF_A_NORMAL * np.median(np.abs(one.off - middle))
        share = units / (units + UNITS_TO_TELL)
        chance = OF_A_MEDIAN * own**2 / units
        found.append(one.surer * share**2 * (middle**2 - chance) * ahead / one.ahead)
    own_weights = weights[[one.ahead == ahead for one in telling]]
    periods = own_weights.sum() ** 2 / max((own_weights**2).sum(), 1e-12) / ahead
    seen = float(np.average(found, weights=weights))
    return float(np.sqrt(max(0.0, seen) * periods / (periods + 1)))


def _joined(own: Block, together: Block) -> Block:
    """Distances from the median of two independent parts: ``[unit, quantile]`` and ``[quantile]``,
    each quantile by the root of their squares."""
    far = np.sqrt(own**2 + together[None, :] ** 2)
    return np.asarray(np.where(together[None, :] + own < 0, -far, far))


def _normal(asked: Block) -> Block:
    return np.array([NormalDist().inv_cdf(float(one)) for one in asked])


def _own_way(off: Block) -> Block:
    """Misses less what all units missed by together, as far as there are units to tell it by."""
    share = len(off) / (len(off) + UNITS_TO_TELL)
    return np.asarray(off - share * np.median(off))


def _assumed(asked: Block, level: Block, years: float) -> Block:
    """A spread by size alone: a few percent a year, and that of a Poisson number."""
    known = np.maximum(np.nan_to_num(level, nan=1.0), 0.5)
    scale = np.sqrt(years) * np.sqrt(ASSUMED**2 + 1 / known)
    return np.asarray(_normal(asked)[None, :] * scale[:, None])


class Size:
    """How large a miss is at a level: a part that all share and one that falls with the root of
    the level, neither below zero, by least absolute deviations."""

    def __init__(self, off: Block, level: Block) -> None:
        self.middle = float(np.median(level)) or 1.0
        told, miss = self._told(level), np.abs(off)
        found = np.array([max(float(np.median(miss)), 1e-6), 0.0])
        for _ in range(TURNS):
            share = 1 / np.sqrt((miss - told @ found) ** 2 + 1e-5)
            normal = (told * share[:, None]).T @ told + 1e-9 * np.eye(2)
            found = np.linalg.solve(normal, (told * share[:, None]).T @ miss)
            if found[1] < 0:
                found = np.array([float((share * miss).sum() / share.sum()), 0.0])
            if found[0] < 0:
                root = told[:, 1]
                found = np.array(
                    [0.0, float((share * miss * root).sum() / (share * root**2).sum())]
                )
        self.found = np.maximum(found, [1e-6, 0.0])

    def _told(self, level: Block) -> Block:
        root = np.sqrt(self.middle / np.maximum(level, 1e-9))
        return np.column_stack([np.ones(len(level)), root])

    def __call__(self, level: Block) -> Block:
        return np.asarray(self._told(np.nan_to_num(level, nan=self.middle)) @ self.found)


def weighted_quantile(values: Block, weight: Block, asked: Block) -> Block:
    """Quantiles of weighted values, drawn straight between the middles of their weights."""
    order = np.argsort(values, kind="stable")
    sorted_weight = weight[order]
    middle = (np.cumsum(sorted_weight) - sorted_weight / 2) / sorted_weight.sum()
    return np.asarray(np.interp(asked, middle, values[order]))
