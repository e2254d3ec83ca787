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
from helhed.placing._reference import best_plan, fewest_changed, paid
from helhed.placing.fewest import fewest
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
    ]


def test_of_plans_of_a_frontier_that_cost_the_same_the_one_that_changes_fewest_places_is_kept():
    costs = np.zeros(1)
    plans = [Plan({("a", 0): n}, n / 10, 5, 4, 0.0, costs) for n in (3, 1, 2)]
    assert [one.made for one in undominated(plans)] == [{("a", 0): 1}]


@settings(deadline=None)
@given(outlooks(), st.sampled_from([0.0, 0.3, 1.0]))
def test_no_plan_changes_more_places_than_it_must_to_leave_those_it_leaves(outlook, weight):
    made = plan(outlook, weight, 0.5).made
    assert sum(made.values()) == fewest_changed(outlook, made)


@settings(deadline=None)
@given(outlooks(), st.sampled_from([0.0, 0.3, 1.0]))
def test_each_place_that_a_plan_changes_saves_something(outlook, weight):
    found = plan(outlook, weight, 0.5)
    for slot, count in found.made.items():
        fewer = dict(found.made) | {slot: count - 1}
        costs = outlook.costs(fewer)
        is_worse = costs.mean() > found.expected or cvar(costs, 0.5) > found.worst
        assert is_worse or outlook.breaks(fewer)


def both_ways(lead_back=1, need=(30, 30)):
    kinds = [Kind(key, 20, 400_000_00, 100_000_00, 900_000_00) for key in ("home", "foster")]
    there = Change("there", "home", "foster", most=14, lead=1, once=0)
    back = Change("back", "foster", "home", most=14, lead=lead_back, once=0)
    rng = np.random.default_rng(3)
    needed = rng.poisson(np.array(need)[None, :, None], (60, 2, 4)).astype(float)
    return Outlook(kinds, [there, back], needed)


@pytest.mark.parametrize("lead_back", [1, 2])
@pytest.mark.parametrize("need", [(30, 30), (10, 10), (10, 30)])
def test_no_place_is_converted_both_ways_at_once_when_to_convert_is_free(lead_back, need):
    outlook = both_ways(lead_back, need)
    for found in frontier(outlook, [0.0, 0.25, 0.5, 0.75, 1.0]):
        ready = [
            {p + change.lead for p in outlook.periods if found.made.get((change.key, p))}
            for change in outlook.changes
        ]
        assert not ready[0] & ready[1]
        assert max([*ready[0], *ready[1]], default=0) < 4


def test_a_swap_that_a_solver_may_find_is_taken_out_of_the_plan():
    outlook = both_ways()
    made = {("there", 1): 14, ("back", 1): 12, ("back", 3): 2}
    costs = outlook.costs(made)
    found = fewest(outlook, made, tuple)
    assert found == {("there", 1): 2}
    assert (outlook.costs(found) <= costs).all()
