"""Those who come: how many, when, how old and at what price."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from helhed.forecast.episodes.bands import AGES, UNKNOWN_AGE, UNKNOWN_BIRTH
from helhed.forecast.episodes.drawn import Beliefs
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.numbers import Floats, Ints, Words, share, words
from helhed.forecast.episodes.people import Newcomers
from helhed.forecast.episodes.setting import (
    COUNT,
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
MOST_AWAITED = 400.0
NEAR = 1e-9


class Arrivals:
    """Those who come to a batch of paths, month by month."""

    def __init__(self, model: Model, believed: Beliefs, setting: Setting) -> None:
        self.model, self.believed, self.setting = model, believed, setting
        self.cells = np.flatnonzero(believed.entries.any(axis=0))
        self.first = believed.first
        self.words: Words = np.zeros((MONTHS_IN_A_BLOCK, 0), dtype=np.uint32)

    def begin_block(self, month: int) -> None:
        """The words that say how many come in the four months around one."""
        paths = np.repeat(np.arange(self.believed.paths) + self.first, len(self.cells))
        cells = np.tile(self.cells, self.believed.paths)
        self.words = words(self.setting.seed, cells, month // MONTHS_IN_A_BLOCK, COUNT, paths)

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
        awaited = self._awaited(step)
        if awaited.size and awaited.max() > MOST_AWAITED:
            raise TooMany(f"more than {MOST_AWAITED:.0f} newcomers in one state, age and month")
        word = self.words[(self.setting.month + step) % MONTHS_IN_A_BLOCK]
        times = how_many(awaited.ravel(), share(word))
        came = np.flatnonzero(times)
        times = times[came]
        place = np.repeat(came, times)
        number = np.arange(len(place)) - np.repeat(np.cumsum(times) - times, times)
        path = place // max(len(self.cells), 1)
        return path, self.cells[place - path * len(self.cells)], number

    def _awaited(self, step: int) -> Floats:
        """How many are awaited in a whole month, ``[path, cell]``."""
        believed, model, cells = self.believed, self.model, self.cells
        month = believed.months[:, step] * believed.changes[2][:, step]
        by_state = month[:, model.service] * self.setting.changes.entries[step]
        population = self.setting.population[step, cells % AGES]
        return np.asarray(believed.entries[:, cells] * by_state[:, cells // AGES] * population)


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
) -> Words:
    """The words of the first waiting times of the four months around one, ``[month, person]``."""
    return words(seed, code, month // MONTHS_IN_A_BLOCK, EVENT, path_word)


def how_many(mean: Floats, asked: Floats) -> Ints:
    """Poisson numbers by inversion: more awaited is never fewer, so that a scenario adds or takes
    away and leaves all others as they were."""
    found = np.zeros(len(mean), dtype=np.int64)
    # 1 - mean is below the chance that nobody comes.
    left = np.flatnonzero((asked > 1 - mean - NEAR) & (mean > 0))
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
