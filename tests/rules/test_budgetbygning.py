"""The parts a budget is built of: helårspersoner, profiles, models, and why a year moved."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.budgets.budgetmodel import (
    Assumption,
    BudgetModel,
    Known,
    costly_case_from,
    modelled,
    price_growth,
    weights,
)
from helhed.rules.budgets.flytning import Kept, Why, moved, moved_in_total
from helhed.rules.budgets.fordeling import Profile, spread
from helhed.rules.budgets.helaarsperson import amount, grown, persons_of, price_of
from helhed.rules.budgets.tiltag import (
    MeasureState,
    Outcome,
    Touched,
    counted_twice,
    effect,
    outcome,
    paces,
    state_of,
)

DAY = date(2026, 11, 2)
OERE = st.integers(-(10**10), 10**12)
OWN, BOUGHT = ("botilbud_107", "5.38.52.1.1.001.20", "u"), ("botilbud_107", "x", "u")


def test_a_whole_year_of_help_is_one_helaarsperson_and_a_leap_year_too():
    assert persons_of(365, 365) == persons_of(366, 366) == 1000
    assert persons_of(73, 365) == 200
    assert price_of(200_000_00, 200) == 1_000_000_00
    assert price_of(5, 0) is None
    assert amount(200, 1_000_000_00, 50) == 200_000_50
    assert grown(1_000, 25) == 1_025


@given(OERE, st.sampled_from(list(Profile)), st.integers(2020, 2032), st.lists(OERE, max_size=12))
def test_the_months_of_a_profile_sum_to_the_year(oere, profile, year, before):
    last = [*before, *[0] * (12 - len(before))] if before else ()
    months = spread(oere, profile, year, last)
    assert len(months) == 12
    assert sum(months) == oere


def test_profiles_spread_evenly_by_days_and_as_the_last_year_went():
    assert spread(1200, Profile.EVEN, 2026) == [100] * 12
    assert spread(36500, Profile.DAYS, 2026)[:3] == [3100, 2800, 3100]
    assert spread(300, Profile.LAST_YEAR, 2026, [0, 5, 10, *[0] * 9])[:4] == [0, 100, 200, 0]
    assert spread(36500, Profile.LAST_YEAR, 2026)[0] == 3100


def known(**changes):
    activity = [
        Assumption(OWN, "adults", 10_000, 500_000, 7_000),
        Assumption(BOUGHT, "adults", 5_000, 800_000),
    ]
    given_ = {"budget": [], "activity": activity, "growth": {}, "levels": {}, **changes}
    return Known(**given_)


def test_the_four_models_stand_on_the_same_data():
    weigh = weights(DAY)
    by_activity = modelled(BudgetModel.ACTIVITY, known(), 100, weigh)
    assert [(one.persons, one.price, one.fixed) for one in by_activity] == [
        (10_000, 550_000, 7_700),
        (5_000, 880_000, 0),
    ]
    budget = [Assumption(OWN, "adults", 9_000, 400_000)]
    [frame] = modelled(BudgetModel.FRAME, known(budget=budget), 0, weigh)
    assert (frame.persons, frame.price) == (9_000, 400_000)
    growing = known(growth={"adults": Fraction(11, 10)})
    more = modelled(BudgetModel.POPULATION, growing, 0, weigh)
    assert [one.persons for one in more] == [11_000, 5_500]


def test_the_need_model_shares_a_services_cost_by_need_and_keeps_its_sum():
    levels = {OWN: {4: 10}, BOUGHT: {2: 5}}
    own, bought = modelled(BudgetModel.NEED, known(levels=levels), 0, weights(DAY))
    before = 10 * 500_000 + 5 * 800_000
    assert own.price > 500_000 > bought.price
    assert abs(10 * own.price + 5 * bought.price - before) <= 15
    assert own.fixed == 7_000


def test_without_any_assessment_the_need_model_is_the_mean_price():
    own, bought = modelled(BudgetModel.NEED, known(), 0, weights(DAY))
    assert own.price == bought.price == 600_000


def test_the_parameters_of_budgets_hold_today():
    assert price_growth(DAY) == 30
    assert costly_case_from(DAY) == 2_000_000_00


def kept(oere=3_650, days=365, quantity=1000, end=None, expected=None, is_one_off=False):
    volume = 0 if is_one_off else days * quantity
    paid = oere if expected is None else expected
    return Kept(oere, paid, days, volume, end, is_one_off)


@pytest.mark.parametrize(
    ("before", "now", "parts"),
    [
        (None, kept(), {Why.NEW: 3_650}),
        (kept(), None, {Why.ENDED: -3_650}),
        (kept(), kept(2_000, 200, end=date(2026, 7, 19)), {Why.ENDED: -1_650}),
        (
            kept(2_000, 200, end=date(2026, 7, 19)),
            kept(2_100, 210, end=date(2026, 7, 29)),
            {Why.EXTENDED: 100},
        ),
        (kept(), kept(3_550, 355), {Why.QUANTITY: -100}),
        (kept(), kept(7_300, quantity=2000), {Why.QUANTITY: 3_650}),
        (kept(), kept(3_800), {Why.PRICE: 150}),
        (kept(), kept(7_500, quantity=2000), {Why.QUANTITY: 3_650, Why.PRICE: 200}),
        (None, kept(900, is_one_off=True), {Why.ONE_OFF: 900}),
        (kept(900, is_one_off=True), None, {Why.ONE_OFF: -900}),
        (kept(), kept(expected=3_600), {Why.OTHER: -50}),
        (kept(), kept(), {}),
    ],
)
def test_what_happened_to_a_grant_tells_why_it_moved(before, now, parts):
    assert moved(before, now) == parts


@st.composite
def some_kept(draw):
    is_one_off = draw(st.booleans())
    days = draw(st.integers(0, 366))
    return Kept(
        draw(OERE),
        draw(OERE),
        days,
        0 if is_one_off else days * draw(st.integers(0, 5_000)),
        draw(st.none() | st.dates(date(2025, 1, 1), date(2027, 12, 31))),
        is_one_off,
    )


HOUSES = st.dictionaries(st.integers(0, 20), some_kept(), max_size=20)


@given(HOUSES, HOUSES)
def test_the_reasons_sum_to_what_moved_to_the_oere(before, now):
    parts = moved_in_total(before, now)
    change = sum(k.expected for k in now.values()) - sum(k.expected for k in before.values())
    assert sum(parts.values()) == change
    assert set(parts) == set(Why)


def test_a_measure_saves_the_baseline_less_what_both_grants_cost():
    months = list(Month(2026, 1).until(Month(2026, 12)))
    # 1,000 a day until 10 April; 600 a day instead from 11 April.
    costs = {month: 1_000 * month.length for month in months[:3]}
    costs |= {month: 600 * month.length for month in months[4:]}
    costs[Month(2026, 4)] = 10 * 1_000 + 20 * 600
    saved = effect(Touched(Month(2026, 4), Fraction(1_000), costs), months)
    assert Month(2026, 3) not in saved
    assert saved[Month(2026, 4)] == 20 * 400
    assert saved[Month(2026, 5)] == 31 * 400
    found = outcome(200_000, [saved], Month(2026, 10))
    assert found.reached == 20 * 400 + (31 + 30 + 31 + 31 + 30 + 31) * 400
    assert found.forecast == (20 + 245) * 400
    assert found.more == found.forecast - 200_000


@pytest.mark.parametrize(
    ("target", "reached", "forecast", "begun", "over", "state"),
    [
        (100, 0, 0, False, False, MeasureState.NOT_YET),
        (100, 0, 0, False, True, MeasureState.NOT_REACHED),
        (100, 20, 120, True, False, MeasureState.ON_TRACK),
        (100, 100, 120, True, False, MeasureState.REACHED),
        (100, 20, 60, True, False, MeasureState.PARTLY),
        (100, 99, 120, True, True, MeasureState.PARTLY),
        (100, -5, -20, True, False, MeasureState.NOT_REACHED),
    ],
)
def test_the_figures_say_where_a_measure_stands(target, reached, forecast, begun, over, state):
    assert state_of(Outcome(target, reached, forecast), begun, over) is state


def test_what_two_measures_both_count_is_told():
    assert counted_twice([{"a": 100, "b": 5}, {"a": 60, "c": 1}, {"a": 10}]) == {"a": 70}


def test_each_year_of_a_measure_gives_its_target_by_the_paces():
    targets = {2026: 50, 2027: 100, 2029: 30}
    found = paces(Month(2026, 7), targets)
    assert found == [
        (Month(2026, 7), 100),
        (Month(2028, 1), -100),
        (Month(2029, 1), 30),
    ]
    for year in range(2025, 2030):
        months = Month(year, 1).until(Month(year, 12))
        whole = sum(more for month in months for since, more in found if since <= month)
        assert whole == 12 * targets.get(year, 0)


def test_a_measure_without_a_target_from_its_start_on_has_no_pace():
    assert paces(Month(2027, 1), {2026: 50}) == paces(Month(2027, 1), {}) == []
