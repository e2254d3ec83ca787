"""Why a forecast moved: shares of a year, and parts that sum."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.forecasts.flytning import CAUSES, NOTHING, Moved, of_year, waited_for

AMOUNTS = st.integers(-(10**12), 10**12)
BY_CAUSE = st.dictionaries(st.sampled_from(CAUSES), AMOUNTS)


def test_what_happened_before_a_year_counts_whole_in_it_and_after_it_not_at_all():
    assert of_year(36_500, date(2026, 10, 5), 2027) == 36_500
    assert of_year(36_500, date(2027, 12, 31), 2027) == 100
    assert of_year(36_500, date(2028, 1, 1), 2027) == 0
    assert of_year(-36_500, date(2027, 12, 30), 2027) == -200


def test_what_was_waited_for_in_a_month_counts_from_its_middle():
    assert waited_for(2_400, Month(2026, 12), 2027) == 2_400
    assert waited_for(2_400, Month(2027, 1), 2027) == 2_300
    assert waited_for(2_400, Month(2027, 12), 2027) == 100
    assert waited_for(2_400, Month(2028, 1), 2027) == 0


@given(AMOUNTS, AMOUNTS, BY_CAUSE, BY_CAUSE)
def test_the_parts_and_the_rest_sum_to_the_move(before, now, came, waited):
    one = Moved(before, now, came, waited)
    assert before + sum(map(one.part, CAUSES)) + one.rest == now
    both = one + one + NOTHING
    assert both.rest == 2 * one.rest
    assert both.difference == 2 * one.difference
