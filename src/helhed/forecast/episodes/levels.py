"""How the level of an event (leaving, changing, entering) has moved, and how it may move on.

Beside what the cells lead one to expect, events of a month are Poisson around a level that
drifts: the Gamma-Poisson filter of Harvey & Fernandes (1989, Journal of Business & Economic
Statistics 7(4)), in which each month what is known of the level is worth ``keep`` of what it was,
and a trend per year beside it. Neither is settled on one value: both are weighed over a grid by
how well they foretold each month from those before, the trend drawn towards none by a Cauchy
prior; every path draws its own pair. A trend fades in what is to come.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.borrowed import ln_gamma
from helhed.forecast.episodes.numbers import Floats, Ints

KEEPS = np.array([1.0, 0.99, 0.98, 0.96, 0.93, 0.9, 0.85, 0.8])
STEADY = 0.7
"""The weight of a level that does not drift, before anything is seen."""
SLOPES = 0.02
"""The scale of the trend's prior: log change a year."""
WORTH = 2.0
"""As many expected events as the cells themselves are worth to the level of a group."""
FADES = 0.7
"""What is left of a trend's yearly change after each further year."""
STEEPEST, FINE = 0.8, 25
FARTHEST = 8.0
"""No level wanders to more than so many times what it is now, or to less than that part of it."""


@dataclass(frozen=True, slots=True)
class Levels:
    """``came`` and ``awaited`` are ``[month, group]`` (awaited by the cells), in units of events
    that tell as much as Poisson ones; ``months`` before now each lies, in years. ``slopes`` and
    the cumulative ``weights`` ``[slope × keep]`` are the grid."""

    came: Floats
    awaited: Floats
    years_ago: Floats
    slopes: Floats
    weights: Floats

    @property
    def trend(self) -> float:
        """The mean trend, log change a year."""
        each = np.diff(self.weights, prepend=0.0).reshape(len(self.slopes), len(KEEPS))
        return float((each.sum(axis=1) * self.slopes).sum())

    @property
    def drifts(self) -> float:
        """How likely it is that the level drifts."""
        each = np.diff(self.weights, prepend=0.0).reshape(len(self.slopes), len(KEEPS))
        return float(each[:, 1:].sum())


def levels_of(came: Floats, awaited: Floats, years_ago: Floats, spread: Floats) -> Levels:
    """The levels of events by month and group. ``spread`` is by how much the variance of each
    group's months is over that of a Poisson number."""
    came, awaited = came / spread, awaited / spread
    slopes = _grid(came, awaited, years_ago)
    moved = awaited[:, None, :] * np.exp(-np.outer(years_ago, slopes))[:, :, None]
    # What the trend says is set even over the past, so that only its lean is judged.
    moved *= awaited.sum(axis=0) / np.maximum(moved.sum(axis=0), 1e-12)
    likely = _foretold(came, moved)
    prior = np.log(np.gradient(slopes) / (1 + (slopes / SLOPES) ** 2))
    keeps = np.log(np.where(KEEPS == 1, STEADY, (1 - STEADY) / (len(KEEPS) - 1)))
    told = likely + prior[:, None] + keeps[None, :]
    weight = np.exp(told - told.max()).ravel()
    return Levels(came, awaited, years_ago, slopes, np.cumsum(weight) / weight.sum())


def _grid(came: Floats, awaited: Floats, years_ago: Floats) -> Floats:
    """Slopes to weigh: all over, and finely around the likeliest steady one."""
    coarse = np.linspace(-STEEPEST, STEEPEST, FINE)
    if not came.sum() > 0:
        return coarse
    slope, doubt = 0.0, 1.0
    for _ in range(12):
        mean = (awaited * np.exp(-slope * years_ago)[:, None]).sum(axis=1)
        mean *= came.sum() / mean.sum()
        centre = (mean * years_ago).sum() / mean.sum()
        curve = float((mean * (years_ago - centre) ** 2).sum()) + 1.0
        push = -float(((came.sum(axis=1) - mean) * years_ago).sum()) - slope
        slope, doubt = float(np.clip(slope + push / curve, -STEEPEST, STEEPEST)), curve**-0.5
    fine = slope + doubt * np.linspace(-4, 4, FINE)
    return np.unique(np.concatenate([coarse, fine]))


