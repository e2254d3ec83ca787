"""The spread of counts: many units or few, moving each its own way or together."""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast import Counts, forecast
from helhed.forecast.backtest import QUANTILES, scored
from helhed.forecast.pooled import Past, Settings, surer
from helhed.forecast.spread import TELLING, _memory, _widened

YEARS = 15


def world(seed, units, own, together=0.0):
    """Units that wander by some share a year, each its own way and all together."""
    chance = np.random.default_rng(seed)
    of_all = np.cumsum(chance.normal(0, together, YEARS))
    each = np.cumsum(chance.normal(0, own, (units, YEARS)), axis=1)
    values = np.round(200 * np.exp(of_all + each))
    return Counts.of(
        (f"u{unit}", "persons", str(2008 + year), float(values[unit, year]))
        for unit in range(units)
        for year in range(YEARS)
    )


def held(worlds, **kind):
    """How much of what came lay in the 80 % interval, one, two and three years ahead."""
    told = defaultdict(list)
    for seed in range(worlds):
        counts = world(seed, **kind)
        past = Past(counts, Settings())
        for origin in range(7, YEARS - 1):
            reach = min(3, YEARS - 1 - origin)
            made = forecast(counts.until(origin), reach, QUANTILES, Settings(), past).values[0]
            for ahead in range(reach):
                came = counts.values[0, :, origin + ahead + 1]
                told[ahead + 1].append((came, made[:, ahead]))
    return [scored("helhed", "persons", ahead, told[ahead]).cover_80 for ahead in (1, 2, 3)]


@pytest.mark.parametrize(("units", "worlds"), [(5, 40), (10, 20), (60, 5)])
def test_eighty_percent_intervals_hold_about_that_also_where_the_units_are_few(units, worlds):
    assert held(worlds, units=units, own=0.06) == pytest.approx([0.8] * 3, abs=0.05)


def test_two_units_are_told_nearly_as_surely_as_many():
    assert min(held(60, units=2, own=0.06)) > 0.72


def test_where_all_move_together_the_interval_tells_of_it():
    """Without, half of what came lay outside; with, a good part of the way is told."""
    one, two, three = held(12, units=40, own=0.05, together=0.05)
    assert min(one, two, three) > 0.6
    assert one > 0.7


@given(st.floats(0.1, 1000))
def test_the_memory_is_as_long_as_makes_an_endless_past_tell_as_much_as_is_wanted(misses):
    fade = _memory(misses, TELLING)
    assert 0 <= fade < 1
    told = misses * (1 + fade) / (1 - fade)
    assert told == pytest.approx(max(misses, TELLING))


@given(st.floats(0.1, 1000), st.floats(1.01, 10))
def test_the_fewer_misses_the_farther_quantiles_lie_and_the_middle_stays(misses, more):
    asked = np.array([0.025, 0.1, 0.5, 0.9, 0.975])
    few, many = _widened(asked, misses), _widened(asked, misses * more)
    assert (few >= many - 1e-12).all()
    assert (many >= 1).all()
    assert few[0] == pytest.approx(few[-1])
    assert _widened(asked, 1e9) == pytest.approx(np.ones(5), abs=1e-6)


@given(st.integers(3, 60), st.integers(0, 60), st.integers(1, 12))
def test_a_miss_made_when_growth_was_known_by_fewer_changes_counts_less(then, more, ahead):
    part = surer(then, then + more, ahead, 1)
    assert 0 < part <= 1
    assert (part == 1) == (more == 0)
    assert surer(2, 60, ahead, 1) == 0
    assert surer(11, 60, ahead, 12) == 0


def test_a_step_made_once_is_no_growth_and_is_told_of():
    values = [100, 103, 99, 101, 102, 100, 299, 303, 297, 300]
    rows = [("A", "persons", str(2012 + at), float(value)) for at, value in enumerate(values)]
    made = forecast(Counts.of(rows), 3, (0.1, 0.5, 0.9))
    assert made.values[0, 0, :, 1] == pytest.approx([300] * 3, rel=0.03)
    assert any("from 2017 to 2018 all together changed by +199%" in one for one in made.notes)
    assert any("does not go on" in one for one in made.notes)


def test_one_more_or_fewer_of_a_handful_is_no_step():
    values = [3, 3, 3, 4, 3, 3, 3, 3, 5, 5, 5, 5]
    rows = [("A", "persons", str(2010 + at), float(value)) for at, value in enumerate(values)]
    assert not any("step" in one for one in forecast(Counts.of(rows), 1).notes)


def test_a_growth_of_a_third_every_year_is_no_step():
    rows = [("A", "persons", str(2012 + at), float(round(100 * 1.33**at))) for at in range(9)]
    made = forecast(Counts.of(rows), 1, (0.5,))
    assert made.values[0, 0, 0, 0] == pytest.approx(100 * 1.33**9, rel=0.02)
    assert not any("step" in one for one in made.notes)


@pytest.mark.parametrize(("months", "is_told"), [(35, True), (36, False)])
def test_too_few_months_to_tell_a_season_by_are_said(months, is_told):
    rows = [("A", "persons", f"{2020 + m // 12}-{m % 12 + 1:02}", 100.0 + m) for m in range(months)]
    notes = forecast(Counts.of(rows), 1).notes
    assert any("season" in one for one in notes) == is_told
