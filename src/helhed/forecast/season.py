"""The season of months: by how much each month of the year lies over or under the year around it,
in common for all units of a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.counts import Block, Counts, Step

FEWEST_MONTHS = 36
"""Two years beside the year around each month, of which the ends have half."""


@dataclass(frozen=True, slots=True)
class Season:
    """A factor for each month of the year (twelve ones where there is no season to see);
    ``first`` is the month of the year of the first period, from 0."""

    factors: Block
    first: int

    def without(self, values: Block) -> Block:
        """Values freed of the season; the last axis is the period."""
        return np.asarray(values / self.ahead(0, values.shape[-1]))

    def ahead(self, start: int, count: int) -> Block:
        """The factors of some periods, counted from the first."""
        at = (self.first + start + np.arange(count)) % len(self.factors)
        return np.asarray(self.factors[at])


def season_of(values: Block, counts: Counts) -> Season:
    """The season of one series: the median, over the years, of the sum of all units in a month
    beside the mean of the twelve months around it; drawn towards none by the noise of the years."""
    if counts.step is Step.YEAR:
        return Season(np.ones(1), 0)
    first = counts.first % 12
    whole = ~np.isnan(values).any(axis=1)
    total = values[whole].sum(axis=0) if whole.any() else np.nansum(values, axis=0)
    if counts.periods < FEWEST_MONTHS or not (total > 0).all():
        return Season(np.ones(12), first)
    inner = np.convolve(total, np.r_[0.5, np.ones(11), 0.5] / 12, mode="valid")
    ratio = np.log(total[6:-6] / inner)
    months = (first + 6 + np.arange(len(ratio))) % 12
    effect = np.array([np.median(ratio[months == month]) for month in range(12)])
    effect = effect - effect.mean()
    return Season(np.exp(effect * _worth(ratio - effect[months], effect)), first)


def _worth(rest: Block, effect: Block) -> float:
    """How much of the effects is more than the noise of so few years (0 to 1)."""
    noise = float((rest**2).mean()) * 12 / len(rest)
    seen = float((effect**2).mean())
    return max(0.0, 1 - noise / seen) if seen > 0 else 0.0
