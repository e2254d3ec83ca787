"""The plan of places: no plan that is tried by hand costs less than the solver's."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helhed.placing import (
    Change,
    Kind,
    Outlook,
    PricePaths,
    UnableToPlan,
    frontier,
    plan,
)
from helhed.placing._reference import best_plan, paid
from helhed.placing.plan import Plan, cvar, risk_cost, undominated

YEAR = 1_000_000_00


@st.composite
def outlooks(draw):
    money = st.integers(0, 20).map(lambda n: n * YEAR // 10)
    kinds = [
        Kind(key, draw(st.integers(0, 3)), draw(money), draw(money), draw(money))
        for key in ("a", "b")
    ]
    sides = st.sampled_from([("a", "b"), ("b", "a"), (None, "a"), ("b", None)])
    changes = [
        Change(f"m{n}", *draw(sides), most=2, lead=draw(st.integers(0, 2)), once=draw(money))
        for n in range(draw(st.integers(0, 2)))
    ]
    shape = (draw(st.integers(1, 4)), 2, 2)
    cells = shape[0] * 4
    need = draw(st.lists(st.integers(0, 5), min_size=cells, max_size=cells))
    told = [draw(st.lists(money, min_size=cells, max_size=cells)) for _ in range(3)]
    prices = PricePaths(*(np.array(one, dtype=float).reshape(shape) for one in told))
    has_paths = draw(st.booleans())
    need = np.array(need, dtype=float).reshape(shape)
    return Outlook(kinds, changes, need, prices if has_paths else None)


@settings(deadline=None)
@given(outlooks(), st.sampled_from([0.0, 0.3, 1.0]), st.sampled_from([0.0, 0.5, 0.9]))
def test_no_plan_costs_less_than_the_solvers(outlook, weight, alpha):
    found = plan(outlook, weight, alpha)
    assert outlook.breaks(found.made) == ""
    best = best_plan(outlook, weight, alpha)
    assert risk_cost(found.costs, weight, alpha) == pytest.approx(best, rel=1e-6, abs=100)


@given(outlooks(), st.data())
def test_what_a_path_costs_is_what_paying_place_by_place_comes_to(outlook, data):
    made = {
        (change.key, period): data.draw(st.integers(0, 1))
        for change in outlook.changes
        for period in outlook.periods
    }
    assume(not outlook.breaks(made))
    each = [paid(outlook, made, path) for path in range(len(outlook.need))]
    assert outlook.costs(made) == pytest.approx(each)


@settings(deadline=None)
@given(outlooks())
def test_along_the_frontier_the_expected_cost_rises_and_the_worst_falls(outlook):
    plans = frontier(outlook, [0.0, 0.25, 0.5, 0.75, 1.0], 0.5)
    for one, other in pairwise(plans):
        assert other.expected >= one.expected - 100
        assert other.worst <= one.worst + 100


def test_the_mean_of_the_worst_counts_the_last_path_in_part():
    costs = np.array([1.0, 2.0, 3.0, 10.0])
    assert cvar(costs, 0.75) == 10
    assert cvar(costs, 0.625) == pytest.approx((10 + 0.5 * 3) / 1.5)
    assert cvar(costs, 0.0) == costs.mean()


def test_places_are_converted_when_buying_costs_more_than_the_change():
    """Ten bought places at 1.2 mio. a year against own at 0.8: 4 mio. a year; once 0.5 each."""
    kinds = [
        Kind("§ 107", 10, standing=300_000_00, used=200_000_00, bought=600_000_00),
        Kind("§ 108", 0, standing=500_000_00, used=300_000_00, bought=1_200_000_00),
    ]
    change = Change("omlæg", "§ 107", "§ 108", most=10, lead=1, once=500_000_00)
    need = np.zeros((1, 2, 4))
    need[:, 1, :] = 10
    found = plan(Outlook(kinds, [change], need))
    assert found.made == {("omlæg", 0): 10}
    nothing = Outlook(kinds, [], need).costs({})
    saved = 3 * 10 * (1_200_000_00 - 800_000_00 + 300_000_00) - 10 * 500_000_00
    assert float(nothing[0]) - found.expected == saved


@pytest.mark.parametrize(
    ("change", "need", "words"),
    [
        (Change("m", None, None, 1, 0, 0), 1.0, "neither takes nor gives"),
        (Change("m", None, "z", 1, 0, 0), 1.0, "no kind of place"),
        (Change("m", None, "a", 1, 0, 0), -1.0, "at least 0"),
        (Change("m", None, "a", 1, 0, 0), float("nan"), "must be known"),
    ],
)
def test_a_plan_of_what_makes_no_sense_is_refused(change, need, words):
    with pytest.raises(UnableToPlan, match=words):
        Outlook([Kind("a", 1, 1, 1, 1)], [change], np.full((1, 1, 1), need))


def test_a_risk_weight_outside_its_range_is_refused():
    outlook = Outlook([Kind("a", 1, 1, 1, 1)], [], np.ones((1, 1, 1)))
    with pytest.raises(UnableToPlan, match="from 0 to 1"):
        plan(outlook, 1.5)


def test_no_plan_of_a_frontier_is_beaten_both_on_the_whole_and_in_the_worst_paths():
    costs = np.zeros(1)
    plans = [
        Plan({("a", 0): n}, 0.0, expected, worst, 0.0, costs)
        for n, (expected, worst) in enumerate([(10, 9), (11, 8), (12, 8), (13, 7), (13, 7)])
    ]
    assert [(one.expected, one.worst) for one in undominated([*plans, plans[0]])] == [
        (10, 9),
        (11, 8),
        (13, 7),
        (13, 7),
    ]
