"""What each path believes: the parameters of the model drawn from how sure they are, so that the
paths differ by what is not known as well as by chance.

The margins are fitted again to events whose number in each cell is drawn from a Gamma (the
bootstrap of a Poisson count); each cell is then drawn from its Gamma posterior given those
margins. Path by path from its own numbers, so that no path depends on how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.borrowed import LEAST, Margin, Rates, Refit
from helhed.forecast.episodes.levels import drawn_levels
from helhed.forecast.episodes.model import Model, Shares
from helhed.forecast.episodes.numbers import Floats, Ints

AT_ONCE = 120_000
"""So many cells at once stay near the processor."""
Whole = NDArray[np.integer]
OWN_STREAMS = ("exits", "moves", "entries", "went", "levels", "months", "prices")


@dataclass(frozen=True, slots=True)
class Ways:
    """Where people go from their states: shares ``[path, row, what]``, not yet divided by their
    sum, and the row of each state."""

    shares: Floats
    row: Ints

    def chosen(
        self, path: Whole, state: Whole, asked: Floats, without: Whole | None = None
    ) -> Ints:
        """Where people in states of paths go: the first place whose cumulative share is over what
        is asked; ``without`` is what each of them cannot do."""
        shares = self.shares[path, self.row[state]]
        if without is not None:
            shares[np.arange(len(shares)), without] = 0.0
        total = np.cumsum(shares, axis=1)
        cumulative = total / np.maximum(total[:, -1:], LEAST * LEAST)
        found = (asked[:, None] >= cumulative).sum(axis=1)
        return np.asarray(np.minimum(found, cumulative.shape[1] - 1)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Beliefs:
    """Per path: rates a month ``[path, state × age × spent]`` and entries a month ``[path, state
    × age]``; the levels they are multiplied by ``[path, step, group]``, of entries by service;
    what entries of a service are multiplied by ``[path, step, service]``; where children and adults
    go, rows ``[group × state]``, and what comes at 18; what prices are multiplied by ``[path, step,
    state]`` and those of newcomers besides ``[path, state]``."""

    first: int
    exits: Floats
    moves: Floats
    entries: Floats
    changes: tuple[Floats, Floats, Floats]
    months: Floats
    went: Ways
    grown: Ways
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
    changes = [
        drawn_levels(levels, (streams.of("levels", 4 * number + n) for number in numbers), steps)
        for n, levels in enumerate(model.levels)
    ]
    services = np.broadcast_to(model.dispersion, (steps, len(model.dispersion)))
    months = np.stack([streams.of("months", n).standard_gamma(services) for n in numbers])
    price, newcomers = _prices(model, growth, streams, numbers)
    return Beliefs(
        first,
        _cells(model.exits, streams, "exits", numbers),
        _cells(model.moves, streams, "moves", numbers),
        _cells(model.entries, streams, "entries", numbers, np.repeat(model.service, AGES))
        * (model.entries.exposure > 0),
        (changes[0], changes[1], changes[2]),
        months / model.dispersion * model.seasons.of(int(np.floor(model.now)), steps),
        _went(model, streams, numbers),
        _shares(model.grown, streams, numbers, 2),
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
    refit, cells = Refit(rates), len(rates.events)
    whole = Margin("group", np.zeros(cells, dtype=np.int64) if group is None else group)
    usual = whole.sums(rates.exposure * rates.mean)
    found, many = np.empty((len(numbers), cells)), max(1, AT_ONCE // cells)
    for first in range(0, len(numbers), many):
        here = slice(first, first + many)
        _draw_cells(
            refit, (whole, usual), (streams.of(what, n) for n in numbers[here]), found[here]
        )
    return found


def _draw_cells(
    refit: Refit,
    awaited: tuple[Margin, Floats],
    numbers: Iterable[np.random.Generator],
    found: Floats,
) -> None:
    """Put rates ``[path, cell]`` in a place, as many paths as it has rows, of which so many events
    are awaited in each group of a margin."""
    (whole, usual), rates, seen, many = awaited, refit.rates, refit.seen, len(found)
    came, shape = rates.events[seen][refit.had], np.append(rates.events[seen], 0.0) + rates.own
    events, own = np.empty((many, len(came))), np.empty((many, len(shape)))
    for n, one in enumerate(numbers):
        one.standard_gamma(came, out=events[n])
        one.standard_gamma(shape, out=own[n])
    margins, exposure = refit.to(events), rates.exposure[seen]
    of_seen = margins.rates(seen)
    of_seen *= own[:, :-1] / (exposure * of_seen + rates.own)
    part = whole.of(seen).sums(exposure * of_seen)
    sums = np.full((many, whole.groups), LEAST)
    sums[:, : part.shape[1]] = np.maximum(part, LEAST)
    level = usual / sums
    margins.fill(found)
    found *= own[:, -1:] / rates.own
    found[:, seen] = of_seen
    found *= level if whole.groups == 1 else level[:, whole.group]


def _went(model: Model, streams: Streams, numbers: range) -> Ways:
    """Those of children first, then those of adults."""
    young, adult = (_shares(one, streams, numbers, n) for n, one in enumerate(model.went))
    shares = np.concatenate([young.shares, adult.shares], axis=1)
    return Ways(shares, np.concatenate([young.row, adult.row + young.shares.shape[1]]))


def _shares(told: Shares, streams: Streams, numbers: range, offset: int) -> Ways:
    """Of states in which nothing was seen as much is known as of all; what is not known is then
    the same for them in a path. What can hardly be is not drawn: it is not."""
    seen = told.counts.any(axis=1)
    prior = np.vstack([told.weight * told.everyone, told.prior[seen]])
    row, what = np.nonzero(prior > LEAST)
    shape, found = prior[row, what], np.zeros((len(numbers), *prior.shape))
    drawn = np.empty((len(numbers), len(shape)))
    for n, number in enumerate(numbers):
        streams.of("went", number * 4 + offset).standard_gamma(shape, out=drawn[n])
    found[:, row, what] = drawn
    return Ways(found, np.where(seen, np.cumsum(seen), 0))


def _prices(
    model: Model, growth: Growth, streams: Streams, numbers: range
) -> tuple[Floats, Floats]:
    """Owners' prices rise together in a path: one draw per owner and step. States that only a
    scenario brings, and their owners, draw last."""
    there = model.seen
    states = np.concatenate([np.flatnonzero(there), np.flatnonzero(~there)])
    known = sorted({model.states[n].owner for n in np.flatnonzero(there)})
    owners = [*known, *sorted({state.owner for state in model.states} - set(known))]
    owner = np.array([owners.index(state.owner) for state in model.states])
    steps, many = len(growth.mean), int(there.sum())
    drawn = np.empty((len(numbers), len(states)))
    rises = np.empty((len(numbers), steps, len(owners)))
    for n, number in enumerate(numbers):
        own = streams.of("prices", number)
        drawn[n, states[:many]] = own.standard_normal(many)
        rises[n, :, : len(known)] = own.standard_normal((steps, len(known)))
        drawn[n, states[many:]] = own.standard_normal(len(states) - many)
        rises[n, :, len(known) :] = own.standard_normal((steps, len(owners) - len(known)))
    price = np.cumprod(1 + growth.mean + growth.doubt * rises[:, :, owner], axis=1)
    return np.asarray(price), np.maximum(1 + model.prices.doubt * drawn, 0.05)


__all__ = ["Beliefs", "Growth", "beliefs"]
