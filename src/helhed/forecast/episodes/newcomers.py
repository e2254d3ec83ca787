"""Those who come: how many, when, how old and at what price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import AGES, UNKNOWN_AGE, UNKNOWN_BIRTH
from helhed.forecast.episodes.drawn import Beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import (
    Bytes,
    Floats,
    Ints,
    bytes_at,
    continued,
    share,
    words,
)
from helhed.forecast.episodes.people import Newcomers
from helhed.forecast.episodes.setting import (
    COUNT,
    COUNT_REST,
    ELSEWHERE,
    ENTER,
    EVENT,
    MONTHS_IN_A_BLOCK,
    MOST_AT_ONCE,
    TICKS,
    Setting,
    TooMany,
    newcomer,
)

AGE_BITS, PICK_BITS = 27, 26
Flags = NDArray[np.bool_]
MOST_AWAITED = 400.0
NEAR = 1e-9


class Arrivals:
    """Those who come to a batch of paths, month by month. Most months nobody comes to most cells:
    where somebody may is told from a byte and a bound on how many are awaited."""

    def __init__(self, model: Model, believed: Beliefs, setting: Setting) -> None:
        self.model, self.believed, self.setting = model, believed, setting
        self.first, self.states = believed.first, len(model.states)
        self.entries = believed.entries.reshape(-1, self.states, AGES)
        self.bytes: Bytes = np.zeros((MONTHS_IN_A_BLOCK, 0), dtype=np.uint8)
        self.bound: Bytes = np.zeros(0, dtype=np.uint8)
        self.awaits: Flags = np.zeros(0, dtype=np.bool_)

    def begin_block(self, month: int) -> None:
        """The bytes of 16 months that say where nobody comes."""
        paths, cells = self.believed.entries.shape
        path = np.repeat(np.arange(paths) + self.first, cells)
        cell, block = np.tile(np.arange(cells), paths), month // MONTHS_IN_A_BLOCK
        self.bytes = bytes_at(self.setting.seed, cell, block, COUNT, path)

    def bind(self, steps: slice) -> None:
        """How low a byte must be in some steps to say that nobody comes."""
        highest = self._of_states(steps).max(axis=0)
        awaited = self.entries * highest[:, :, None] * self.setting.population[steps].max(axis=0)
        # 1 - mean is below the chance that nobody comes.
        least = np.floor((1 - awaited.ravel() - NEAR) * 256)
        self.bound = np.maximum(least, 0).astype(np.uint8)
        self.awaits = awaited.ravel() > 0

    def of(self, step: int) -> Newcomers:
        """The newcomers of a step in every path. Raises TooMany when more of one state and age are
        awaited in a month than there are addresses for."""
        model, believed, setting = self.model, self.believed, self.setting
        month = setting.month + step
        path, cell, number = self._who(step)
        state, age = cell // AGES, cell % AGES
        code = newcomer(step, state, age, number)
        word = path + self.first
        when, how_old, price, wait = words(setting.seed, code, month, ENTER, word)
        tick = when.astype(np.int64) * TICKS >> 32
        months = model.entry_ages[state, age, how_old >> AGE_BITS]
        birth = np.where(age == UNKNOWN_AGE, UNKNOWN_BIRTH, month - months)
        state = _elsewhere(setting, step, code, state, word)
        oere = model.prices.picks[state, price >> PICK_BITS] * believed.newcomers[path, state]
        place = path * len(model.states) + state
        there = np.flatnonzero(tick >= setting.starts_at(step))
        columns = (place, code, birth, oere, tick, share(wait))
        luck = luck_of(setting.seed, code[there], month, word[there])
        return Newcomers(*(column[there] for column in columns), luck)  # type: ignore[arg-type, call-arg]

    def _who(self, step: int) -> tuple[Ints, Ints, Ints]:
        """Path, cell and number of each newcomer."""
        month = self.setting.month + step
        byte = self.bytes[month % MONTHS_IN_A_BLOCK]
        at = np.flatnonzero((byte >= self.bound) & self.awaits)
        awaited = self._awaited(step, at)
        if awaited.size and awaited.max() > MOST_AWAITED:
            raise TooMany(f"more than {MOST_AWAITED:.0f} newcomers in one state, age and month")
        path, cell = np.divmod(at, self.states * AGES)
        rest = words(self.setting.seed, cell, month, COUNT_REST, path + self.first)[0]
        times = how_many(awaited, share(continued(byte[at], rest)))
        came = np.flatnonzero(times)
        times = times[came]
        which = np.repeat(came, times)
        number = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
        return path[which], cell[which], number

    def _awaited(self, step: int, at: Ints) -> Floats:
        """How many are awaited in a whole month in some of ``[path, state, age]``."""
        by_state = self._of_states(slice(step, step + 1))[0].ravel()
        population = self.setting.population[step]
        return np.asarray(self.entries.ravel()[at] * by_state[at // AGES] * population[at % AGES])

    def _of_states(self, steps: slice) -> Floats:
        """What entries are multiplied by, ``[step, path, state]``."""
        believed = self.believed
        month = believed.months[:, steps] * believed.changes[2][:, steps]
        by_state = month[:, :, self.model.service] * self.setting.changes.entries[steps]
        return np.asarray(by_state.swapaxes(0, 1))


def _elsewhere(setting: Setting, step: int, code: Ints, state: Ints, path_word: Ints) -> Ints:
    """Where newcomers come when the mix of states is changed."""
    if not setting.changes.mixes:
        return state
    month = setting.month + step
    asked = share(words(setting.seed, code, month, ELSEWHERE, path_word)[0])
    for mix in setting.changes.mixes:
        if step >= mix.step:
            state = np.where((state == mix.state) & (asked < mix.share), mix.to, state)
    return state


def luck_of(
    seed: int, code: NDArray[np.integer], month: int, path_word: NDArray[np.integer]
) -> Bytes:
    """The first bytes of the words of first waiting times of the 16 months around one, ``[month,
    person]``."""
    return bytes_at(seed, code, month // MONTHS_IN_A_BLOCK, EVENT, path_word)


def how_many(mean: Floats, asked: Floats) -> Ints:
    """Poisson numbers by inversion: more awaited is never fewer, so that a scenario adds or takes
    away and leaves all others as they were."""
    found = np.zeros(len(mean), dtype=np.int64)
    left = np.flatnonzero(mean > 0)
    asked, mean = asked[left], mean[left]
    chance = np.exp(-mean)
    total = chance.copy()
    for number in range(1, MOST_AT_ONCE):
        more = asked > total
        if not more.any():
            break
        left, asked, mean = left[more], asked[more], mean[more]
        chance = chance[more] * mean / number
        total = total[more] + chance
        found[left] = number
    return found
