"""A payment by a citizen runs on until it is changed or ended."""

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.refunds.forhold import running

MONTHS = [Month(2026, number) for number in range(1, 13)]
JAN, FEB, MAR, APR, MAY, JUN = MONTHS[:6]


def test_what_was_written_two_months_in_a_row_runs_on_while_the_help_costs():
    assert running({JAN: 5, FEB: 6}, [JAN, FEB, MAR, MAY]) == {MAR: 6, MAY: 6}


def test_a_single_payment_does_not_run_on():
    assert running({JAN: 5}, MONTHS) == {}
    assert running({JAN: 5, MAR: 5}, MONTHS) == {}


def test_another_amount_changes_it_and_nothing_ends_it():
    assert running({JAN: 5, FEB: 5, APR: 7}, MONTHS[:5]) == {MAR: 5, MAY: 7}
    assert running({JAN: 5, FEB: 5, APR: 0}, MONTHS) == {MAR: 5}
    assert running({JAN: 5, FEB: 5, APR: 0, MAY: 4}, MONTHS) == {MAR: 5}


@given(
    st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 9)), st.sets(st.sampled_from(MONTHS))
)
def test_it_runs_only_into_months_that_cost_and_were_not_written(told, costing):
    found = running(told, costing)
    assert set(found) <= costing - set(told)
    assert set(found.values()) <= set(told.values()) - {0}
