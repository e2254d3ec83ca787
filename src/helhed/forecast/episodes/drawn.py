"""What each path believes: the parameters of the model drawn from how sure they are, so that the
paths differ by what is not known as well as by chance.

The margins are fitted again to events whose number in each cell is drawn from a Gamma (the
bootstrap of a Poisson count); each cell is then drawn from its Gamma posterior given those
margins. Path by path from its own stream, so that no path depends on how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.borrowed import LEAST, Margin, Rates, refitted
from helhed.forecast.episodes.levels import drawn_levels
from helhed.forecast.episodes.model import Model, Shares
from helhed.forecast.episodes.numbers import Floats, Ints

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


def stream(seed: int, what: str, path: int) -> np.random.Generator:
    """The numbers of one purpose and path."""
    key = (OWN_STREAMS.index(what) + 1 << 64) | (seed & (2**64 - 1))
    return np.random.Generator(np.random.Philox(key=key, counter=[0, 0, 0, path]))


def beliefs(model: Model, growth: Growth, seed: int, first: int, paths: int) -> Beliefs:
    """What the paths from ``first`` on believe."""
    steps = len(growth.mean)
    numbers = range(first, first + paths)
    changes = []
    for n, levels in enumerate(model.levels):
        streams = [stream(seed, "levels", 4 * number + n) for number in numbers]
        draw = np.array([one.random() for one in streams])
        changes.append(drawn_levels(levels, draw, streams, steps))
    services = model.dispersion
    months = np.stack(
        [
            stream(seed, "months", n).standard_gamma(services, (steps, len(services))) / services
            for n in numbers
        ]
    )
    price, newcomers = _prices(model, growth, seed, numbers)
    return Beliefs(
        first,
        _cells(model.exits, seed, "exits", numbers),
        _cells(model.moves, seed, "moves", numbers),
        _cells(model.entries, seed, "entries", numbers, np.repeat(model.service, AGES))
        * (model.entries.exposure > 0),
        (changes[0], changes[1], changes[2]),
        months,
        _went(model, seed, numbers),
        _cumulative([model.grown], seed, numbers, 2)[:, 0],
        price,
        newcomers,
    )


def _cells(rates: Rates, seed: int, what: str, numbers: range, group: Ints | None = None) -> Floats:
    """Rates of cells, as far as they differ from each other: over all cells of a group as many
    events are awaited as came, for how sure the level is is drawn with the levels."""
    if not rates.events.sum():
        return np.zeros((len(numbers), len(rates.events)))
    streams = [stream(seed, what, n) for n in numbers]
    events = np.stack([one.standard_gamma(rates.events) for one in streams])
    margins = refitted(rates, events)
    shape = rates.events + rates.own
    own = np.stack([one.standard_gamma(shape) for one in streams])
    drawn = margins * own / (rates.exposure * margins + rates.own)
    whole = Margin("group", np.zeros(len(shape), dtype=np.int64) if group is None else group)
    mean = whole.sums(rates.exposure * rates.mean)
    return np.asarray(
        drawn * (mean / np.maximum(whole.sums(rates.exposure * drawn), LEAST))[:, whole.group]
    )


def _went(model: Model, seed: int, numbers: range) -> Floats:
    """Cumulative shares ``[path, group, from, to]``, none to where one is."""
    return _cumulative(list(model.went), seed, numbers, 0, no_self=True)


def _cumulative(
    tables: list[Shares], seed: int, numbers: range, offset: int, no_self: bool = False
) -> Floats:
    found = []
    for number in numbers:
        numbers_of = stream(seed, "went", number * 4 + offset)
        each = [numbers_of.standard_gamma(np.maximum(one.prior, LEAST)) for one in tables]
        drawn = np.stack(each)
        if no_self:
            drawn *= 1 - np.eye(drawn.shape[-1])
        total = np.cumsum(drawn, axis=-1)
        found.append(total / np.maximum(total[..., -1:], LEAST * LEAST))
    return np.stack(found)


def _prices(model: Model, growth: Growth, seed: int, numbers: range) -> tuple[Floats, Floats]:
    """Owners' prices rise together in a path: one draw per owner and step."""
    owner_names = sorted({state.owner for state in model.states})
    owner = np.array([owner_names.index(state.owner) for state in model.states])
    steps, price, newcomers = len(growth.mean), [], []
    for number in numbers:
        numbers_of = stream(seed, "prices", number)
        newcomers.append(1 + model.prices.doubt * numbers_of.standard_normal(len(model.states)))
        drawn = numbers_of.standard_normal((steps, len(owner_names)))[:, owner]
        price.append(np.cumprod(1 + growth.mean + growth.doubt * drawn, axis=0))
    return np.stack(price), np.maximum(np.stack(newcomers), 0.05)


__all__ = ["Beliefs", "Growth", "beliefs", "stream"]
