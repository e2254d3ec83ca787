"""A season of those who come is seen where it is no chance, hardly ever where it is; and what is to
come follows it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.follow import follow, no_growth
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.paths import ENTRY
from helhed.forecast.episodes.seasonal import FEWEST_YEARS, season_of, seasons_of
from helhed.forecast.episodes.setting import Setting
from tests.engines.worlds import STEADY, world

JANUARY = 12 * 2020
AUGUST = 1 + 0.5 * np.cos(2 * np.pi * (np.arange(60) - 7) / 12)


def came(level, seed=1):
    return np.random.default_rng(seed).poisson(level).astype(float)


def test_as_many_times_more_are_seen_to_come_in_a_month_as_do():
    assert season_of(came(300 * AUGUST), JANUARY) == pytest.approx(AUGUST[:12], abs=0.08)


@given(st.integers(0, 11))
def test_it_is_the_same_season_whichever_month_the_counting_begins_in(later):
    found = season_of(came(3_000 * AUGUST)[later:], JANUARY + later)
    assert found == pytest.approx(AUGUST[:12], abs=0.06)


def test_what_few_tell_is_drawn_towards_none():
    few, many = (season_of(came(level * AUGUST, 3), JANUARY) for level in (8, 800))
    assert few is not None
    assert many is not None
    assert np.corrcoef(few, AUGUST[:12])[0, 1] > 0.8
    assert few.std() < 1.15 * many.std()
    assert few.mean() == pytest.approx(1)


@pytest.mark.parametrize(("level", "drift", "shape"), [(300, 0.03, 1e9), (20, 0.0, 6.0)])
def test_where_there_is_none_one_is_hardly_ever_seen(level, drift, shape):
    """A level that drifts, and months that vary by more than Poisson numbers."""
    numbers = np.random.default_rng(2)
    seen = 0
    for _ in range(500):
        mean = level * np.exp(np.cumsum(numbers.normal(0, drift, 60)))
        months = numbers.poisson(mean * numbers.gamma(shape, 1 / shape, 60)).astype(float)
        seen += season_of(months, JANUARY) is not None
    assert seen <= 2


@pytest.mark.parametrize(("level", "growth", "months"), [(100, 0.26, 120), (400, 0.095, 120)])
def test_growth_is_no_season(level, growth, months):
    mean = level * np.exp(growth * np.arange(months) / 12)
    assert not any(season_of(came(mean, seed), JANUARY) is not None for seed in range(40))


def test_years_before_anybody_came_do_not_make_two_years_tell_a_season():
    numbers = np.random.default_rng(3)
    for _ in range(40):
        months = numbers.poisson(20 * numbers.gamma(2, 0.5, 24)).astype(float)
        assert season_of(np.r_[np.zeros(96), months], JANUARY) is None


@pytest.mark.parametrize("years", [3, 5, 10])
def test_one_extraordinary_month_is_no_season(years):
    months = np.full(12 * years, 2.0)
    months[14] = 60
    assert season_of(months, JANUARY) is None
    assert season_of(np.where(months > 2, 16.0, 0.0), JANUARY) is None


def test_a_service_that_is_flat_does_not_get_the_season_of_the_others():
    for seed in range(10):
        flat, many = came(np.full(60, 10.0), seed), 0.8 * (1 + 1.8 * (AUGUST - 1))
        others = [came(many, 100 * seed + n) for n in range(15)]
        found = seasons_of(np.column_stack([flat, *others]), JANUARY, list("abcdefghijklmnop"))
        assert (found.factors[:, 0] == 1).all()
        assert found.factors[:, 1:].max() > 1.5


def test_too_few_years_and_nobody_tell_nothing():
    short = np.tile(np.r_[np.zeros(11), 90.0], FEWEST_YEARS)
    assert season_of(short, JANUARY) is not None
    assert season_of(short[1:], JANUARY) is None
    assert season_of(short[:1], JANUARY) is None
    assert season_of(np.zeros(60), JANUARY) is None


def test_a_service_has_its_own_season_and_the_others_one_in_common_or_none():
    steady, small = np.full(60, 40.0), 1.5 * AUGUST
    months = np.column_stack([came(40 * AUGUST[::-1], 4), came(steady, 5), came(steady, 6)])
    found = seasons_of(months, JANUARY, ["a", "b", "c"])
    assert [one.service for one in found.told] == ["a"]
    assert (found.factors[:, 1:] == 1).all()
    months = np.column_stack([came(small, seed) for seed in range(9)])
    found = seasons_of(months, JANUARY, list("abcdefghi"))
    assert [one.service for one in found.told] == [""]
    assert np.ptp(found.factors, axis=1).max() == 0
    assert found.factors[:, 0] == pytest.approx(AUGUST[:12], abs=0.3)


@pytest.mark.parametrize("known", [77, 80, 83])
def test_those_to_come_follow_the_season_and_the_peak_just_past_is_no_growth(known):
    told, day = world(
        replace(STEADY, comes=(40.0, 20.0), season=0.5), np.random.default_rng(known), known=known
    )
    model = fit(told, day)
    assert model.seasons.told
    setting = Setting.of(model, 24, 3)
    made = follow(model, setting, no_growth(setting.steps, len(model.states)), 200)
    flows = made.paths.flows[:, made.skipped :, :, ENTRY].sum(axis=2).mean(axis=0)
    months = (np.arange(24) + known + made.skipped) % 12
    truly = 60 * (1 + 0.5 * np.cos(2 * np.pi * (months - 7) / 12))
    assert flows.sum() == pytest.approx(truly.sum(), rel=0.1)
    assert np.corrcoef(flows, truly)[0, 1] > 0.95


def test_where_no_season_is_seen_nothing_is_told_or_multiplied():
    told, day = world(STEADY, np.random.default_rng(8))
    model = fit(told, day)
    assert not model.seasons.told
    assert (model.seasons.factors == 1).all()
