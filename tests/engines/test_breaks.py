"""Breaks of levels beside a twin that tries every month and every set of groups, one month after
the other."""

from itertools import product
from math import exp, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helhed.forecast.episodes.breaks import (
    TAKES_PART,
    Broken,
    _take_part,
    _two_take_part,
    breaks_of,
)

WORTH = 2.0
NUMBERS = st.integers(0, 8)


def foretold(came, awaited, shape, rate):
    """The logarithm of how likely months are, each foretold from those before; without what does
    not depend on the level. And what is known of the level after."""
    told = 0.0
    for now, mean in zip(came, awaited, strict=True):
        told += lgamma(now + shape) - lgamma(shape) + shape * log(rate / (rate + mean))
        told += now * log(mean / (rate + mean))
        shape, rate = shape + now, rate + mean
    return told, (shape, rate)


def tried(came, awaited, start, chance):
    """Every history: how likely it is, the month, which groups broke, and what is known of each
    level then; not scaled."""
    months, groups = came.shape
    none = exp(-chance.levels * months / 12)
    found = []
    for month in range(months):
        sets = product((False, True), repeat=groups) if month else [(False,) * groups]
        for broke in sets:
            prior = (1 - none) / max(months - 1, 1) * TAKES_PART**groups if month else none
            likely, known = log(prior), []
            for group, breaks in enumerate(broke):
                n, mean = came[:, group], awaited[:, group]
                own = start[0][group], start[1][group]
                before, after = foretold(n[:month], mean[:month], *own)
                rest = (WORTH, WORTH) if breaks else after
                since, level = foretold(n[month:], mean[month:], *rest)
                likely += before + since
                known.append(level)
            found.append((exp(likely), month, broke, known))
    return found


@st.composite
def histories(draw):
    months, groups = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    came = draw(st.lists(NUMBERS, min_size=months * groups, max_size=months * groups))
    means = draw(st.lists(st.floats(0.5, 5.0), min_size=groups, max_size=groups))
    came = np.array(came, float).reshape(months, groups)
    return came, np.tile(means, (months, 1)), draw(st.floats(0.5, 20.0))


@given(histories())
@settings(max_examples=60, deadline=None)
def test_breaks_of_levels_are_those_that_a_trial_of_every_history_finds(given_one):
    came, awaited, known = given_one
    groups, chance = came.shape[1], Broken(levels=0.3, mix=0.0)
    start = np.full(groups, known), np.full((1, groups), known)
    gain, breaks = breaks_of(came, awaited[:, None, :], [start], np.ones(groups), WORTH, chance)
    every = tried(came, awaited, (start[0], start[1][0]), chance)
    whole = sum(one[0] for one in every)
    unbroken, levels = zip(
        *(foretold(came[:, g], awaited[:, g], known, known) for g in range(groups)), strict=True
    )
    assert gain[0, 0] == pytest.approx(log(whole) - sum(unbroken), abs=1e-8)
    steady = sum(one[0] for one in every if one[1] == 0) / whole
    assert breaks.places[0, 0, 0] == pytest.approx(steady, abs=1e-9)
    mean = sum(one[0] * np.array([a / b for a, b in one[3]]) for one in every) / whole
    told = breaks.means(0, np.array([[a / b for a, b in levels]]))
    assert told[0] == pytest.approx(mean, rel=1e-8)


def test_levels_that_are_drawn_have_the_mean_that_is_told():
    came = np.column_stack([[6, 5, 7, 6, 9, 10, 9], [3, 4, 3, 3, 0, 1, 0]]).astype(float)
    awaited = np.tile(came.mean(axis=0), (7, 1))[:, None, :]
    start = np.full(2, WORTH), np.full((1, 2), WORTH)
    chance = Broken(levels=0.2, mix=0.0)
    _, breaks = breaks_of(came, awaited, [start], np.ones(2), WORTH, chance)
    unbroken = WORTH + came.sum(axis=0), WORTH + awaited.sum(axis=0)[0]
    numbers = np.random.default_rng(11)
    drawn = [breaks.drawn(0, 0, unbroken, numbers) for _ in range(20_000)]
    told = breaks.means(0, (unbroken[0] / unbroken[1])[None, :])[0]
    assert np.mean(drawn, axis=0) == pytest.approx(told, rel=0.02)


CHANCES = st.lists(st.floats(0.001, 0.999), min_size=2, max_size=5)


@given(CHANCES)
@settings(max_examples=100, deadline=None)
def test_that_two_groups_or_more_broke_is_what_a_count_of_every_set_finds(chances):
    part = np.array(chances)
    sets = np.array(list(product((False, True), repeat=len(part))))
    likely = np.where(sets, part, 1 - part).prod(axis=1)
    two = sets.sum(axis=1) >= 2
    usual = np.where(sets, TAKES_PART, 1 - TAKES_PART).prod(axis=1)[two].sum()
    found, of_two = _two_take_part(part)
    assert found == pytest.approx(log(likely[two].sum() / usual), abs=1e-6)
    each = (likely[two, None] * sets[two]).sum(axis=0) / likely[two].sum()
    assert of_two == pytest.approx(each, abs=1e-6)


def test_two_groups_or_more_take_part_as_often_as_a_count_of_every_set_says():
    part = np.array([0.3, 0.05, 0.6, 0.1])
    numbers = np.random.default_rng(3)
    drawn = np.array([_take_part(part, numbers.random(4), 2) for _ in range(20_000)])
    assert (drawn.sum(axis=1) >= 2).all()
    assert drawn.mean(axis=0) == pytest.approx(_two_take_part(part)[1], abs=0.015)
    free = np.array([_take_part(part, numbers.random(4), 0) for _ in range(20_000)])
    assert free.mean(axis=0) == pytest.approx(part, abs=0.015)


def test_where_nothing_changed_no_break_is_likelier_than_it_was_beforehand():
    """Of a mix as well: that nobody takes part in it is no sign of it."""
    came = np.random.default_rng(5).poisson([40.0, 20.0], (72, 2)).astype(float)
    awaited = np.tile(came.mean(axis=0), (72, 1))[:, None, :]
    start = np.full(2, WORTH), np.full((1, 2), WORTH)
    chance = Broken(levels=0.003, mix=0.1)
    _, breaks = breaks_of(came, awaited, [start], np.ones(2), WORTH, chance)
    assert 1 - breaks.places[0, 0, 0] < 1 - np.exp(-0.103 * 6)


def test_in_a_break_of_the_mix_as_many_are_drawn_in_all_as_without():
    since = np.arange(36)[:, None] >= 24
    came = np.where(since, [14.0, 1.0], [10.0, 5.0])
    awaited = np.tile(came.mean(axis=0), (36, 1))[:, None, :]
    start = np.full(2, WORTH), np.full((1, 2), WORTH)
    _, breaks = breaks_of(came, awaited, [start], np.ones(2), WORTH, Broken(levels=0.0, mix=0.5))
    unbroken = WORTH + came.sum(axis=0), WORTH + awaited.sum(axis=0)[0]
    numbers = np.random.default_rng(7)
    usual = awaited[0, 0]
    drawn = np.array([breaks.drawn(0, 0, unbroken, numbers) for _ in range(2_000)]) * usual
    assert np.median(drawn, axis=0) == pytest.approx((14, 1), rel=0.1)
    without = numbers.standard_gamma(unbroken[0], (2_000, 2)) / unbroken[1] @ usual
    assert drawn.sum(axis=1).std() == pytest.approx(without.std(), rel=0.1)
