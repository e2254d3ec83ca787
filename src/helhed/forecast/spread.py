"""How far the truth lies from the forecast: what the same method missed by, forecast from earlier
periods and measured against a spread that falls with size.

In the manner of conformal prediction with weights (Barber, Candès, Ramdas & Tibshirani 2023, Annals
of Statistics 51(2): newer misses weigh more, because the world changes) misses of all units and
earlier periods are standardised, weighted, and their quantiles are put around the forecast; what it
covers is measured by the back-test, not promised. What all units missed by together in one period
is taken off where there are many units: it is the growth of all, not the unit's own way, and it
lies in the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from helhed.forecast.counts import Block

ENOUGH = 30
UNITS_TO_TELL = 5
TURNS = 30
ASSUMED = 0.05
"""The least spread of a year, as a share, where nothing has been missed yet."""


@dataclass(frozen=True, slots=True)
class Missed:
    """What the forecasts of one period missed by, in logarithms, ``ahead`` periods ahead; ``ago``
    is how many periods ago the truth was known, ``level`` the numbers they started from."""

    ahead: int
    ago: int
    off: Block
    level: Block


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
    own = sum(1 for one in missed if one.ahead == ahead)
    off = np.concatenate([_own_way(one.off) * np.sqrt(ahead / one.ahead) for one in missed])
    start = np.concatenate([one.level for one in missed])
    weight = np.concatenate(
        [
            np.full(
                len(one.off),
                (1.0 if one.ahead == ahead else 1 / (1 + own)) * fade ** (one.ago / step),
            )
            for one in missed
        ]
    )
    size = Size(off, start)
    standard = off / size(start)
    around = weighted_quantile(standard, weight, asked)
    around = around - weighted_quantile(standard, weight, np.array([0.5]))
    notes = []
    if count < ENOUGH:
        around = around * (1 + 2 / np.sqrt(count))
        least = _assumed(asked, level, ahead / step)
        told = around[None, :] * size(level)[:, None]
        notes.append(f"only {count} earlier forecasts to measure the spread by; widened")
        return np.where(np.abs(told) > np.abs(least), told, least), notes
    return around[None, :] * size(level)[:, None], notes


def _own_way(off: Block) -> Block:
    """Misses less what all units missed by together, as far as there are units to tell it by."""
    share = len(off) / (len(off) + UNITS_TO_TELL)
    return np.asarray(off - share * np.median(off))


def _assumed(asked: Block, level: Block, years: float) -> Block:
    """A spread by size alone: a few percent a year, and that of a Poisson number."""
    normal = np.array([NormalDist().inv_cdf(float(one)) for one in asked])
    known = np.maximum(np.nan_to_num(level, nan=1.0), 0.5)
    scale = np.sqrt(years) * np.sqrt(ASSUMED**2 + 1 / known)
    return np.asarray(normal[None, :] * scale[:, None])


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
