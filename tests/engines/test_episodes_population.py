"""What entries are multiplied by when the population is told to change."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.forecast.episodes.bands import AGES, age_band
from helhed.forecast.episodes.population import Population, multiplied

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
