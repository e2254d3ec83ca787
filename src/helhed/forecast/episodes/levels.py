"""How the level of an event (leaving, changing, entering) has moved, and how it may move on.

Beside what the cells lead one to expect, events of a month are Poisson around a level. What it may
have done is one of three, for each group by itself:

* **stood**;
* **changed** once, in any month, to something else (a law, a new house): what came before tells
  nothing of the level now (Barry & Hartigan 1993, Journal of the American Statistical Association
  88, with one change);
* **drifted**: the Gamma-Poisson filter of Harvey & Fernandes (1989, Journal of Business & Economic
  Statistics 7(4)), in which each month what is known of the level is worth ``keep`` of what it was.

A trend a year, the same for all groups, lies beside it, drawn towards none by a Cauchy prior.
Nothing of this is settled: all is weighed by how well it foretold the months, and every path draws
its own. A trend fades in what is to come.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from helhed.forecast.episodes.borrowed import ln_gamma
from helhed.forecast.episodes.numbers import Floats, Ints

KEEPS = np.array([0.99, 0.98, 0.96, 0.93, 0.9, 0.85, 0.8])
STOOD, CHANGED = 0.7, 0.1
"""How likely it is that a level stands, and that it changed, before anything is seen."""
TREND = 0.5
"""How likely it is that there is a trend, before anything is seen."""
SLOPES = 0.02
"""The scale of the trend's prior: log change a year."""
WORTH = 2.0
"""As many expected events as the cells themselves are worth to the level of a group."""
FADES = 0.7
"""What is left of a trend's yearly change after each further year."""
STEEPEST, COARSE, FINE = 0.8, 37, 17
FARTHEST = 8.0
"""No level wanders to more than so many times what it is now, or to less than that part of it."""


Beside = Callable[[int, float, Ints], tuple[Floats, Floats]]
"""From a path, its trend and the way of each group what is known of the level of each beside its
events: as so many more events, where so many were awaited."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is known of the level of each group before the first month: as much as ``worth[width,
    group]`` events tell, around the level now of ``aim[slope, group]``; which width holds is as
    likely as ``chance``, and ``usual`` is the one of a level that did not stand."""

    worth: Floats
    aim: Floats
    chance: Floats
    usual: int


@dataclass(frozen=True, slots=True)
class Levels:
    """What is believed of the level of each group now: with trend ``slopes[slope]``, as likely as
    ``chance[slope]``, and the way ``way``, as likely as ``ways[slope, way, group]``, a Gamma of
    ``shape[way, group]`` and ``rate[slope, way, group]``, in units of events that tell as much as
    Poisson ones. A month keeps ``keep[way]`` of what is known, and of the beginning of width
    ``width[way]`` the part ``left[way]`` is left."""

    slopes: Floats
    chance: Floats
    ways: Floats
    shape: Floats
    rate: Floats
    keep: Floats
    width: Ints
    left: Floats

    @property
    def trend(self) -> float:
        """The mean trend, log change a year."""
        return float(self.chance @ self.slopes)

    @property
    def drifts(self) -> float:
        """How likely it is that a level drifts, the mean over groups."""
        return float((self.chance @ self.ways[:, self.keep < 1].sum(axis=1)).mean())

    @property
    def mean(self) -> Floats:
        """The mean of the level now, ``[group]``."""
        each = (self.ways * self.shape / self.rate).sum(axis=1)
        return np.asarray(self.chance @ each)


