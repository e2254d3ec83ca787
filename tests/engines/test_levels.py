"""Levels of entries and exits on their way: a drift that goes less far each month, and trends
weighed by what they would make of the number of persons."""

from dataclasses import replace

import numpy as np
import pytest

from helhed.forecast.episodes.before import Before
from helhed.forecast.episodes.levels import (
    COMING,
    FARTHEST,
    HALVED,
    Drift,
    drawn_levels,
    levels_of,
)
from helhed.forecast.episodes.settled import settled

MONTHS = 60
AGO = (np.arange(MONTHS)[::-1] + 0.5) / 12


def ways(shape, keep, steps, paths=3_000):
    numbers = np.random.default_rng(3)
    drift = Drift.of(np.array([shape]), keep, steps)
    found = [drift.drawn(numbers)[:, 0] for _ in range(paths)]
    return np.log(np.array(found))


def test_a_drift_is_as_likely_up_as_down_and_goes_less_far_from_month_to_month():
    logs = ways(200.0, 0.95, 48)
    assert np.median(logs[:, -1]) == pytest.approx(0, abs=0.03)
    far = np.cumsum(0.5 ** (np.arange(48) / HALVED))
    assert logs[:, 47].var() == pytest.approx(far[47] / far[11] * logs[:, 11].var(), rel=0.15)


def test_a_level_of_which_little_is_known_does_not_run_away():
    logs = ways(2.0, 0.8, 240, paths=300)
    assert np.abs(logs).max() <= np.log(FARTHEST) + 1e-9


def of(came, awaited, before=None):
    table = np.asarray(came, float)[:, None]
    each = np.full((MONTHS, 1), float(awaited))
    return levels_of(table, each, AGO, np.ones(1), COMING, before)


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


def before(came, awaited):
    return Before(np.array([float(came)]), np.array([float(awaited)]), MONTHS / 12, 30.0)


def level(levels):
    return float((levels.each * levels.means()[..., 0]).sum())


def test_those_there_at_the_beginning_tell_of_the_level_when_they_are_about_as_many_as_awaited():
    few = of(np.full(MONTHS, 10), 10, before(270, 300))
    assert 0.93 < level(few) < 0.995
    assert level(of(np.full(MONTHS, 10), 10)) == pytest.approx(1, abs=0.02)


def test_those_there_at_the_beginning_tell_nothing_when_they_are_far_from_what_is_awaited():
    far = of(np.full(MONTHS, 10), 10, before(2_000, 300))
    assert level(far) == pytest.approx(1, abs=0.05)


def test_no_trend_at_all_is_likeliest_where_none_is_seen():
    found = of(np.full(MONTHS, 10), 10)
    assert found.each[:, np.abs(found.slopes) < 1e-9].sum() > 0.5


def of_two(first, second):
    came = np.column_stack([np.asarray(first, float), np.asarray(second, float)])
    awaited = np.tile(came.mean(axis=0), (MONTHS, 1))
    return levels_of(came, awaited, AGO, np.ones(2)), awaited[0]


def now_of(levels, usual):
    numbers = np.random.default_rng(5)
    drawn = drawn_levels(levels, (numbers for _ in range(400)), 24)
    return np.median(drawn, axis=0) * usual


def test_a_law_that_sends_people_elsewhere_is_seen_and_goes_on():
    since = np.arange(MONTHS) >= MONTHS - 12
    levels, usual = of_two(np.where(since, 16, 12), np.where(since, 2, 6))
    for month in (0, -1):
        assert now_of(levels, usual)[month] == pytest.approx((16, 2), rel=0.15)


def test_after_a_break_of_the_mix_as_many_come_in_all():
    """The months since know little of how many come in all; all months do."""
    since = np.arange(MONTHS) >= MONTHS - 6
    levels, usual = of_two(np.where(since, 15, 12), np.where(since, 1, 6))
    numbers = np.random.default_rng(5)
    still = replace(levels, lasts=1.0)
    drawn = drawn_levels(still, (numbers for _ in range(400)), 1)[:, 0] * usual
    assert drawn.sum(axis=1).std() < 1.3 * np.sqrt(18 / MONTHS) * 1.5
    assert np.median(drawn.sum(axis=1)) == pytest.approx(18, rel=0.06)


def test_where_nothing_breaks_no_break_is_believed():
    levels, usual = of_two(np.full(MONTHS, 12), np.full(MONTHS, 6))
    assert now_of(levels, usual)[0] == pytest.approx((12, 6), rel=0.05)


def test_a_level_that_stood_still_may_drift_from_now_on_and_its_middle_does_not_move():
    numbers = np.random.default_rng(7)
    still = of(np.full(MONTHS, 200), 200)
    forever = replace(still, lasts=1.0)
    drawn, held = (
        np.log(drawn_levels(one, (numbers for _ in range(1_500)), 24)[:, -1, 0])
        for one in (replace(still, lasts=0.0), forever)
    )
    assert drawn.std() > 1.2 * held.std()
    assert np.median(drawn) == pytest.approx(np.median(held), abs=0.02)
