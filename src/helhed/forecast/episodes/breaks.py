"""Breaks: in some month levels became something else (a law, a new way to decide). The months
before tell nothing of those levels after. When that was is weighed by how well it foretells what
came (a change point with a Gamma level on each side; Barry & Hartigan 1993, Journal of the American
Statistical Association 88). It is the same month for all groups, for what changes one most often
changes another, but each is as likely to have gone on as before. Either as many come as before, to
other groups (a break of the mix, in which two or more take part), or the levels broke each by
itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.borrowed import LEAST, ln_gamma
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.told import Flags

TAKES_PART = 0.5
"""How likely it is that the level of a group breaks when levels do."""


@dataclass(frozen=True, slots=True)
class Breaks:
    """Places are no break, a break of levels in each month looked at, and one of the mix in each.
    Their weights ``[link, slope, place]`` are cumulative; ``part`` is how likely it is that a
    group's level broke there, if each breaks by itself, and ``mixed`` if the mix did ``[link,
    slope, month, group]``; ``shape`` ``[month, group]`` and
    ``rate`` ``[slope, month, group]`` are of the level since; ``usual`` is how many of each group
    are awaited ``[slope, group]``."""

    places: Floats
    part: Floats
    mixed: Floats
    shape: Floats
    rate: Floats
    usual: Floats

    def means(self, link: int, unbroken: Floats) -> Floats:
        """The mean of the level now ``[slope, group]``, given that of levels that did not break."""
        each, months = np.diff(self.places[link], axis=1, prepend=0.0), len(self.shape)
        same, usual = unbroken[:, None, :], self.usual[:, None, :]
        broken = self.shape / self.rate - same
        levels = (each[:, 1 : months + 1, None] * (same + self.part[link] * broken)).sum(axis=1)
        since = same + self.mixed[link] * broken
        even = (usual * same).sum(axis=2) / np.maximum((usual * since).sum(axis=2), LEAST)
        mixed = ((each[:, months + 1 :] * even)[:, :, None] * since).sum(axis=1)
        return np.asarray(each[:, :1] * unbroken + levels + mixed)

    def drawn(
        self, link: int, slope: int, unbroken: tuple[Floats, Floats], numbers: np.random.Generator
    ) -> Floats:
        """Each group's level, of a place that is drawn; what is known of levels that did not break
        is a shape and a rate."""
        places, months = self.places[link, slope], len(self.shape)
        place = min(int(places.searchsorted(numbers.random())), len(places) - 1)
        same = numbers.standard_gamma(unbroken[0]) / unbroken[1]
        if place == 0:
            return np.asarray(same)
        month = (place - 1) % months
        part = self.part[link, slope, month]
        broke = _take_part(part, numbers.random(len(same)), 2 if place > months else 0)
        since = numbers.standard_gamma(self.shape[month]) / self.rate[slope, month]
        level, usual = np.where(broke, since, same), self.usual[slope]
        if place > months:
            level = level * ((usual @ same) / max(float(usual @ level), LEAST))
        return np.asarray(level)


@dataclass(frozen=True, slots=True)
class Broken:
    """How likely it is in a year that levels break, and that the mix does."""

    levels: float
    mix: float


def breaks_of(
    came: Floats,
    awaited: Floats,
    starts: Sequence[tuple[Floats, Floats]],
    spread: Floats,
    worth: float,
    chance: Broken,
) -> tuple[Floats, Breaks]:
    """Where levels may have broken, and by how much likelier that makes what came, as a logarithm
    ``[link, slope]``. ``came`` is ``[month, group]``, ``awaited`` ``[month, slope, group]``, by
    events of which each group has ``spread``; what is known when counting begins is, for each link,
    the shape ``[group]`` and rate ``[slope, group]`` of a Gamma; after a break it is worth as many
    events as ``worth``."""
    at: Ints = np.arange(1, max(len(came), 2), dtype=np.int64)
    until, since = _sums(came[:, None, :], at)
    seen, to_come = _sums(awaited, at)
    after = _likely(worth + since, worth + to_come) - _likely(np.array(worth), np.array(worth))
    whole = came.sum(axis=0), awaited.sum(axis=0)[:, None, :]
    none, of_level, of_mix = _prior(chance, len(came), len(at))
    weights, parts, mixed = [], [], []
    for shape, rate in starts:
        known = rate[:, None, :]
        before = _likely(shape + until, known + seen) - _likely(shape + whole[0], known + whole[1])
        broken = before + after + np.log(TAKES_PART)
        either = np.logaddexp(broken, np.log(1 - TAKES_PART))
        parts.append(np.exp(broken - either))
        levels = either.sum(axis=2)
        two, of_two = _two_take_part(parts[-1])
        mixed.append(of_two)
        in_all = _in_all((shape, known), (until, seen), (since, to_come), spread, worth)
        of_mixes = levels + two - in_all + of_mix
        told = [np.full_like(levels[:, :1], none), levels + of_level, of_mixes]
        weights.append(np.concatenate(told, axis=1))
    likely = np.stack(weights)
    most = likely.max(axis=2, keepdims=True)
    each = np.exp(likely - most)
    total = each.sum(axis=2, keepdims=True)
    gain = (np.log(total) + most)[:, :, 0]
    usual = awaited.mean(axis=0) * spread
    return gain, Breaks(
        np.cumsum(each / total, axis=2),
        np.stack(parts),
        np.stack(mixed),
        worth + since[0],
        worth + to_come,
        usual,
    )


def _two_take_part(part: Floats) -> tuple[Floats, Floats]:
    """How likely it is that two groups or more broke, beside what is likely beforehand, as a
    logarithm, and how likely each did if so; ``part`` is how likely each did ``[…, group]``."""
    groups = part.shape[-1]
    # The others of each are those before it and those after it.
    not_it, alone = 1 - part, np.ones_like(part)
    alone[..., 1:] = np.cumprod(not_it[..., :-1], axis=-1)
    alone[..., :-1] *= np.cumprod(not_it[..., :0:-1], axis=-1)[..., ::-1]
    none, one = not_it.prod(axis=-1), (part * alone).sum(axis=-1)
    two = np.maximum(1 - none - one, LEAST)
    usual = 1 - (1 - TAKES_PART) ** groups - groups * TAKES_PART * (1 - TAKES_PART) ** (groups - 1)
    if groups < 2:
        return np.full_like(two, -np.inf), part
    return np.log(two / usual), np.clip(part * (1 - alone) / two[..., None], 0.0, 1.0)


def _take_part(part: Floats, asked: Floats, least: int) -> Flags:
    """Which groups break, at least so many of them: one after the other, each given those before.
    ``asked`` are numbers between 0 and 1."""
    if not least:
        return np.asarray(asked < part)
    chances, groups = part.tolist(), len(part)
    # How likely it is that so many or more of the groups from one on break.
    many = [[1.0] + [0.0] * least]
    for chance in reversed(chances):
        last = many[-1]
        more = [chance * last[n] + (1 - chance) * last[n + 1] for n in range(least)]
        many.append([1.0, *more])
    many.reverse()
    broke, left = np.zeros(groups, dtype=np.bool_), least
    for n, number in enumerate(asked.tolist()):
        likely = chances[n] * many[n + 1][max(left - 1, 0)] / max(many[n][left], LEAST * LEAST)
        broke[n] = number < likely or groups - n <= left
        left = max(left - int(broke[n]), 0)
    return broke


def _prior(chance: Broken, months: int, places: int) -> tuple[float, float, float]:
    """The logarithms of how likely no break is, one of levels at a place, and one of the mix; what
    cannot be is minus infinity."""
    none = np.exp(-(chance.levels + chance.mix) * months / 12)
    each = (1 - none) / places / (chance.levels + chance.mix)
    with np.errstate(divide="ignore"):
        told = np.log([none, each * chance.levels, each * chance.mix])
    return float(told[0]), float(told[1]), float(told[2])


Known = tuple[Floats, Floats]


def _in_all(start: Known, until: Known, since: Known, spread: Floats, worth: float) -> Floats:
    """How much likelier a break makes how many came in all, as a logarithm ``[slope, place]``."""
    usual = spread / spread.mean()
    (shape, rate), (came, seen), (come, awaited) = (
        ((one * usual).sum(axis=-1), (other * usual).sum(axis=-1))
        for one, other in (start, until, since)
    )
    told = _likely(shape + came, rate + seen) + _likely(worth + come, worth + awaited)
    told = told - _likely(np.array(worth), np.array(worth))
    return np.asarray(told - _likely(shape + came + come, rate + seen + awaited))


def _sums(months: Floats, at: Ints) -> tuple[Floats, Floats]:
    """Sums before each place and from it on ``[slope, place, group]``, of ``[month, slope,
    group]``."""
    until = np.cumsum(months, axis=0)[at - 1]
    since = months.sum(axis=0) - until
    return until.swapaxes(0, 1), np.maximum(since, 0.0).swapaxes(0, 1)


def _likely(shape: Floats, rate: Floats) -> Floats:
    """Of numbers whose level is a Gamma, what depends on all that is known of it in the end."""
    return np.asarray(ln_gamma(shape) - shape * np.log(rate))