def levels_of(
    came: Floats,
    awaited: Floats,
    years_ago: Floats,
    spread: Floats,
    begins: Callable[[Floats], Beginning] | None = None,
) -> Levels:
    """The levels of events by month and group: ``came`` and ``awaited`` (by the cells) are
    ``[month, group]``; ``years_ago`` says how long ago each month was. ``spread`` is by how much
    the variance of each group's months is over that of a Poisson number; ``begins`` tells from
    trends what was known before."""
    came, awaited = came / spread, awaited / spread
    slopes = _grid(came, awaited, years_ago)
    moved = awaited[:, None, :] * np.exp(-np.outer(years_ago, slopes))[:, :, None]
    # What the trend says is set even over the past, so that only its lean is judged.
    lift = np.maximum(awaited.sum(axis=0) / np.maximum(moved.sum(axis=0), 1e-12), 1e-12)
    moved *= lift
    begun = begins(slopes) if begins else _unknown(len(slopes), came.shape[1])
    first = WORTH + begun.worth
    awaits = WORTH + begun.worth * (lift / begun.aim)[:, None]
    told = _told(came, moved, first, awaits, begun)
    told += (came[:, None, :] * np.log(np.maximum(moved, 1e-300))).sum(axis=0)[:, None, :]
    shape, rate = _known_now(came, moved, len(begun.worth))
    months, widths = len(came), len(begun.worth)
    found = Levels(
        slopes,
        prior_of(slopes),
        told,
        shape,
        rate / lift[:, None],
        np.concatenate([KEEPS, np.ones(widths + months - 1)]),
        np.concatenate(
            [np.full(len(KEEPS), begun.usual), np.arange(widths), np.full(months - 1, begun.usual)]
        ),
        np.concatenate([KEEPS**months, np.ones(widths), np.zeros(months - 1)]),
    )
    return weighed(found, told)


def _unknown(slopes: int, groups: int) -> Beginning:
    return Beginning(np.zeros((1, groups)), np.ones((slopes, groups)), np.ones(1), 0)


def _told(came: Floats, moved: Floats, first: Floats, awaits: Floats, begun: Beginning) -> Floats:
    """How likely each way is, ``[slope, way, group]``, in logarithms."""
    at = begun.usual
    changes = len(came) - 1
    drifts = _drifted(came, moved, first[at], awaits[:, at])
    whole, due = came.sum(axis=0), moved.sum(axis=0)
    stood = _of_stretch(whole, due[:, None], first, awaits)
    after, later = _since(came), np.moveaxis(_since(moved), 0, 1)
    changed = _of_stretch(whole - after, due[:, None] - later, first[at], awaits[:, at, None])
    changed += _of_stretch(after, later, np.array(WORTH), np.array(WORTH))
    prior = [
        np.full(len(KEEPS), (1 - STOOD - CHANGED) / len(KEEPS)),
        STOOD * begun.chance,
        np.full(changes, CHANGED / max(changes, 1)),
    ]
    told = np.concatenate([drifts, stood, changed], axis=1)
    return np.asarray(told + np.log(np.concatenate(prior))[:, None])


def _known_now(came: Floats, moved: Floats, widths: int) -> tuple[Floats, Floats]:
    """Shape ``[way, group]`` and rate ``[slope, way, group]`` of the level, of its events alone."""
    months = len(came)
    kept = KEEPS[:, None] ** np.arange(months)[::-1]
    start = (WORTH * KEEPS**months)[:, None]
    stood = np.ones(widths)[:, None]
    shape = [start + kept @ came, WORTH + stood * came.sum(axis=0), WORTH + _since(came)]
    rate = [
        start + np.einsum("km,msg->skg", kept, moved),
        WORTH + stood * moved.sum(axis=0)[:, None],
        WORTH + np.moveaxis(_since(moved), 0, 1),
    ]
    return np.concatenate(shape), np.concatenate(rate, axis=1)


def weighed(levels: Levels, told: Floats) -> Levels:
    """Levels whose ways are as likely as ``told[slope, way, group]`` says, in logarithms, and the
    trends as likely as the ways of all groups make them."""
    most = told.max(axis=1, keepdims=True)
    ways = np.exp(told - most)
    whole = ways.sum(axis=1, keepdims=True)
    likely = (most + np.log(whole)).sum(axis=(1, 2)) + np.log(levels.chance)
    chance = np.exp(likely - likely.max())
    return replace(levels, chance=chance / chance.sum(), ways=ways / whole)


