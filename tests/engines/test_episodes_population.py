"""What entries are multiplied by when the population is told to change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.bands import AGES, age_band
from helhed.forecast.episodes.model import fit
from helhed.forecast.episodes.population import Population, multiplied, reaches_back, so_far
from helhed.forecast.episodes.told import month_time
from tests.engines.worlds import KNOWN, Rates, world

JANUARY_2027 = 12.0 * 2027


def told(*rows):
    year, age, persons = (np.array(column) for column in zip(*rows, strict=True))
    return Population(year, age, persons.astype(float))


def test_without_a_projection_nothing_is_multiplied():
    nothing = np.zeros(0, dtype=np.int64)
    found = multiplied(Population(nothing, nothing, nothing.astype(float)), JANUARY_2027, 6)
    assert found.factor.tolist() == np.ones((6, AGES)).tolist()
    assert not found.untold
    assert not found.stands_still


def test_twice_as_many_in_a_year_is_half_as_many_again_in_the_middle_of_it():
    rows = [(2027, 40, 100), (2028, 40, 200)]
    found = multiplied(told(*rows), JANUARY_2027, 12)
    band = int(age_band(np.array([12 * 40]))[0])
    assert found.factor[:, band] == pytest.approx(1 + (np.arange(12) + 0.5) / 12)
    others = [one for one in range(AGES) if one != band]
    assert (found.factor[:, others] == 1).all()
    assert band not in found.untold
    assert not found.stands_still


def test_beyond_the_last_year_it_stands_still_and_says_so():
    found = multiplied(told((2026, 40, 100), (2027, 40, 50)), JANUARY_2027, 3)
    band = int(age_band(np.array([12 * 40]))[0])
    assert found.factor[:, band].tolist() == [1.0, 1.0, 1.0]
    assert found.stands_still


def test_only_ages_at_which_somebody_ever_came_are_missed():
    came = [False] * AGES
    came[0] = True
    assert multiplied(told((2027, 40, 1), (2028, 40, 1)), JANUARY_2027, 2, came).untold == [0]


@given(st.floats(0.1, 10), st.integers(1, 10_000))
def test_a_town_of_another_size_that_changes_alike_is_multiplied_alike(scale, persons):
    rows = [(2027, 40, persons), (2028, 40, 2 * persons), (2029, 40, persons)]
    one, other = told(*rows), told(*((y, a, scale * p) for y, a, p in rows))
    found = [multiplied(of, JANUARY_2027, 20).factor for of in (one, other)]
    np.testing.assert_allclose(*found, rtol=1e-9)


GROWS = Rates(comes=(12.0, 6.0), trend=0.1)


def test_growth_that_entries_have_in_common_with_inhabitants_is_no_trend_of_their_own():
    episodes, day = world(GROWS, np.random.default_rng(7), known=KNOWN, ahead=0)
    now = float(month_time(np.array([day + 1]))[0])
    years = range(int(now / 12) - 12, int(now / 12) + 3)
    inhabitants = told(
        *(
            (year, age, 1e6 * np.exp(0.1 * (year - now / 12)))
            for year in years
            for age in (9, 10, 11)
        )
    )
    alone, of_them = fit(episodes, day), fit(episodes, day, population=inhabitants)
    assert alone.levels[2].trend > 0.06
    assert abs(of_them.levels[2].trend) < 0.02
    a_month = [one.entries.mean.sum() * one.levels[2].means().mean() for one in (alone, of_them)]
    assert a_month[1] == pytest.approx(a_month[0], rel=0.15)


def test_inhabitants_who_are_not_told_of_so_far_back_leave_the_past_as_it_was():
    late = told((2026, 40, 100), (2028, 40, 300))
    assert not reaches_back(late, JANUARY_2027 - 60)
    assert (so_far(late, JANUARY_2027, int(JANUARY_2027) - 60, 60) == 1).all()
    early = told((2022, 40, 100), (2028, 40, 700))
    band = int(age_band(np.array([12 * 40]))[0])
    found = so_far(early, JANUARY_2027, int(JANUARY_2027) - 60, 60)
    assert found[:, band] == pytest.approx((100 + 100 * (np.arange(60) + 0.5) / 12) / 600)
    assert (np.delete(found, band, axis=1) == 1).all()
