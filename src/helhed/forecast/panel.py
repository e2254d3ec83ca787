"""The counts as the fit reads them: without season, in logarithms, gaps carried over."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helhed.forecast.counts import Block, Counts
from helhed.forecast.season import Season, season_of

LONGEST_GAP_YEARS = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """The counts without season, and their logarithms. ``offset`` is added where a series holds
    zeros; ``filled`` carries the last known value over a gap of at most three years; ``facts`` are
    those counted already, by series and period."""

    counts: Counts
    seasons: list[Season]
    values: Block
    logs: Block
    offset: Block
    filled: Block
    logs_filled: Block
    facts: dict[tuple[int, int], Block] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, counts: Counts) -> Panel:
        seasons = [season_of(values, counts) for values in counts.values]
        values = np.stack([s.without(v) for s, v in zip(seasons, counts.values, strict=True)])
        offset = np.array([_offset(one) for one in values])
        moved = values + offset[:, None, None]
        filled = _filled(moved, LONGEST_GAP_YEARS * counts.step)
        logs = np.log(moved)
        return cls(counts, seasons, moved, logs, offset, filled, np.log(filled))

    def has_growth(self, series: int) -> bool:
        """Whether some unit of a series is known in two periods."""
        return bool(((~np.isnan(self.logs[series])).sum(axis=1) >= 2).any())

    def is_whole(self, series: int) -> bool:
        """Whether only whole numbers are told of a series."""
        told = self.counts.values[series]
        return bool((np.isnan(told) | (told == np.floor(told))).all())

    def growth(self, series: int, last: int) -> tuple[Block, Block, Block]:
        """The log growth from each period to the next, of the sum over the units known in both, how
        large a share of the whole they were, and how far such numbers move by chance (that of
        Poisson numbers, in logarithms); only what was known after period ``last``."""
        found, shares, chance = np.full(last, np.nan), np.zeros(last), np.full(last, np.nan)
        values, whole = self.values[series], np.nansum(self.filled[series], axis=0)
        for period in range(1, last + 1):
            both = ~np.isnan(values[:, period]) & ~np.isnan(values[:, period - 1])
            if both.any():
                after, before = values[both, period].sum(), values[both, period - 1].sum()
                found[period - 1] = np.log(after / before)
                shares[period - 1] = before / whole[period - 1]
                chance[period - 1] = np.sqrt(1 / after + 1 / before)
        return found, shares, chance


def _offset(values: Block) -> float:
    """Half the smallest number over zero, where there are zeros: logarithms need it."""
    known = values[~np.isnan(values)]
    if not len(known) or known.min() > 0:
        return 0.0
    over = known[known > 0]
    return float(over.min() / 2) if len(over) else 0.5


def _filled(values: Block, longest: int) -> Block:
    filled = values.copy()
    since = np.zeros(values.shape[:2], dtype=int)
    for period in range(1, values.shape[2]):
        unknown = np.isnan(filled[:, :, period])
        since = np.where(unknown, since + 1, 0)
        take = unknown & (since <= longest)
        filled[:, :, period][take] = filled[:, :, period - 1][take]
    return filled