def _foretold(came: Floats, awaited: Floats) -> Floats:
    """The log likelihood ``[slope, keep]`` of months, each foretold from those before (negative
    binomial); ``awaited`` is ``[month, slope, group]``."""
    months, slopes, groups = awaited.shape
    keep = KEEPS[None, :, None]
    shape = np.full((1, len(KEEPS), groups), WORTH)
    rate = np.full((slopes, len(KEEPS), groups), WORTH)
    shapes = np.empty((months, *shape.shape))
    rates = np.empty((months, *rate.shape))
    for month in range(months):
        shapes[month], rates[month] = keep * shape, keep * rate
        shape = shapes[month] + came[month]
        rate = rates[month] + awaited[month][:, None, :]
    now, mean = came[:, None, None, :], awaited[:, :, None, :]
    ln_whole = np.log(rates + mean)
    told = (np.log(rates) - ln_whole) * shapes
    told += ln_gamma(now + shapes) - ln_gamma(shapes)
    told += now * np.maximum(np.log(np.maximum(mean, 1e-300)) - ln_whole, -690.0)
    return np.asarray(np.where(mean > 1e-9, told, 0.0).sum(axis=(0, 3)))


def drawn_levels(levels: Levels, numbers: Iterable[np.random.Generator], steps: int) -> Floats:
    """What the cells' rates are multiplied by in each step, ``[path, step, group]``: the level now,
    and its way on. Each path draws its pair of the grid first."""
    months = len(levels.came)
    ago = np.arange(months)[::-1]
    years = (np.arange(steps) + 0.5) / 12
    faded = (1 - FADES**years) / -np.log(FADES)
    weights = KEEPS[:, None] ** ago
    shapes = WORTH * (KEEPS**months)[:, None] + (weights[:, :, None] * levels.came).sum(axis=1)
    found = []
    for one in numbers:
        pick = int(np.searchsorted(levels.weights, one.random()))
        slope, at = levels.slopes[pick // len(KEEPS)], pick % len(KEEPS)
        told = weights[at] * np.exp(-slope * levels.years_ago)
        rate = WORTH * KEEPS[at] ** months + (told[:, None] * levels.awaited).sum(axis=0)
        level = one.standard_gamma(shapes[at]) / rate
        way = level * np.exp(slope * faded)[:, None]
        keep = float(KEEPS[at])
        found.append(way if keep == 1 else way * _drift(shapes[at], keep, one, steps))
    return np.stack(found)


def _drift(shape: Floats, keep: float, numbers: np.random.Generator, steps: int) -> Floats:
    """A level's way on, ``[step, group]``: as likely up as down (the filter's own, which keeps the
    mean, would let the median sink), and each month as far as the last: what is known of the level
    now is what is known when as much is learnt a month as is forgotten. Were nothing learnt, the
    steps would grow without end."""
    size = (steps, len(shape))
    kept = numbers.standard_gamma(np.maximum(keep * shape, 1e-3), size)
    lost = numbers.standard_gamma(np.maximum((1 - keep) * shape, 1e-3), size)
    middle = np.exp((1 - keep) / np.maximum(keep * shape, 1.0) / 2)
    way = kept / np.maximum(kept + lost, 1e-12) / keep * middle
    return np.asarray(np.clip(np.cumprod(way, axis=0), 1 / FARTHEST, FARTHEST))


def months_ago(months: int, first: int, now: float) -> Floats:
    """Years from the middle of each month of the window to now."""
    return np.asarray((now - (first + np.arange(months) + 0.5)) / 12)


__all__ = ["Ints", "Levels", "drawn_levels", "levels_of", "months_ago"]
