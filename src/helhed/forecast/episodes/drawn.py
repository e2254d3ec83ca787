"""What each path believes: the parameters of the model drawn from how sure they are, so that the
paths differ by what is not known as well as by chance.

The margins are fitted again to events whose number in each cell is drawn from a Gamma (the
bootstrap of a Poisson count); each cell is then drawn from its Gamma posterior given those
margins. Path by path from its own numbers, so that no path depends on how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.borrowed import LEAST, Margin, Rates, Refit
from helhed.forecast.episodes.levels import drawn_levels
from helhed.forecast.episodes.model import Model, Shares
from helhed.forecast.episodes.numbers import Floats, Ints
from helhed.forecast.episodes.settled import drawn_entries

OWN_STREAMS = ("exits", "moves", "entries", "went", "levels", "months", "prices")


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Per path: rates a month ``[path, state × age × spent]`` and entries a month ``[path, state
    × age]``; the levels they are multiplied by ``[path, step, group]``, of entries by service;
    what entries of a service are multiplied by ``[path, step, service]``; cumulative shares; what
    prices are multiplied by ``[path, step, state]`` and those of newcomers besides ``[path,
    state]``."""

    first: int
    exits: Floats
    moves: Floats
    entries: Floats
    changes: tuple[Floats, Floats, Floats]
    months: Floats
    went: Floats
    grown: Floats
    price: Floats
    newcomers: Floats

    @property
    def paths(self) -> int:
        return len(self.exits)


@dataclass(frozen=True, slots=True)
class Growth:
    """How prices of each state rise: ``[step, state]`` the years' mean rise as a share, and the
    standard deviation of it; a rise stands in the step in which it comes, else 0."""

    mean: Floats
    doubt: Floats


class Streams:
    """The numbers of each purpose and path: one generator, set to where those begin."""

    def __init__(self, seed: int) -> None:
        self.seed = seed & (2**64 - 1)
        self.philox = np.random.Philox(key=0)
        self.generator = np.random.Generator(self.philox)
        self.beginning = self.philox.state

    def of(self, what: str, path: int) -> np.random.Generator:
        """The numbers of one purpose and path, to be drawn before the next are asked for."""
        told = self.beginning["state"]
        told["key"][:] = self.seed, OWN_STREAMS.index(what) + 1
        told["counter"][:] = 0, 0, 0, path
        self.philox.state = self.beginning
        return self.generator


def beliefs(model: Model, growth: Growth, seed: int, first: int, paths: int) -> Beliefs:
    """What the paths from ``first`` on believe."""
    steps = len(growth.mean)
    numbers, streams = range(first, first + paths), Streams(seed)
    exits, moves, entries = model.levels
    leave, move = (
        drawn_levels(levels, (streams.of("levels", 4 * number + n) for number in numbers), steps)
        for n, levels in enumerate((exits, moves))
    )
    of_entries = (streams.of("levels", 4 * number + 2) for number in numbers)
    come = drawn_entries(entries, leave[:, 0, 0], move[:, 0, 0], of_entries, steps)
    services = np.broadcast_to(model.dispersion, (steps, len(model.dispersion)))
    months = np.stack([streams.of("months", n).standard_gamma(services) for n in numbers])
    price, newcomers = _prices(model, growth, streams, numbers)
    return Beliefs(
        first,
        _cells(model.exits, streams, "exits", numbers),
        _cells(model.moves, streams, "moves", numbers),
        _cells(model.entries, streams, "entries", numbers, np.repeat(model.service, AGES))
        * (model.entries.exposure > 0),
        (leave, move, come),
        months / model.dispersion,
        _went(model, streams, numbers),
        _cumulative(_shares(model.grown, streams, numbers, 2)),
        price,
        newcomers,
    )


def _cells(
    rates: Rates, streams: Streams, what: str, numbers: range, group: Ints | None = None
) -> Floats:
    """Rates of cells, as far as they differ from each other: over all cells of a group as many
    events are awaited as came, for how sure the level is is drawn with the levels. Cells in which
    nobody ever was differ from their margins by one draw, the same for all of them in a path."""
    if not rates.events.sum():
        return np.zeros((len(numbers), len(rates.events)))
    refit = Refit(rates)
    seen = refit.seen
    had = np.flatnonzero(rates.events[seen])
    came, shape = rates.events[seen][had], np.append(rates.events[seen] + rates.own, rates.own)
    events, own = np.zeros((len(numbers), len(seen))), np.empty((len(numbers), len(shape)))
    for n, number in enumerate(numbers):
        one = streams.of(what, number)
        events[n, had] = one.standard_gamma(came)
        own[n] = one.standard_gamma(shape)
    drawn = refit.to(events)
    margins = drawn[:, seen]
    drawn *= own[:, -1:] / rates.own
    exposure = rates.exposure[seen]
    drawn[:, seen] = margins * own[:, :-1] / (exposure * margins + rates.own)
    whole = Margin("group", np.zeros(len(rates.events), dtype=np.int64) if group is None else group)
    mean = whole.sums(rates.exposure * rates.mean)
    sums = np.zeros((len(numbers), whole.groups))
    part = whole.of(seen).sums(exposure * drawn[:, seen])
    sums[:, : part.shape[1]] = part
    level = mean / np.maximum(sums, LEAST)
    return np.asarray(drawn * (level if group is None else level[:, whole.group]))


def _went(model: Model, streams: Streams, numbers: range) -> Floats:
    """Cumulative shares ``[path, group, from, to]``, none to where one is."""
    drawn = [_shares(one, streams, numbers, n) for n, one in enumerate(model.went)]
    shares = np.stack(drawn, axis=1)
    here = np.arange(shares.shape[-1])
    shares[:, :, here, here] = 0.0
    return _cumulative(shares)


def _shares(told: Shares, streams: Streams, numbers: range, offset: int) -> Floats:
    """Shares ``[path, from, to]``, not yet divided by their sum. Of rows in which nothing was seen
    as much is known as of all; what is not known is then the same for them in a path."""
    seen = told.counts.any(axis=1)
    which = np.where(seen, np.cumsum(seen), 0)
    prior = np.maximum(np.vstack([told.weight * told.everyone, told.prior[seen]]), LEAST)
    drawn = [streams.of("went", number * 4 + offset).standard_gamma(prior) for number in numbers]
    return np.stack(drawn)[:, which]


def _cumulative(shares: Floats) -> Floats:
    total = np.cumsum(shares, axis=-1)
    return np.asarray(total / np.maximum(total[..., -1:], LEAST * LEAST))


def _prices(
    model: Model, growth: Growth, streams: Streams, numbers: range
) -> tuple[Floats, Floats]:
    """Owners' prices rise together in a path: one draw per owner and step."""
    owner_names = sorted({state.owner for state in model.states})
    owner = np.array([owner_names.index(state.owner) for state in model.states])
    steps, price, newcomers = len(growth.mean), [], []
    for number in numbers:
        numbers_of = streams.of("prices", number)
        newcomers.append(1 + model.prices.doubt * numbers_of.standard_normal(len(model.states)))
        drawn = numbers_of.standard_normal((steps, len(owner_names)))[:, owner]
        price.append(np.cumprod(1 + growth.mean + growth.doubt * drawn, axis=0))
    return np.stack(price), np.maximum(np.stack(newcomers), 0.05)


__all__ = ["Beliefs", "Growth", "beliefs"]
