"""How the level of an event (leaving, changing, entering) has moved, and how it may move on.

Beside what the cells lead one to expect, events of a month are Poisson around a level that
drifts: the Gamma-Poisson filter of Harvey & Fernandes (1989, Journal of Business & Economic
Statistics 7(4)), in which each month what is known of the level is worth ``keep`` of what it was,
and a trend per year beside it. Neither is settled on one value: they are weighed over a grid of
histories by how well each foretold every month from those before. A trend is none (a spike of its
own), or it is one that matters: drawn towards none by Student's t, but hardly next to none, so that
many events tell the two apart (an inverse moment prior; Johnson & Rossell 2010, Journal of the
Royal Statistical Society B 72(2)). Where a level does not drift it may have broken
(``breaks``), and those who were there when counting began tell of it too (``before``). Every path
draws its own history. In what is to come a trend fades. A level that seems to stand still may have
begun to drift, or will: that makes the intervals wider, and hardly moves a median.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from helhed.forecast.episodes.before import Before
from helhed.forecast.episodes.borrowed import ln_gamma
from helhed.forecast.episodes.breaks import Breaks, Broken, breaks_of
from helhed.forecast.episodes.numbers import Floats

KEEPS = np.array([1.0, 0.99, 0.98, 0.96, 0.93, 0.9, 0.85, 0.8])
WORTH = 2.0
"""As many expected events as the cells themselves are worth to the level of a group."""
TAILS = 8.0
"""The degrees of freedom of a trend's prior, a Student's t: a steep one must be seen clearly."""
FADES = 0.95
"""What is left of a trend's yearly change after each further year."""
STEEPEST, FINE = 0.8, 17
HALVED = 9.0
"""Months in which what a drifting level forgets in a month is halved."""
NOBODY = 1e-9
"""So few are awaited in a month that none are."""
FARTHEST = 8.0
"""No level wanders to more than so many times what it is now, or to less than that part of it."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of levels before anything is seen: how likely it is that one does not drift
    and that it has no trend, and the scale of a trend (log change a year) where it has one; one
    well below ``least`` is none. That a level seems not to drift does not say that it will not:
    ``lasts`` is how likely that is."""

    steady: float
    no_trend: float
    broken: Broken
    lasts: float
    scale: float = 0.035
    least: float = 0.02


COMING = Prior(
    steady=0.95,
    no_trend=0.7,
    lasts=0.5,
    broken=Broken(levels=0.003, mix=0.1),
    scale=0.03,
    least=0.04,
)
"""How many come changes with how many there are, with laws and with habits. A trend that matters
is some four percent a year or more: so few years tell of a smaller one hardly more than of none,
and what they seem to tell of it is mostly chance. Chosen in sixty worlds where nothing changes and
sixty where five percent more come each year; where it is three percent, a lower ``least`` was
nearer by three percent (``docs/reference/backtest.md``, worlds that change in other ways)."""
GOING = Prior(steady=0.95, no_trend=0.97, lasts=0.6, broken=Broken(levels=0.003, mix=0.0))
"""How long people stay changes seldom: a trend of it that a few years seem to show is chance."""


@dataclass(frozen=True, slots=True)
class Levels:
    """``came`` and ``awaited`` are ``[month, group]`` (awaited by the cells), in units of events
    that tell as much as Poisson ones; ``years_ago`` is how far back the middle of each month lies.
    Histories are ``[link, slope, keep]``, flat: with the first of the ``starts`` those who were
    there before tell nothing, with the second they do; ``weights`` are cumulative. ``even`` sets
    what each slope says even over the past, ``[slope, group]``."""

    came: Floats
    awaited: Floats
    years_ago: Floats
    slopes: Floats
    even: Floats
    starts: tuple[tuple[Floats, Floats], ...]
    breaks: Breaks
    weights: Floats
    lasts: float

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many links, slopes and keeps there are."""
        return len(self.starts), len(self.slopes), len(KEEPS)

    @property
    def each(self) -> Floats:
        """The weights ``[link, slope, keep]``."""
        return np.asarray(np.diff(self.weights, prepend=0.0).reshape(self.shape))

    @property
    def trend(self) -> float:
        """The mean trend, log change a year."""
        return float((self.each.sum(axis=(0, 2)) * self.slopes).sum())

    @property
    def drifts(self) -> float:
        """How likely it is that the level drifts."""
        return float(self.each[:, :, 1:].sum())

    def means(self) -> Floats:
        """The mean of the level now, ``[link, slope, keep, group]``."""
        kept = KEEPS[:, None] ** np.arange(len(self.came))[::-1]
        leaned = _leaned(self.awaited, self.years_ago, self.slopes) * self.even
        came, awaited = kept @ self.came, np.einsum("km,msg->skg", kept, leaned)
        found = np.stack([(shape + came) / (rate + awaited) for shape, rate in self.starts])
        for link, of_link in enumerate(found):
            of_link[:, 0] = self.breaks.means(link, of_link[:, 0])
        return np.asarray(found * self.even[:, None, :])

    def worth(self, link: int, keep: int) -> Floats:
        """How many events what is known of each group's level now is worth in a history."""
        weights = KEEPS[keep] ** np.arange(len(self.came))[::-1]
        return np.asarray(self.starts[link][0][keep] + weights @ self.came)

    def known(self, link: int, slope: int, keep: int) -> tuple[Floats, Floats]:
        """What is known of each group's level now in a history, but for breaks: the shape and the
        rate of a Gamma."""
        weights = KEEPS[keep] ** np.arange(len(self.came))[::-1]
        lean = np.exp(-self.slopes[slope] * self.years_ago)
        rate = self.starts[link][1][slope, keep]
        rate = rate + (weights * lean) @ self.awaited * self.even[slope]
        return self.worth(link, keep), rate


