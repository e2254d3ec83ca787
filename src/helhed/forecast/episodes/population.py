"""A projection of the population as what entries are multiplied by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES, UNKNOWN_AGE, age_band
from helhed.forecast.episodes.numbers import Floats, Ints


@dataclass(frozen=True, slots=True)
class Population:
    """How many inhabitants there are on 1 January: a row for each year and age (in years)."""

    year: Ints
    age: Ints
    persons: Floats

    def __len__(self) -> int:
        return len(self.year)


@dataclass(frozen=True, slots=True)
class Multiplied:
    """``factor`` is ``[step, age band]``; ``untold`` are bands at which people come but of which no
    inhabitants are told, so that theirs is 1; ``stands_still`` whether months lie outside the years
    that are told, where the nearest year is taken."""

    factor: Floats
    untold: list[int]
    stands_still: bool


def multiplied(
    told: Population, now: float, steps: int, came: Sequence[bool] = (True,) * AGES
) -> Multiplied:
    """Inhabitants of each age band at the middle of each month beside those of the day (``now``,
    months since year 0), drawn straight between the years; 1 where nothing is told. ``came`` is in
    which bands anybody ever came."""
    found = np.ones((steps, AGES))
    if not len(told):
        return Multiplied(found, [], False)
    middle = (np.floor(now) + np.arange(steps) + 0.5) / 12
    bands = age_band(12 * told.age)
    untold: list[int] = []
    for band in range(UNKNOWN_AGE):
        here = bands == band
        at, which = np.unique(told.year[here], return_inverse=True)
        many = np.bincount(which, weights=told.persons[here], minlength=len(at))
        base = float(np.interp(now / 12, at, many)) if len(at) else 0.0
        if base > 0:
            found[:, band] = np.interp(middle, at, many) / base
        elif came[band]:
            untold.append(band)
    outside = bool(told.year.min() > now / 12 or told.year.max() < middle[-1])
    return Multiplied(found, untold, outside)
