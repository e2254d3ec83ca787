"""What a year costs: of those who are there, their own price; of those who come, one of the prices
of their state, whose mean is drawn towards that of the service."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.told import GOES_ON, Courses, Flags

LATELY_MONTHS = 24
PICKS = 64
MIDDLES = (np.arange(PICKS) + 0.5) / PICKS
FEWEST = 5
ASSUMED_DOUBT = 0.01
"""The standard deviation of a year's rise before anything is seen."""
RISE_MONTHS = 60
RISE_POOLED = 20.0
"""As many years of stays of its own weigh as much as the rise of all owners."""
POOLED = 4.0
"""As many prices of its own weigh as much as the mean of the service."""


@dataclass(frozen=True, slots=True)
class Prices:
    """``picks`` are øre a year ``[state, n]``, evenly spaced quantiles; ``doubt`` the standard
    error of their mean as a share of it; ``rise`` how prices of each state rose a year, as a
    share, and ``rise_doubt`` how much that varied from year to year. ``told`` is False where no
    price is told at all."""

    picks: Ints
    doubt: Floats
    told: bool
    guessed: int
    rise: Floats
    rise_doubt: float

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
        return Prices(picks, doubt, False, missing, np.zeros(states), ASSUMED_DOUBT)
    own_prices = _by_state(courses, lately)
    service = [state.service for state in courses.states]
    everyone = courses.oere[has]
    of_service = {
        name: np.concatenate([own_prices[n] for n, of in enumerate(service) if of == name])
        for name in set(service)
    }
    for state, own in enumerate(own_prices):
        near = of_service[service[state]]
        near = near if len(near) else everyone
        mean = (own.sum() + POOLED * near.mean()) / (len(own) + POOLED)
        shape = own if len(own) >= FEWEST else near
        quantiles = np.quantile(shape, MIDDLES)
        if quantiles.mean() > 0:
            quantiles = quantiles * (mean / quantiles.mean())
        picks[state] = np.rint(quantiles).astype(np.int64)
        spread = float(shape.std()) if len(shape) > 1 else 0.1 * float(mean)
        doubt[state] = spread / np.sqrt(len(own) + POOLED) / max(float(mean), 1.0)
    return Prices(picks, doubt, True, missing, *_rises(courses, now))


def _by_state(courses: Courses, which: Flags) -> list[Floats]:
    """The prices of some episodes, state by state."""
    rows = np.flatnonzero(which)
    rows = rows[np.argsort(courses.state[rows], kind="stable")]
    ends = np.searchsorted(courses.state[rows], np.arange(1, len(courses.states)))
    return np.split(courses.oere[rows], ends)


def _rises(courses: Courses, now: float) -> tuple[Floats, float]:
    """How prices rose while people stayed where they were, per year of their stays: of each
    owner, drawn towards that of all; and how all varied from year to year, drawn towards what is
    assumed."""
    at = np.clip(courses.at, now - RISE_MONTHS, now)
    lived = np.where(np.isnan(courses.oere), 0.0, np.minimum(courses.until, now) - at) / 12
    lived = np.maximum(lived, 0.0)
    old = courses.before
    goes_on = (old >= 0) & (courses.state[old] == courses.state) & (courses.at >= now - RISE_MONTHS)
    goes_on &= (np.nan_to_num(courses.oere) > 0) & (np.nan_to_num(courses.oere[old]) > 0)
    rose = np.zeros(len(old))
    rose[goes_on] = np.log(courses.oere[goes_on] / courses.oere[old[goes_on]])
    if not goes_on.any():
        return np.zeros(len(courses.states)), ASSUMED_DOUBT
    everyone = rose.sum() / lived.sum()
    _, owner = np.unique([state.owner for state in courses.states], return_inverse=True)
    sums = [np.bincount(owner[courses.state], one, owner.max() + 1) for one in (rose, lived)]
    rise = (sums[0] + RISE_POOLED * everyone) / (sums[1] + RISE_POOLED)
    found = np.asarray(np.expm1(rise)[owner])
    ago = np.floor((now - courses.at) / 12).astype(np.int64)
    by_year = np.bincount(np.clip(ago, 0, None), rose, RISE_MONTHS // 12)[: RISE_MONTHS // 12]
    whole = [_lived_in(courses, now - 12 * year - 12) for year in range(len(by_year))]
    off = [rise / years - everyone for rise, years in zip(by_year, whole, strict=True) if years > 5]
    squares = 2 * ASSUMED_DOUBT**2 + sum(one**2 for one in off)
    return found, float(np.sqrt(squares / (2 + len(off))))


def _lived_in(courses: Courses, begin: float) -> float:
    """Years lived at a told price in the year from a time on."""
    length = np.minimum(courses.until, begin + 12) - np.maximum(courses.at, begin)
    return float(np.maximum(length, 0)[~np.isnan(courses.oere)].sum() / 12)
