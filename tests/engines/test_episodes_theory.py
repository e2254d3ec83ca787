"""What the simulation must agree with: queues and Markov chains on paper, and worlds whose rates
are known."""

import os
from dataclasses import replace

import numpy as np
import pytest

from helhed.forecast.episodes.bands import AGES, SPENT, SPENT_FROM
from helhed.forecast.episodes.drawn import Beliefs, Ways, beliefs
from helhed.forecast.episodes.follow import follow, no_growth, quantiles
from helhed.forecast.episodes.model import Present, fit
from helhed.forecast.episodes.paths import AGE_IN, AGE_OUT
from helhed.forecast.episodes.setting import TICKS, Setting
from helhed.forecast.episodes.simulate import simulate
from tests.engines.worlds import Rates, in_month, world

NIGHTLY = os.environ.get("HELHED_HYPOTHESIS") == "nightly"
BAND = 2
"""The age of all who come in the worlds on paper."""


@pytest.fixture(scope="module")
def model():
    told, day = world(Rates(), np.random.default_rng(1), known=36)
    found = fit(told, day)
    nobody = np.zeros(0, dtype=np.int64)
    return replace(
        found,
        now=24_300.0,
        present=Present(nobody, nobody, nobody, nobody, nobody),
        grown=replace(found.grown, counts=np.zeros((2, 4))),
        entry_ages=np.full((2, AGES, 32), 150),
    )


def known(paths, steps, leaves, moves, comes):
    """Beliefs in which nothing is uncertain. ``leaves`` is ``[state, time spent]``."""
    cells = (2, AGES, SPENT)
    exits = np.broadcast_to(np.asarray(leaves, float)[:, None, :], cells)
    changed = np.broadcast_to(np.asarray(moves, float)[:, None, None], cells)
    entries = np.zeros((2, AGES))
    entries[:, BAND] = comes
    one = np.ones((paths, steps, 1))
    there_and_back = Ways(np.ones((paths, 1, 2)), np.zeros(4, dtype=np.int64))
    stays_at_18 = Ways(np.ones((paths, 1, 4)) * (np.arange(4) == 0), np.zeros(2, dtype=np.int64))
    return Beliefs(
        0,
        np.tile(exits.ravel(), (paths, 1)),
        np.tile(changed.ravel(), (paths, 1)),
        np.tile(entries.ravel(), (paths, 1)),
        (one, one, np.ones((paths, steps, 2))),
        np.ones((paths, steps, 2)),
        there_and_back,
        stays_at_18,
        np.ones((paths, steps, 2)),
        np.ones((paths, 2)),
    )


def within(values, truth, errors=4.0):
    """The mean over paths is the truth, within standard errors of it."""
    error = values.std(axis=0) / np.sqrt(len(values)) + 1e-9
    assert (np.abs(values.mean(axis=0) - truth) < errors * error).all()


def test_occupancy_is_that_of_a_queue_with_any_time_of_service(model):
    """M/G/∞: Poisson, with the mean of those who came times the chance that they are still
    there."""
    leaves = np.array([[0.30, 0.20, 0.10, 0.05, 0.05, 0.02, 0.02]] * 2)
    setting = Setting.of(model, 30, seed=3)
    paths = simulate(model, known(1_500, 30, leaves, [0.0, 0.0], [2.0, 0.5]), setting)
    spent = np.arange(30)
    rate = leaves[0][np.searchsorted(SPENT_FROM, spent, side="right") - 1]
    first = (1 - np.exp(-rate[0])) / rate[0]
    stays = first * np.exp(-np.concatenate([[0.0], np.cumsum(rate[1:])]))
    for state, comes in ((0, 2.0), (1, 0.5)):
        there = paths.persons[:, :, state]
        awaited = comes * np.cumsum(stays)
        within(there, awaited)
        assert there[:, -1].var() == pytest.approx(awaited[-1], rel=0.15)


def test_occupancy_is_that_of_a_markov_chain(model):
    """Two states with exits and moves both ways: dN/dt = λ + NQ, solved by its eigenvectors."""
    leaves, moves, comes = [0.05, 0.08], [0.10, 0.30], np.array([1.5, 1.0])
    setting = Setting.of(model, 24, seed=4)
    flat = np.repeat(np.array(leaves)[:, None], SPENT, axis=1)
    paths = simulate(model, known(1_500, 24, flat, moves, comes), setting)
    rates = np.array([[-0.15, 0.10], [0.30, -0.38]])
    value, right = np.linalg.eig(rates)
    left = np.linalg.inv(right)
    for month in (0, 5, 11, 23):
        grown = right @ np.diag((np.exp(value * (month + 1)) - 1) / value) @ left
        within(paths.persons[:, month], comes @ grown)


def test_places_are_the_time_lived_in_the_month(model):
    """Who come at 2 a month and stay live half a place each in their first month."""
    setting = Setting.of(model, 3, seed=5)
    nothing = known(2_000, 3, np.zeros((2, SPENT)), [0.0, 0.0], [2.0, 0.0])
    places = simulate(model, nothing, setting).ticks[:, :, 0] / TICKS
    within(places, np.array([1.0, 3.0, 5.0]))


