"""Those who come: how many, when, how old and at what price."""

from __future__ import annotations

import numpy as np

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

AGE_BITS, PICK_BITS = np.uint64(27), np.uint64(26)
MOST_AWAITED = 400.0


def newcomers_of(model: Model, believed: Beliefs, setting: Setting, step: int) -> Newcomers:
    """The newcomers of a step in every path. Raises TooMany when more of one state and age are
    awaited in a month than there are addresses for."""
    awaited = awaited_in(model, believed, setting, step)
    if awaited.size and awaited.max() > MOST_AWAITED:
        raise TooMany(f"more than {MOST_AWAITED:.0f} newcomers in one state, age and month")
    many = _how_many(awaited, setting, step, believed.first)
    path, cell = np.nonzero(many)
    times = many[path, cell]
    path, cell = np.repeat(path, times), np.repeat(cell, times)
    number = np.arange(len(path)) - np.repeat(np.cumsum(times) - times, times)
    state, age = cell // AGES, cell % AGES
    code = newcomer(step, state, age, number)
    month = setting.month + step
    when, how_old, price, wait = words(setting.seed, code, month, ENTER, path + believed.first)
    tick = (when * np.uint64(TICKS) >> np.uint64(32)).astype(np.int64)
    months = model.entry_ages[state, age, (how_old >> AGE_BITS).astype(np.int64)]
    birth = np.where(age == UNKNOWN_AGE, UNKNOWN_BIRTH, month - months)
    state = _elsewhere(setting, step, code, state, path + believed.first)
    picked = model.prices.picks[state, (price >> PICK_BITS).astype(np.int64)]
    oere = picked * believed.newcomers[path, state]
    since = np.full(len(path), month)
    there = np.flatnonzero(tick >= setting.starts_at(step))
    word = path + believed.first
    luck = luck_of(setting.seed, code, month, word)
    columns = (path, word, code, birth, state, since, oere, tick, share(wait), luck)
    return Newcomers(*(column[there] for column in columns))  # type: ignore[arg-type]


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


def luck_of(seed: int, code: Ints, month: int, path_word: Ints) -> Words:
    """The words of the first waiting times of the four months around one, ``[person, month]``."""
    block = month // MONTHS_IN_A_BLOCK
    return np.stack(words(seed, code, block, EVENT, path_word), axis=1)


def awaited_in(model: Model, believed: Beliefs, setting: Setting, step: int) -> Floats:
    """How many are awaited in a whole month, ``[path, state × age]``."""
    month = believed.months[:, step] * believed.changes[2][:, step]
    by_state = month[:, model.service] * setting.changes.entries[step]
    population = np.tile(setting.population[step], len(model.states))
    return np.asarray(believed.entries * np.repeat(by_state, AGES, axis=1) * population)


def _how_many(awaited: Floats, setting: Setting, step: int, first: int) -> Ints:
    """Poisson numbers by inversion: more awaited is never fewer, so that a scenario adds or takes
    away and leaves all others as they were."""
    path, cell = np.indices(awaited.shape)
    month = setting.month + step
    word, _, _, _ = words(setting.seed, cell.ravel(), month, COUNT, path.ravel() + first)
    asked, mean = share(word), awaited.ravel()
    found = np.zeros(len(mean), dtype=np.int64)
    left = np.flatnonzero(mean > 0)
    chance = np.exp(-mean[left])
    total = chance.copy()
    for number in range(1, MOST_AT_ONCE):
        more = asked[left] > total
        if not more.any():
            break
        left, chance, total = left[more], chance[more], total[more]
        chance = chance * mean[left] / number
        found[left] = number
        total = total + chance
    return found.reshape(awaited.shape)
