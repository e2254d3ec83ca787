"""What a year costs: of those who are there, their own price; of those who come, one of the prices
of their state, whose mean is drawn towards that of the service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.told import GOES_ON, Courses

LATELY_MONTHS = 24
PICKS = 64
FEWEST = 5
POOLED = 4.0
"""As many prices of its own weigh as much as the mean of the service."""


@dataclass(frozen=True, slots=True)
class Prices:
    """``picks`` are øre a year ``[state, n]``, evenly spaced quantiles; ``doubt`` the standard
    error of their mean as a share of it. ``told`` is False where no price is told at all."""

    picks: Ints
    doubt: Floats
    told: bool
    guessed: int

    def of_those_present(self, courses: Courses, rows: Ints) -> Ints:
        """Øre a year of each; the mean of the state where it is not told."""
        own = courses.oere[rows]
        mean = self.picks.mean(axis=1)[courses.state[rows]]
        return np.rint(np.where(np.isnan(own), mean, own)).astype(np.int64)


def prices_of(courses: Courses, now: float) -> Prices:
    """The prices of a day, from episodes that run then or began lately."""
    has = ~np.isnan(courses.oere)
    lately = has & ((courses.after == GOES_ON) | (courses.at >= now - LATELY_MONTHS))
    states = len(courses.states)
    picks = np.zeros((states, PICKS), dtype=np.int64)
    doubt = np.zeros(states)
    missing = int((~has & (courses.after == GOES_ON)).sum())
    if not has.any():
        return Prices(picks, doubt, False, missing)
    service = np.array([state.service for state in courses.states])
    middles = (np.arange(PICKS) + 0.5) / PICKS
    for state in range(states):
        own = courses.oere[lately & (courses.state == state)]
        near = courses.oere[lately & (service[courses.state] == service[state])]
        if not len(near):
            near = courses.oere[has]
        mean = (own.sum() + POOLED * near.mean()) / (len(own) + POOLED)
        shape = own if len(own) >= FEWEST else near
        quantiles = np.quantile(shape, middles)
        if quantiles.mean() > 0:
            quantiles = quantiles * (mean / quantiles.mean())
        picks[state] = np.rint(quantiles).astype(np.int64)
        spread = float(shape.std()) if len(shape) > 1 else 0.1 * float(mean)
        doubt[state] = spread / np.sqrt(len(own) + POOLED) / max(float(mean), 1.0)
    return Prices(picks, doubt, True, missing)
