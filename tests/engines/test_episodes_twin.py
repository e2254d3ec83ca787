"""The simulation of episodes gives the same bits as a plain one, person by person."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from helhed.forecast.episodes import _reference
from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.drawn import Growth, beliefs
from helhed.forecast.episodes.follow import follow
from helhed.forecast.episodes.model import UnableToFollow, fit
from helhed.forecast.episodes.numbers import ln, philox
from helhed.forecast.episodes.paths import Paths
from helhed.forecast.episodes.refunded import limits_of
from helhed.forecast.episodes.setting import Changes, House, Mix, Setting
from helhed.forecast.episodes.simulate import simulate
from helhed.forecast.episodes.told import OPEN, Episodes, State

FIRST = 737_000
STATES = [State("foster", "own", "1"), State("home", "private", "1"), State("home", "own", "2")]

an_episode = st.tuples(
    st.integers(0, 7),
    st.integers(0, 2),
    st.integers(0, 1_400),
    st.one_of(st.none(), st.integers(1, 900)),
    st.integers(10_000_000, 400_000_000),
)


def told_of(rows, births):
    return Episodes(
        [f"p{row[0]}" for row in rows],
        np.array([births[row[0]] for row in rows], dtype=np.int64),
        [STATES[row[1]] for row in rows],
        np.array([FIRST + row[2] for row in rows], dtype=np.int64),
        np.array([OPEN if row[3] is None else FIRST + row[2] + row[3] for row in rows]),
        np.array([float(row[4]) for row in rows]),
    )


def joined(parts):
    columns = (column.name for column in fields(Paths))
    return Paths(*(np.concatenate([getattr(part, name) for part in parts]) for name in columns))


def same(one, other):
    for column in fields(Paths):
        left, right = getattr(one, column.name), getattr(other, column.name)
        assert np.array_equal(left, right), column.name


def setting_of(model, horizon, seed, changes=None):
    plain = Setting.of(model, horizon, seed)
    limits, _ = limits_of(plain.month, plain.steps)
    return Setting.of(model, horizon, seed, changes=changes, limits=limits)


def growth_of(model, setting):
    shape = (setting.steps, len(model.states))
    return Growth(np.full(shape, 0.002), np.full(shape, 0.004))


def told_model(rows, births, day):
    told = told_of(rows, births)
    try:
        return fit(told, FIRST + day, tuple(STATES))
    except UnableToFollow:
        reject()


def both(model, setting):
    """The simulation, and its plain twin."""
    believed = beliefs(model, growth_of(model, setting), setting.seed, 3, 2)
    slow = [_reference.Path(model, believed, setting, path).run() for path in (0, 1)]
    return simulate(model, believed, setting), joined(slow)


@settings(deadline=None)
@given(
    st.lists(an_episode, min_size=3, max_size=25),
    st.lists(st.integers(24_288 - 300, 24_288), min_size=8, max_size=8),
    st.integers(0, 2**63 - 1),
    st.integers(1_000, 1_500),
)
def test_every_path_has_the_bits_of_its_plain_twin(rows, births, seed, day):
    births = [UNKNOWN_BIRTH if birth % 7 == 0 else birth - 60 for birth in births]
    model = told_model(rows, births, day)
    shape = Setting.of(model, 5, seed).steps, len(STATES)
    changes = Changes(
        *(np.full(shape, factor) for factor in (1.2, 3.0, 1.1, 0.9)),
        mixes=(Mix(1, 0, 1, 0.5),),
        houses=(House(2, 2, 3, (0, 1)),),
    )
    same(*both(model, setting_of(model, 5, seed, changes)))


@settings(deadline=None, max_examples=20)
@given(
    st.lists(an_episode, min_size=3, max_size=25),
    st.lists(st.sampled_from((17, 18, 66, 67, 119, 120, 125)), min_size=8, max_size=8),
    st.integers(0, 11),
    st.integers(0, 2**63 - 1),
    st.integers(1_000, 1_500),
    st.booleans(),
)
def test_birthdays_new_prices_and_long_ways_have_the_same_bits(
    rows, years, months, seed, day, rises
):
    """Those who turn 18, 67 or 120 under way, with citizens in two services at once, houses that
    open late, and prices that stand still or rise."""
    births = [24_247 - 12 * age + (months + n) % 12 for n, age in enumerate(years)]
    rows = [(*row[:4], 4 * row[4]) for row in rows]
    model = told_model(rows, births, day)
    steps = Setting.of(model, 17, seed).steps
    changes = Changes.none(steps, len(STATES))
    changes.exits[:] = 2.0
    if rises:
        changes.price[9:] = 1.07
    changes = replace(changes, houses=(House(7, 1, 2, (0, 2)), House(3, 2, 1, (1,))))
    setting = setting_of(model, 17, seed, changes)
    still = Growth(np.zeros((steps, len(STATES))), np.zeros((steps, len(STATES))))
    believed = beliefs(model, still, setting.seed, 0, 2)
    slow = [_reference.Path(model, believed, setting, path).run() for path in (0, 1)]
    same(simulate(model, believed, setting), joined(slow))


def test_the_numbers_are_those_that_were_published():
    """The known answers of Random123, ``kat_vectors``, philox4x32 with ten rounds."""
    ones = 2**32 - 1
    known = [
        ([0] * 4, 0, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([ones] * 4, 2**64 - 1, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            0x299F31D0_A4093822,
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ]
    for counter, key, answer in known:
        assert _reference.philox(counter, key) == answer
        fast = philox(tuple(np.array([word], dtype=np.uint64) for word in counter), key)
        assert [int(word[0]) for word in fast] == answer


@given(st.floats(1e-12, 1.0, exclude_max=True))
def test_the_logarithm_is_right_and_the_same_in_both(value):
    fast = float(ln(np.array([value]))[0])
    assert fast == _reference.ln(value)
    assert fast == pytest.approx(np.log(value), rel=1e-14, abs=1e-15)


def test_paths_are_the_same_alone_and_in_any_batch():
    rows = [(n % 8, n % 3, 40 * n, None if n % 4 else 300, 50_000_000) for n in range(30)]
    model = fit(told_of(rows, [24_100] * 8), FIRST + 1_400)
    setting = setting_of(model, 6, 7)
    growth = growth_of(model, setting)
    whole = follow(model, setting, growth, 9).paths
    parts = [
        simulate(model, beliefs(model, growth, 7, first, many), setting)
        for first, many in ((0, 4), (4, 1), (5, 4))
    ]
    same(whole, joined(parts))