def prior_of(slopes: Floats) -> Floats:
    """How likely each trend is before anything is seen; there is none half the time."""
    found = np.gradient(slopes) / (1 + (slopes / SLOPES) ** 2)
    return np.asarray(TREND * found / found.sum() + (1 - TREND) * (slopes == 0))


def _grid(came: Floats, awaited: Floats, years_ago: Floats) -> Floats:
    """Slopes to weigh: all over, and finely around the likeliest steady one."""
    coarse = STEEPEST * np.sinh(np.linspace(-5, 5, COARSE)) / np.sinh(5)
    coarse[COARSE // 2] = 0.0
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


def _drifted(came: Floats, awaited: Floats, first: Floats, awaits: Floats) -> Floats:
    """The log likelihood ``[slope, keep, group]`` of months, each foretold from those before
    (negative binomial), without what depends on nothing but the trend. ``awaited`` is ``[month,
    slope, group]``; the level is first a Gamma of ``first[group]`` and ``awaits[slope, group]``."""
    months = len(awaited)
    keep = KEEPS[:, None]
    shape = np.repeat(first[None], len(KEEPS), axis=0)
    rate = np.repeat(awaits[:, None], len(KEEPS), axis=1)
    shapes = np.empty((months, *shape.shape))
    rates = np.empty((months, *rate.shape))
    for month in range(months):
        shapes[month], rates[month] = keep * shape, keep * rate
        shape = shapes[month] + came[month]
        rate = rates[month] + awaited[month][:, None, :]
    now = came[:, None, None, :]
    ln_whole = np.log(rates + awaited[:, :, None, :])
    told = (np.log(rates) - ln_whole) * shapes[:, None] - now * ln_whole
    told += (ln_gamma(came[:, None, :] + shapes) - ln_gamma(shapes))[:, None]
    return np.asarray(told.sum(axis=0))


def _since(each: Floats) -> Floats:
    """The sum of a month and all after it, for each month but the first."""
    return np.asarray(np.cumsum(each[::-1], axis=0)[::-1][1:])


def _of_stretch(came: Floats, awaited: Floats, first: Floats, awaits: Floats) -> Floats:
    """The same of what came of a level that stands."""
    told = ln_gamma(came + first) - ln_gamma(first)
    return np.asarray(told + first * np.log(awaits) - (came + first) * np.log(awaits + awaited))


def drawn_levels(
    levels: Levels, numbers: Iterable[np.random.Generator], steps: int, beside: Beside | None = None
) -> Floats:
    """What the cells' rates are multiplied by in each step, ``[path, step, group]``: the level now,
    and its way on. Each path draws its trend first, then what each group did. ``beside`` says what
    is known beside the events."""
    years = (np.arange(steps) + 0.5) / 12
    faded = (1 - FADES**years) / -np.log(FADES)
    slopes, ways = np.cumsum(levels.chance), np.cumsum(levels.ways, axis=1)
    groups = np.arange(levels.shape.shape[1])
    found = []
    for path, one in enumerate(numbers):
        at = min(int(np.searchsorted(slopes, one.random())), len(slopes) - 1)
        slope = float(levels.slopes[at])
        way = (ways[at] < one.random(len(groups)) * ways[at, -1]).sum(axis=0)
        shape, keep = levels.shape[way, groups], levels.keep[way]
        more, faster = beside(path, slope, way) if beside else (0.0, 0.0)
        level = one.standard_gamma(shape + more) / (levels.rate[at, way, groups] + faster)
        way_on = level * np.exp(slope * faded)[:, None]
        drifts = keep < 1
        if drifts.any():
            way_on[:, drifts] *= _drift(shape[drifts], keep[drifts], one, steps)
        found.append(way_on)
    return np.stack(found)


def _drift(shape: Floats, keep: Floats, numbers: np.random.Generator, steps: int) -> Floats:
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
