"""How citizens fared in comparable offers, with chance told apart."""

import random
from datetime import date
from math import sqrt
from statistics import fmean

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helhed.rules.plans.virkning import (
    TWO_SIDED_95,
    Outcome,
    UnableToCompare,
    adjusted,
    estimates,
    fewest_shown,
    spread,
)
from tests.rules.virkning_reference import between_slowly, posterior_slowly, within_slowly

VALUES = st.integers(-16, 16).map(lambda n: n / 4)
GROUPS = st.lists(st.lists(VALUES, min_size=1, max_size=9), min_size=4, max_size=9)
OUTCOMES = st.lists(
    st.builds(Outcome, st.integers(0, 5), VALUES, st.none() | st.integers(0, 4)), min_size=1
)


def common_of(groups):
    try:
        return spread(groups)
    except UnableToCompare:
        assume(False)


@given(GROUPS)
def test_the_spread_is_what_plain_sums_and_halving_find(groups):
    common = common_of(groups)
    assert common.within == pytest.approx(within_slowly(groups), rel=1e-9)
    slow = between_slowly(groups, common.within)
    assert common.between == pytest.approx(slow, rel=1e-6, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=2, max_size=9), min_size=4, max_size=6), st.data())
def test_an_offer_is_moved_to_where_a_sum_over_a_grid_puts_it(groups, data):
    common = common_of(groups)
    number = data.draw(st.integers(0, len(groups) - 1))
    mean, variance = posterior_slowly(groups, number, common)
    found = estimates(dict(enumerate(groups)))[1][number]
    pull = 1 - found.own_share
    guessed = 2 * pull**2 / (len(groups) - 3) * (found.plain - common.mean) ** 2
    half = TWO_SIDED_95 * sqrt(variance + guessed)
    assert found.moved == pytest.approx(mean, abs=0.01 * sqrt(variance))
    assert found.high - found.moved == pytest.approx(half, rel=0.01)


@given(GROUPS)
def test_every_offer_lies_between_its_own_mean_and_the_comparable_offers(groups):
    common = common_of(groups)
    for values, one in zip(groups, estimates(dict(enumerate(groups)))[1].values(), strict=True):
        low, high = sorted((fmean(values), common.mean))
        assert low - 1e-9 <= one.moved <= high + 1e-9
        assert one.low < one.moved < one.high
        assert 0 <= one.own_share <= 1


@given(GROUPS, VALUES)
def test_moving_every_citizen_moves_every_figure_as_much(groups, by):
    common_of(groups)
    before = estimates(dict(enumerate(groups)))[1]
    after = estimates({n: [v + by for v in g] for n, g in enumerate(groups)})[1]
    for n, one in before.items():
        assert after[n].moved == pytest.approx(one.moved + by, abs=1e-6)
        assert after[n].high - after[n].low == pytest.approx(one.high - one.low, abs=1e-6)


def test_the_more_citizens_the_less_an_offer_is_moved():
    groups = {n: [m - 1, m + 1] * (n + 1) for n, m in enumerate((0.0, 1.0, 4.0, 6.0))}
    shares = [one.own_share for one in estimates(groups)[1].values()]
    assert shares == sorted(shares)
    assert shares[0] < shares[-1]


@given(OUTCOMES)
def test_freeing_of_what_citizens_came_with_keeps_the_mean_and_evens_the_strata(outcomes):
    freed = adjusted(outcomes)
    everyone = [value for values in freed.values() for value in values]
    assert len(everyone) == len(outcomes)
    assert fmean(everyone) == pytest.approx(fmean(o.value for o in outcomes), abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=1))
def test_what_only_follows_the_start_is_no_difference_between_offers(came):
    outcomes = [Outcome(offer, before / 2, before) for offer, before in came]
    values = [value for values in adjusted(outcomes).values() for value in values]
    assert max(values) - min(values) < 1e-9


@pytest.mark.parametrize(
    "groups",
    [
        [],
        [[1.0, 2.0]] * 3,
        [[1.0]] * 8,
        [[1.0, 1.0]] * 8,
    ],
)
def test_what_cannot_be_compared_says_why(groups):
    with pytest.raises(UnableToCompare) as caught:
        spread(groups)
    assert str(caught.value)


def test_the_interval_holds_the_truth_about_as_often_as_it_says():
    """200 made-up sets of 12 offers with 5 to 40 citizens, where the truth is known."""
    chance, held, asked = random.Random(4), 0, 0
    for _ in range(200):
        truth = [chance.gauss(0.3, 0.25) for _ in range(12)]
        groups = {
            n: [chance.gauss(t, 1.0) for _ in range(chance.randint(5, 40))]
            for n, t in enumerate(truth)
        }
        for n, one in estimates(groups)[1].items():
            held += one.low <= truth[n] <= one.high
            asked += 1
    assert 0.93 <= held / asked <= 0.97


def test_figures_of_fewer_than_five_citizens_are_not_shown():
    assert fewest_shown(date(2026, 11, 2)) == 5
