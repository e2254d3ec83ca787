"""Refund from the state, rule by rule, with the sums worked by hand."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import (
    Certainty,
    Corrections,
    DatedValue,
    NoValueThatDay,
    corrected_by,
)
from helhed.kernel.period import Month, Period
from helhed.rules.refunds.graenser import works_from
from helhed.rules.refunds.refusion import (
    ADULTS,
    CHILDREN,
    PARAMETERS,
    ClaimedTwice,
    Cost,
    CostKind,
    NotKnownBefore67,
    counted,
    is_covered,
    limits_in,
    refund_of_household,
    refund_of_month,
    refund_to_refugee,
    require_claimed_once,
)

MAY = Month(2022, 5)
KR = 100
bases = st.integers(0, 10**10)
months = st.builds(Month, st.integers(2021, 2026), st.integers(1, 12))


@pytest.mark.parametrize(
    ("kroner", "steps"),
    [
        # 2022: limits 860,000 / 1,680,000 / 2,120,000 kr. a year;
        # a twelfth is 71,666.67 / 140,000 / 176,666.67 kr.
        (71_666, (0, 0, 0)),
        # 100,000 - 71,666.67 = 28,333.33; 25 % = 7,083.33
        (100_000, (708_333, 0, 0)),
        # 25 % of 68,333.33 = 17,083.33; 50 % of 10,000 = 5,000
        (150_000, (1_708_333, 500_000, 0)),
        # 17,083.33; 50 % of 36,666.67 = 18,333.33; 75 % of 23,333.33 = 17,500.00; in all
        # 52,916.67: the steps are told as they add up: 17,083.33, 35,416.67, 52,916.67
        (200_000, (1_708_333, 1_833_334, 1_750_000)),
    ],
)
def test_the_state_pays_a_share_of_what_is_over_a_twelfth_of_each_limit(kroner, steps):
    assert refund_of_month(kroner * KR, MAY).steps == steps


def test_the_limits_are_those_of_the_year_and_a_year_without_any_is_an_error():
    assert [limit // KR for limit, _ in limits_in(2021).steps] == [850_000, 1_660_000, 2_090_000]
    assert [limit // KR for limit, _ in limits_in(2023).steps] == [880_000, 1_730_000, 2_180_000]
    with pytest.raises(NoValueThatDay):
        refund_of_month(1, Month(2020, 12))


def test_limits_that_nobody_has_read_are_marked():
    certain = {v.period.start.year: v.certainty.value for v in PARAMETERS["step_1_from"].values}
    assert {year for year, mark in certain.items() if mark == "quoted"} == {2021, 2022, 2023}
    assert certain[2026] == "inferred"


@given(bases, months)
def test_the_steps_sum_to_the_exact_refund_rounded_once(basis, month):
    exact = Fraction(0)
    limits = [limit for limit, _ in limits_in(month.year).steps]
    for limit in limits:  # each limit adds 25 % to what the state pays above it
        exact += max(Fraction(0), basis - Fraction(limit, 12)) / 4
    found = refund_of_month(basis, month)
    assert abs(found.oere - exact) <= Fraction(1, 2)
    assert all(step >= 0 for step in found.steps)


@given(bases, bases, months)
def test_more_cost_is_never_less_refund_and_never_more_than_three_quarters_of_it(one, two, month):
    low, high = sorted((one, two))
    more = refund_of_month(high, month).oere - refund_of_month(low, month).oere
    assert 0 <= more <= Fraction(3, 4) * (high - low) + 1


def test_a_net_cost_below_nothing_cannot_be():
    with pytest.raises(ValueError, match="below 0"):
        refund_of_month(-1, MAY)


def test_the_whole_cost_of_the_citizen_counts_less_all_income():
    """80,000 kr. for a home and 30,000 for hours, less 10,000 paid by the citizen."""
    costs = [Cost("home", MAY, 80_000 * KR), Cost("hours", MAY, 30_000 * KR)]
    assert counted(costs, {MAY: 10_000 * KR}, 2022)[MAY] == 100_000 * KR
    assert counted(costs, {MAY: 999_999 * KR}, 2022)[MAY] == 0


def test_a_single_expense_is_spread_over_the_years_twelve_months():
    """120,000.05 kr.: 10,000 kr. a month, and the five øre on the first five months."""
    costs = [Cost("car", MAY, 120_000 * KR + 5, CostKind.ONE_OFF)]
    found = counted(costs, {}, 2022)
    assert list(found.values()) == [10_000 * KR + 1] * 5 + [10_000 * KR] * 7
    assert counted(costs, {}, 2023) == dict.fromkeys(counted([], {}, 2023), 0)


def test_objective_financing_does_not_count():
    secure = Cost("secure", MAY, 200_000 * KR, CostKind.OBJECTIVE)
    assert sum(counted([secure], {}, 2022).values()) == 0


@given(st.lists(st.tuples(st.integers(1, 12), bases, st.booleans())))
def test_all_that_counts_is_counted_once_in_the_year(listed):
    costs = [
        Cost(str(i), Month(2022, n), oere, CostKind.ONE_OFF if single else CostKind.RUNNING)
        for i, (n, oere, single) in enumerate(listed)
    ]
    assert sum(counted(costs, {}, 2022).values()) == sum(cost.oere for cost in costs)


def test_children_of_one_household_are_summed():
    """Two children at 50,000 kr. are each under the limit; together 100,000: 7,083.33 kr."""
    alone = [refund_of_month(50_000 * KR, MAY).oere for _ in range(2)]
    assert alone == [0, 0]
    together = refund_of_household({"one": 50_000 * KR, "two": 50_000 * KR}, MAY)
    assert together.oere == 708_333


def test_what_is_claimed_by_one_law_is_not_claimed_by_the_other():
    require_claimed_once([(ADULTS, ["a", "b"]), (CHILDREN, ["c"])])
    with pytest.raises(ClaimedTwice, match="b"):
        require_claimed_once([(ADULTS, ["a", "b"]), (CHILDREN, ["b"])])
    with pytest.raises(ClaimedTwice):
        require_claimed_once([(ADULTS, ["a", "a"])])


BORN = date(1957, 3, 20)  # 67 on 20 March 2024


@pytest.mark.parametrize(
    ("month", "before", "covered"),
    [
        (Month(2024, 2), None, True),
        (Month(2024, 3), None, True),  # reached in the course of the month
        (Month(2024, 4), 80_000 * KR, True),  # over a twelfth of 910,000 in February: 75,833.33
        (Month(2025, 9), 80_000 * KR, True),
        (Month(2024, 4), 75_833 * KR, False),
        (Month(2024, 4), 0, False),
    ],
)
def test_from_67_only_whoever_was_covered_just_before(month, before, covered):
    assert is_covered(BORN, month, before) is covered


def test_from_67_what_was_before_must_be_known():
    with pytest.raises(NotKnownBefore67, match="2024"):
        is_covered(BORN, Month(2024, 4), None)


@pytest.mark.parametrize(
    ("month", "refund"),
    [
        (Month(2022, 4), 0),
        (Month(2022, 5), 1_600),  # the permit came on the 16th: 16 of 31 days
        (Month(2022, 6), 3_100),
        (Month(2025, 4), 3_100),
        (Month(2025, 5), 1_500),  # the three years end on the 15th
        (Month(2025, 6), 0),
    ],
)
def test_a_refugee_is_refunded_in_full_for_three_years_to_the_day(month, refund):
    assert refund_to_refugee(3_100, month, date(2022, 5, 16)) == refund


def test_a_limit_that_the_house_corrects_holds_at_once_and_no_longer_than_that():
    file, key = "refunds/refusion", "step_1_from"
    year = Period.of_year(2026)
    value = DatedValue(1_000_000, year, "de årlige satser", Certainty.QUOTED)
    before = limits_in(2026)
    with corrected_by(Corrections(lambda: {(file, key): [value]})):
        assert limits_in(2026).steps[0] == (1_000_000 * KR, 25)
    assert limits_in(2026) == before


@pytest.mark.parametrize(
    ("key", "start", "end", "works"),
    [
        ("step_1_from", date(2026, 1, 1), None, date(2026, 1, 1)),
        ("step_1_from", date(2026, 1, 2), None, date(2027, 1, 1)),
        ("step_2_share", date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)),
        ("step_3_from", date(2026, 1, 2), date(2026, 12, 31), None),
        ("shelter_share", date(2026, 7, 1), None, date(2026, 7, 1)),
    ],
)
def test_a_limit_works_from_the_first_new_year_of_the_days_it_is_written_for(
    key, start, end, works
):
    assert works_from(key, Period(start, end)) == works