def test_rates_are_recovered_within_the_error_that_is_told():
    inside = []
    for seed in range(16 if not NIGHTLY else 400):
        numbers = np.random.default_rng(1_000 + seed)
        true = Rates(
            comes=(numbers.uniform(2, 5), numbers.uniform(1, 3)),
            leaves=tuple(numbers.uniform(0.02, 0.08, 2)),
            moves=tuple(numbers.uniform(0.01, 0.03, 2)),
        )
        told, day = world(true, numbers)
        model = fit(told, day)
        drawn = beliefs(model, no_growth(1, 2), seed, 0, 200)
        lived = model.counts.lived.reshape(2, -1)
        for kind, (cells, truth) in enumerate(
            ((drawn.exits, true.leaves), (drawn.moves, true.moves))
        ):
            of_state = (cells.reshape(200, 2, -1) * lived).sum(axis=2) / lived.sum(axis=1)
            of_state = of_state * drawn.changes[kind][:, 0]
            inside.append(shares(of_state, truth))
        come = drawn.entries.reshape(200, 2, AGES).sum(axis=2) * drawn.changes[2][:, 0]
        inside.append(shares(come, true.comes))
    lies = np.concatenate(inside)
    covered = ((lies > 0.1) & (lies < 0.9)).mean()
    error = (0.8 * 0.2 / len(lies)) ** 0.5
    assert 0.8 - 4 * error < covered < 0.95
    assert lies.mean() == pytest.approx(0.5, abs=5 * error)


def shares(drawn, truth):
    """Which share of what was drawn lies under the truth."""
    return (drawn < np.asarray(truth)[None, :]).mean(axis=0)


def covered_in(worlds, first=0):
    """Whether the truth of each world lay in the 80 % interval of places, a month to a year ahead;
    of worlds whose rates, trend, drift (in half of them) and variation of entries are drawn."""
    found = []
    for seed in range(first, first + worlds):
        numbers = np.random.default_rng(seed)
        told, day = world(a_world(numbers), numbers)
        model = fit(told, day)
        setting = Setting.of(model, 12, seed)
        made = follow(model, setting, no_growth(setting.steps, 2), 100)
        places = made.paths.ticks.sum(axis=2)[:, made.skipped :] / TICKS
        month = setting.month + made.skipped
        truths = [in_month(told, month + ahead) for ahead in (0, 2, 5, 11)]
        low, high = quantiles(places[:, [0, 2, 5, 11]], (0.1, 0.9))
        found.append((low <= truths) & (truths <= high))
    return np.array(found)


def a_world(numbers):
    return Rates(
        comes=(numbers.uniform(1, 4), numbers.uniform(0.5, 2)),
        leaves=(numbers.uniform(0.02, 0.05), numbers.uniform(0.03, 0.08)),
        moves=(numbers.uniform(0.005, 0.02), numbers.uniform(0.005, 0.02)),
        trend=0.05 * numbers.standard_normal(),
        shape=float(numbers.choice([4.0, 20.0, 1e6])),
        drift=float(numbers.choice([0.0, 0.0, 0.03, 0.06])),
    )


def test_intervals_cover_what_they_say():
    """80 ± 2 % over 2,000 worlds by night; fewer worlds, and what chance allows them, by day."""
    worlds = 2_000 if NIGHTLY else 24
    covered = covered_in(worlds).mean(axis=0)
    allowed = 0.02 if NIGHTLY else 4 * (0.8 * 0.2 / worlds) ** 0.5
    assert (np.abs(covered - 0.8) < allowed).all(), covered


def test_children_who_turn_18_go_where_others_went(model):
    """Of a hundred who turn 18 in the third month, three in ten go on into the home, half are gone,
    the rest stay; nothing else happens to them."""
    hundred = np.arange(100)
    zero = np.zeros(100, dtype=np.int64)
    born = np.full(100, 24_300 + 2 - 216)
    aged = replace(
        model,
        present=Present(hundred, born, zero, zero + 24_290, zero + 40_000_000),
        grown=replace(model.grown, counts=np.ones((2, 4))),
    )
    paths = 400
    nothing = known(paths, 6, np.zeros((2, SPENT)), [0.0, 0.0], [0.0, 0.0])
    shares_of = np.tile([0.2, 0.3, 0.0, 0.5], (paths, 1, 1))
    grown = Ways(shares_of, np.zeros(2, dtype=np.int64))
    found = simulate(aged, replace(nothing, grown=grown), Setting.of(aged, 6, seed=8))
    assert (found.persons[:, 1] == [100, 0]).all()
    within(found.persons[:, 2], np.array([20.0, 50.0]))
    assert (found.persons[:, 5] == found.persons[:, 2]).all()
    left = 100 * paths - found.persons[:, 5].sum()
    assert found.flows[..., AGE_IN].sum() + found.flows[..., AGE_OUT].sum() == -left


def test_entries_vary_as_a_negative_binomial(model):
    """Mean m and variance m + m² / shape, months apart."""
    shaped = replace(model, dispersion=np.full_like(model.dispersion, 4.0))
    setting = Setting.of(shaped, 2, seed=9)
    drawn = beliefs(shaped, no_growth(2, 2), 9, 0, 3_000)
    stay = known(3_000, 2, np.zeros((2, SPENT)), [0.0, 0.0], [6.0, 0.0])
    come = simulate(shaped, replace(stay, months=drawn.months), setting).flows[:, 1, 0, 0]
    assert come.mean() == pytest.approx(6.0, rel=0.05)
    assert come.var() == pytest.approx(6.0 + 36.0 / 4.0, rel=0.15)
