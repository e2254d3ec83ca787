"""What must hold of an income before it is written."""

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.finding import Weight, stopping
from helhed.kernel.period import Month
from helhed.rules.refunds.indtaegt import MonthBefore, of_amount, of_taking_back, of_time

MAY, JUNE = Month(2026, 5), Month(2026, 6)
amounts = st.integers(-10_000_000, 10_000_000)
sums = st.integers(0, 10_000_000)
months = st.builds(
    MonthBefore, sums, sums, st.integers(0, 3), st.integers(0, 3), sums, st.booleans()
)
EMPTY = MonthBefore(0, 0, 0, 0, 500_000, False)


def codes(findings):
    return [one.code for one in findings]


@given(amounts, months)
def test_no_amount_that_is_let_through_takes_a_month_below_0(oere, before):
    if not stopping(of_amount(oere, before)):
        assert before.of_kind + oere >= 0


@given(amounts, months)
def test_an_amount_is_let_through_or_says_in_words_what_to_do(oere, before):
    for one in of_amount(oere, before):
        assert one.text % one.values
        assert one.weight in (Weight.STOPS, Weight.WARNS)


@given(st.integers(1, 10_000_000), months)
def test_more_is_never_stopped_only_told_of(oere, before):
    assert not stopping(of_amount(oere, before))


@given(sums, months)
def test_what_fits_within_the_cost_and_is_no_double_is_taken_in_silence(oere, before):
    room = MonthBefore(
        before.of_kind, before.of_others, 0, 0, before.of_kind + before.of_others + oere, True
    )
    assert of_amount(oere, room) == []


def test_a_double_is_told_of():
    assert codes(of_amount(4_000, MonthBefore(4_000, 0, 1, 1, 500_000, False))) == ["double"]


def test_more_than_the_help_costs_is_told_of_over_both_kinds():
    before = MonthBefore(100_000, 300_000, 2, 0, 500_000, False)
    assert codes(of_amount(100_000, before)) == []
    assert codes(of_amount(100_001, before)) == ["above-cost"]


def test_what_is_taken_off_is_no_more_than_what_is_written():
    before = MonthBefore(4_000, 0, 1, 0, 500_000, False)
    assert codes(of_amount(-4_000, before)) == []
    assert codes(of_amount(-4_001, before)) == ["below-zero"]


def test_0_ends_only_what_runs_and_only_in_a_month_where_nothing_is_written():
    runs = MonthBefore(0, 0, 0, 0, 500_000, True)
    assert codes(of_amount(0, EMPTY)) == ["zero"]
    assert codes(of_amount(0, runs)) == []
    assert codes(of_amount(0, MonthBefore(4_000, 0, 1, 0, 500_000, True))) == ["zero"]


def test_a_row_is_not_taken_back_from_under_what_was_taken_off():
    assert codes(of_taking_back(MonthBefore(-500, 0, 1, 0, 500_000, False))) == ["below-zero"]
    assert of_taking_back(EMPTY) == []


def test_a_month_that_is_not_begun_and_a_closed_year_take_nothing():
    assert codes(of_time(JUNE, MAY, set())) == ["not-begun"]
    assert codes(of_time(MAY, MAY, {2026})) == ["closed-year"]
    assert of_time(MAY, MAY, {2025}) == []
