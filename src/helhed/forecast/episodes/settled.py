"""How likely a trend of entries is by what it would make of the number of persons.

The number of persons in care seldom grows or shrinks by more than a few percent a year, but a trend
that is read from some years of entries can say nearly anything. So each pair of the grid of
``levels`` is weighed by the growth of all persons that it foretells now, entries less exits, under
a Cauchy prior around none: what is seen clearly stands, what is half chance is drawn to balance (a
prior on what a model implies rather than on its parameters; Jarociński & Marcet 2019, Journal of
Econometrics 209).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from helhed.forecast.episodes.levels import Levels
from helhed.forecast.episodes.numbers import Floats

GROWTH = 0.07
"""The scale of the prior: growth of all persons a year, as a share."""
LATELY, YEAR = 3, 12
"""Months over which it is counted who are there and leave now: a whole year where those who come
have a season, for those there have one then, too."""


def settled(
    entered: Levels,
    exits: Levels,
    comes: Floats,
    persons: Floats,
    gone: float,
    length: Floats,
    months: int = LATELY,
) -> Levels:
    """The levels of entries, their grid weighed anew. ``comes`` are the entries of each group that
    the cells await a month, ``persons`` those there in each month, ``gone`` who leave a month
    beside the exits, ``length`` the part of each month that has gone; of the last ``months`` it is
    counted who are there and leave."""
    lately = max(float(length[-months:].sum()), 1e-9)
    there = float(persons[-months:].sum()) / lately
    if there <= 0:
        return entered
    leave = float(exits.awaited[-months:].sum()) / lately
    leaving = leave * float((exits.each * exits.means()[..., 0]).sum()) + gone
    growth = 12 * ((entered.means() * comes).sum(axis=3) - leaving) / there
    weights = (entered.each / (1 + (growth / GROWTH) ** 2)).ravel()
    return replace(entered, weights=np.cumsum(weights) / weights.sum())