def levels_of(
    came: Floats,
    awaited: Floats,
    years_ago: Floats,
    spread: Floats,
    prior: Prior = COMING,
    before: Before | None = None,
) -> Levels:
    """The levels of events by month and group. ``spread`` is by how much the variance of each
    group's months is over that of a Poisson number."""
    came, awaited = came / spread, awaited / spread
    slopes = _grid(came, awaited, years_ago)
    leaned = _leaned(awaited, years_ago, slopes)
    # What the trend says is set even over the past, so that only its lean is judged.
    even = awaited.sum(axis=0) / np.maximum(leaned.sum(axis=0), 1e-12)
    leaned *= even
    size = (len(slopes), len(KEEPS), came.shape[1])
    starts, told = [(np.full(size[1:], WORTH), np.full(size, WORTH))], [_prior(prior, slopes)]
    if before is not None:
        otherwise, alike = before.told(slopes, even, WORTH)
        starts.append(before.begins(slopes, even, KEEPS, WORTH))
        told = [told[0] + otherwise, told[0] + alike[:, None]]
    likely = np.stack(told) + np.stack([_foretold(came, leaned, *start) for start in starts])
    steady = [(shape[0], rate[:, 0]) for shape, rate in starts]
    gain, breaks = breaks_of(came, leaned, steady, spread, WORTH, prior.broken)
    likely[:, :, 0] += gain
    weight = np.exp(likely - likely.max()).ravel()
    weights = np.cumsum(weight) / weight.sum()
    return Levels(
        came, awaited, years_ago, slopes, even, tuple(starts), breaks, weights, prior.lasts
    )


def _prior(prior: Prior, slopes: Floats) -> Floats:
    """The logarithm of what is believed of each slope and keep."""
    trend = np.gradient(slopes) * (1 + (slopes / prior.scale) ** 2 / TAILS) ** (-(TAILS + 1) / 2)
    trend *= np.exp(-((prior.least / np.maximum(np.abs(slopes), 1e-6)) ** 2))
    trend *= (1 - prior.no_trend) / trend.sum()
    trend[np.argmin(np.abs(slopes))] += prior.no_trend
    drift = (1 - prior.steady) / (len(KEEPS) - 1)
    chance = np.outer(trend, np.where(KEEPS == 1, prior.steady, drift))
    return np.asarray(np.log(np.maximum(chance, 1e-300)))


def _leaned(awaited: Floats, years_ago: Floats, slopes: Floats) -> Floats:
    """How many are awaited with each trend if the level is that of now, ``[month, slope,
    group]``."""
    return np.asarray(awaited[:, None, :] * np.exp(-np.outer(years_ago, slopes))[:, :, None])


def _grid(came: Floats, awaited: Floats, years_ago: Floats) -> Floats:
    """Slopes to weigh: all over, none among them, and finely around the likeliest steady one."""
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


