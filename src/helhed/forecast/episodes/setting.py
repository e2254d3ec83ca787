"""What a simulation is asked: from when, how far, and what is changed in it; and the addresses of
its random numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import Floats, Ints

TICKS = 2**20
"""Parts of a month in which time is counted, whole numbers, so that sums do not depend on order."""
NEWCOMER = 2**31
MOST_STEPS, MOST_STATES, MOST_AGES, MOST_AT_ONCE = 256, 1024, 16, 512
# together 31 bits
MONTHS_IN_A_BLOCK = 16
"""The four words of an address have a byte for each of so many months. Of most months that byte
says enough: that nothing happens. Only otherwise it is followed by what rests of its word."""
MONTHS_BOUND = 4
"""A bound on rates holds for so many months."""
EVENT, AFTER, GROWN, COUNT, ENTER, ELSEWHERE, HOUSE, EVENT_REST, COUNT_REST = range(9)
DECISIONS = 16
"""The decisions of a month; what follows on a first event in the same month has the next ones."""
MOST_EVENTS = 16


class TooMany(ValueError):
    """More states, months or newcomers than the addresses of random numbers can tell apart."""


@dataclass(frozen=True, slots=True)
class Mix:
    """From a step on, this share of those who would come to one state comes to another."""

    step: int
    state: int
    to: int
    share: float


@dataclass(frozen=True, slots=True)
class House:
    """From a step on, so many places in a state are filled at the beginning of each month with
    people from other states, in the order of their luck."""

    step: int
    state: int
    places: int
    fills_from: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What rates and prices are multiplied by, ``[step, state]`` each; who comes elsewhere; houses
    that open; and øre a step that a measure costs."""

    exits: Floats
    moves: Floats
    entries: Floats
    price: Floats
    mixes: tuple[Mix, ...] = ()
    houses: tuple[House, ...] = ()
    costs: Ints | None = None

    @classmethod
    def none(cls, steps: int, states: int) -> Changes:
        exits, moves, entries, price = (np.ones((steps, states)) for _ in range(4))
        return cls(exits, moves, entries, price)


@dataclass(frozen=True, slots=True)
class Setting:
    """``month`` is the first month that is simulated and ``tick`` the part of it that has gone;
    ``population`` multiplies entries, ``[step, age band]``; ``limits`` are those of refund,
    ``[step, number, (øre a year, percent above)]``, None where none is counted."""

    seed: int
    month: int
    tick: int
    steps: int
    population: Floats
    changes: Changes
    limits: Ints | None = None

    @classmethod
    def of(
        cls,
        model: Model,
        horizon: int,
        seed: int,
        population: Floats | None = None,
        changes: Changes | None = None,
        limits: Ints | None = None,
    ) -> Setting:
        """So many whole months after the day of the model; what is left of its own month is
        simulated before them. Raises TooMany."""
        month = int(np.floor(model.now))
        tick = round((model.now - month) * TICKS)
        steps = horizon + (tick > 0)
        if steps > MOST_STEPS or len(model.states) > MOST_STATES:
            raise TooMany(f"at most {MOST_STEPS} months and {MOST_STATES} states can be simulated")
        if population is None:
            population = np.ones((steps, AGES))
        if changes is None:
            changes = Changes.none(steps, len(model.states))
        return cls(seed, month, tick, steps, population, changes, limits)

    def starts_at(self, step: int) -> int:
        """The tick at which a step begins."""
        return self.tick if step == 0 else 0


def newcomer(step: int, state: Ints, age: Ints, number: Ints) -> Ints:
    """The address of somebody who comes."""
    place = ((step * MOST_STATES + state) * MOST_AGES + age) * MOST_AT_ONCE + number
    return np.asarray(NEWCOMER + place)


__all__ = ["Changes", "Setting", "TooMany", "newcomer"]
