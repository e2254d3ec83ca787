"""A projection of the population as what entries are multiplied by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES, UNKNOWN_AGE, age_band
from helhed.forecast.episodes.numbers import Floats, Ints

FARTHEST = 100.0
"""No more, and no fewer, times as many are taken to have been there: none at all would not have
been any who came."""


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
    if not len(told):
        return Multiplied(np.ones((steps, AGES)), [], False)
    middle = (np.floor(now) + np.arange(steps) + 0.5) / 12
    found, silent = _beside(told, now, middle)
    outside = bool(told.year.min() > now / 12 or told.year.max() < middle[-1])
    return Multiplied(found, [band for band in silent if came[band]], outside)


def reaches_back(told: Population, first: float) -> bool:
    """Whether inhabitants are told of from a time on (months since year 0), within a year."""
    return bool(len(told) and told.year.min() <= first / 12 + 1)


def so_far(told: Population | None, now: float, first: int, months: int) -> Floats:
    """The same of the months that were counted, ``[month, age band]``: how many come is told by
    those who came of so many inhabitants, or growth that both have in common would count twice.
    1 where the years told of do not reach back so far."""
    if told is None or not reaches_back(told, first):
        return np.ones((months, AGES))
    found, _ = _beside(told, now, (first + np.arange(months) + 0.5) / 12)
    return np.clip(found, 1 / FARTHEST, FARTHEST)


def _beside(told: Population, now: float, years: Floats) -> tuple[Floats, list[int]]:
    """Inhabitants of each band beside those of the day ``[time, band]``, and the bands at which
    none are told."""
    found = np.ones((len(years), AGES))
    bands, silent = age_band(12 * told.age), []
    for band in range(UNKNOWN_AGE):
        here = bands == band
        at, which = np.unique(told.year[here], return_inverse=True)
        many = np.bincount(which, weights=told.persons[here], minlength=len(at))
        base = float(np.interp(now / 12, at, many)) if len(at) else 0.0
        if base > 0:
            found[:, band] = np.interp(years, at, many) / base
        else:
            silent.append(band)
    return found, silent