def _foretold(came: Floats, awaited: Floats, shape: Floats, rate: Floats) -> Floats:
    """The log likelihood ``[slope, keep]`` of months, each foretold from those before (negative
    binomial), beginning with what is known of the level; ``awaited`` is ``[month, slope,
    group]``. What is known before a month is what was known after the last, but for what is
    forgotten: so the logarithm of a rate stands in two months, and is taken once. A month in which
    nobody is awaited tells nothing."""
    can_come = awaited > NOBODY
    shapes, known = np.empty((len(came), *shape.shape)), shape
    for month, now in enumerate(came):
        shapes[month] = KEEPS[:, None] * known
        known = shapes[month] + now
    keep, whole, ln_last = KEEPS[:, None], rate.copy(), np.log(rate)
    of_came = ln_gamma(came[:, None] + shapes) - ln_gamma(shapes) + shapes * np.log(keep)
    ln_mean = came[:, None] * np.log(np.maximum(awaited, NOBODY))
    found = np.zeros(rate.shape)
    for month, now in enumerate(came):
        there = can_come[month][:, None, :]
        whole *= keep
        whole += awaited[month][:, None, :]
        ln_whole = np.log(whole)
        told = shapes[month] * ln_last + of_came[month] - (shapes[month] + now) * ln_whole
        told += ln_mean[month][:, None, :]
        found += told if there.all() else np.where(there, told, 0.0)
        ln_last = ln_whole
    return np.asarray(found.sum(axis=2))


def drawn_levels(levels: Levels, numbers: Iterable[np.random.Generator], steps: int) -> Floats:
    """What the cells' rates are multiplied by in each step, ``[path, step, group]``: the level now,
    and its way on. Each path draws its history first; many draw the same."""
    years = (np.arange(steps) + 0.5) / 12
    rises = np.exp(np.outer(levels.slopes, (1 - FADES**years) / -np.log(FADES)))
    drifting, weights = (
        np.cumsum(levels.each.sum(axis=(0, 1))[1:]).tolist(),
        levels.weights.tolist(),
    )
    known, (_, slopes, keeps) = cache(levels.known), levels.shape

    @cache
    def drift(link: int, keep: int) -> tuple[Floats, Drift]:
        worth = levels.worth(link, keep)
        return worth, Drift.of(worth, float(KEEPS[keep]), steps)

    found = []
    for one in numbers:
        pick, at = divmod(bisect_left(weights, one.random()), keeps)
        link, slope = divmod(pick, slopes)
        now = known(link, slope, at)
        if at:
            level = one.standard_gamma(now[0]) / now[1]
        else:
            level = levels.breaks.drawn(link, slope, now, one)
        way = (level * levels.even[slope]) * rises[slope][:, None]
        if at == 0 and one.random() > levels.lasts:
            at = 1 + bisect_left(drifting, one.random() * drifting[-1], hi=len(drifting) - 1)
            way = way * _astray(drift(link, at)[0], one)
        found.append(way * drift(link, at)[1].drawn(one) if at else way)
    return np.stack(found)


def _astray(worth: Floats, numbers: np.random.Generator) -> Floats:
    """How far from what all of the past says a level may be already by a drift that few events can
    show: as far as what is known of it then; its median is near 1."""
    drawn = numbers.standard_gamma(worth) / worth
    return np.asarray(drawn * np.exp(0.5 / np.maximum(worth, 1.0)))


@dataclass(frozen=True, slots=True)
class Drift:
    """How a level drifts, ``[step, group]``: what is kept of what is known of it in a step, and
    what is lost, as shapes of Gammas; and what sets the middle of a step even."""

    kept: Floats
    lost: Floats
    remains: Floats
    middle: Floats

    @classmethod
    def of(cls, worth: Floats, keep: float, steps: int) -> Drift:
        """From month to month less far (``HALVED``): a level that has drifted is not taken to drift
        for ever. What is known of the level now is what is known when as much is learnt a month as
        is forgotten; were nothing learnt, the steps would grow."""
        lose = ((1 - keep) * 0.5 ** (np.arange(steps) / HALVED))[:, None]
        kept = (1 - lose) * worth
        middle = np.exp(lose / np.maximum(kept, 1.0) / 2)
        return cls(np.maximum(kept, 1e-3), np.maximum(lose * worth, 1e-3), 1 - lose, middle)

    def drawn(self, numbers: np.random.Generator) -> Floats:
        """A level's way on: as likely up as down (the filter's own, which keeps the mean, would let
        the median sink)."""
        kept = numbers.standard_gamma(self.kept)
        lost = numbers.standard_gamma(self.lost)
        way = kept / np.maximum(kept + lost, 1e-12) / self.remains * self.middle
        return np.asarray(np.clip(np.cumprod(way, axis=0), 1 / FARTHEST, FARTHEST))


def months_ago(months: int, first: int, now: float) -> Floats:
    """Years from the middle of each month of the window to now."""
    return np.asarray((now - (first + np.arange(months) + 0.5)) / 12)


__all__ = ["COMING", "GOING", "Levels", "drawn_levels", "levels_of", "months_ago"]
