"""Levels of entries and exits on their way: a drift as wide each month as the last, and trends
weighed by what they would make of the number of persons."""

import numpy as np
import pytest

from helhed.forecast.episodes.levels import FARTHEST, _drift, levels_of
from helhed.forecast.episodes.settled import settled

MONTHS = 60
AGO = (np.arange(MONTHS)[::-1] + 0.5) / 12


def ways(shape, keep, steps, paths=3_000):
    numbers = np.random.default_rng(3)
    found = [_drift(np.array([shape]), keep, numbers, steps)[:, 0] for _ in range(paths)]
    return np.log(np.array(found))


def test_a_drift_is_as_likely_up_as_down_and_its_variance_grows_evenly():
    logs = ways(200.0, 0.95, 48)
    assert np.median(logs[:, -1]) == pytest.approx(0, abs=0.03)
    assert logs[:, 47].var() == pytest.approx(4 * logs[:, 11].var(), rel=0.15)


def test_a_level_of_which_little_is_known_does_not_run_away():
    logs = ways(2.0, 0.8, 240, paths=300)
    assert np.abs(logs).max() <= np.log(FARTHEST) + 1e-9


def of(came, awaited):
    table = np.asarray(came, float)[:, None]
    return levels_of(table, np.full((MONTHS, 1), float(awaited)), AGO, np.ones(1))


def weighed(entered, leave, persons):
    exits = of(np.full(MONTHS, leave), leave)
    there, whole = np.full(MONTHS, float(persons)), np.ones(MONTHS)
    comes = np.array([entered.came.mean()])
    return settled(entered, exits, comes, there, 0.0, whole)


def test_a_trend_that_few_entries_seem_to_show_is_drawn_to_balance():
    rising = np.round(np.linspace(3, 5, MONTHS))
    entered = of(rising, rising.mean())
    found = weighed(entered, rising.mean(), 100)
    assert entered.trend > 0.01
    assert abs(found.trend) < abs(entered.trend)


def test_a_trend_that_many_entries_show_stands():
    rising = np.round(400 * np.exp(0.1 * np.arange(MONTHS) / 12))
    entered = of(rising, rising.mean())
    found = weighed(entered, rising.mean(), 12_000)
    assert found.trend == pytest.approx(0.1, abs=0.02)


def test_where_nobody_is_there_nothing_is_weighed():
    entered = of(np.full(MONTHS, 2), 2)
    assert weighed(entered, 0.0, 0) is entered
