"""The back-test of episodes, and the published method beside it."""

import numpy as np
import pytest

from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.stock_flow import stock_flow
from helhed.forecast.episodes.tested import backtest_episodes, origins_of
from helhed.forecast.episodes.told import courses_of
from tests.engines.test_episodes import DAY, A, B, told_of
from tests.engines.worlds import Rates, world


@pytest.mark.parametrize(
    ("known", "reach", "first"), [(120, 36, 60), (84, 36, 42), (60, 36, 24), (60, 12, 30)]
)
def test_half_of_the_months_are_behind_the_first_day_of_a_back_test_if_it_reaches(
    known, reach, first
):
    origins = origins_of(500, 500 + known, reach)
    assert (origins[0], origins[-1], len(origins)) == (500 + first, 500 + known - 1, 6)


def test_a_back_test_is_scored_beside_the_last_value_and_stock_and_flow():
    told, day = world(Rates(), np.random.default_rng(3), known=48)
    scores = backtest_episodes(told, day, 6, 20, 1)
    assert {one.method for one in scores} >= {"helhed", "naive", "drift", "stock and flow"}
    assert {one.ahead for one in scores} == {1, 3, 6}
    assert "persons, total" in {one.series for one in scores}
    assert all(one.wape < 0.6 for one in scores)


def test_a_back_test_needs_two_years():
    told, day = world(Rates(), np.random.default_rng(3), known=12)
    with pytest.raises(UnableToFollow, match="more than two years"):
        backtest_episodes(told, day, 6, 20, 1)


def test_stock_and_flow_lets_people_leave_and_come_as_they_did():
    """Ten stay; each month one of twelve more leaves and another comes."""
    stays = [(f"s{n}", A, 0, None) for n in range(10)]
    leave = [(f"l{n}", A, 0, 30 * n + 29) for n in range(12)]
    come = [(f"c{n}", A, 30 * n + 30, None) for n in range(12)]
    told = told_of(*stays, *leave, *come).known_on(DAY + 364)
    courses = courses_of(told)
    first, now = float(courses.at.min()), float(courses.at.min()) + 12
    found = stock_flow(courses, np.array([0]), now, first + 0.01, 6)[0]
    assert found == pytest.approx(np.full(6, 22.0), abs=1.0)


def test_stock_and_flow_moves_people_between_units():
    rows = [(f"p{n}", A, 0, 30 * n + 60) for n in range(10)]
    rows += [(f"p{n}", B, 30 * n + 61, None) for n in range(10)]
    courses = courses_of(told_of(*rows, ("q", A, 0, None)).known_on(DAY + 364))
    first = float(courses.at.min())
    found = stock_flow(courses, np.array([0, 1]), first + 12, first + 0.01, 3)
    assert found.sum(axis=0) == pytest.approx(found[:, 0].sum(), abs=3.0)
    assert found[0, -1] < found[0, 0]
