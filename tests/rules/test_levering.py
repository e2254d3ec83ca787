"""How much was delivered beside how much was ordered."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.levering import (
    DeliveryState,
    UnableToDeliver,
    check_period,
    check_settling,
    check_words,
    judge,
    ordered_quantity,
    tolerance,
)

OCTOBER = Month.of(date(2026, 10, 1)).period
WEEK = Period(date(2026, 10, 5), date(2026, 10, 11))
RUN = Period(date(2026, 9, 14))
TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (PriceKind.DAY, 31 * 2),
        (PriceKind.WEEKLY_HOURS, Fraction(62, 7)),
        (PriceKind.MONTH, 2),
        (PriceKind.ONE_OFF, 2),
    ],
)
def test_a_month_is_ordered_in_the_grants_own_unit(kind, expected):
    assert ordered_quantity(kind, Fraction(2), [OCTOBER]) == expected


@given(
    st.sampled_from([PriceKind.DAY, PriceKind.WEEKLY_HOURS, PriceKind.MONTH]),
    st.integers(0, 29),
    st.fractions(0, 100, max_denominator=1000),
)
def test_two_parts_of_a_period_are_ordered_as_much_as_the_whole(kind, cut, quantity):
    middle = OCTOBER.start + timedelta(days=cut)
    parts = [Period(OCTOBER.start, middle), Period(middle + timedelta(days=1), OCTOBER.end)]
    whole = ordered_quantity(kind, quantity, [OCTOBER])
    assert sum(ordered_quantity(kind, quantity, [part]) for part in parts) == whole


@pytest.mark.parametrize(
    ("delivered", "state"),
    [(98, "fits"), (102, "fits"), (97, "under"), (103, "over"), (0, "under")],
)
def test_within_the_tolerance_it_fits_and_outside_it_is_less_or_more(delivered, state):
    assert judge(Fraction(delivered), Fraction(100), 20) is DeliveryState.of(state)


def test_something_where_nothing_was_ordered_is_more_and_nothing_fits():
    assert judge(Fraction(1), Fraction(0), 100) is DeliveryState.OVER
    assert judge(Fraction(0), Fraction(0), 100) is DeliveryState.FITS


def test_a_service_may_have_a_tolerance_of_its_own_else_its_kind_else_the_houses():
    assert tolerance("bpa_96", PriceKind.WEEKLY_HOURS, TODAY) == 150
    assert tolerance("stoette_85", PriceKind.WEEKLY_HOURS, TODAY) == 100
    assert tolerance("botilbud_107", PriceKind.DAY, TODAY) == 20


@pytest.mark.parametrize(
    ("period", "others"),
    [
        (Period(date(2026, 10, 1), date(2026, 10, 30)), []),
        (Period(date(2026, 10, 6), date(2026, 10, 12)), []),
        (Month.of(date(2026, 8, 1)).period, []),
        (Month.of(date(2026, 11, 1)).period, []),
        (OCTOBER, [WEEK]),
        (WEEK, [OCTOBER]),
    ],
)
def test_only_whole_months_and_weeks_that_are_over_and_not_written_otherwise(period, others):
    with pytest.raises(UnableToDeliver):
        check_period(period, RUN, TODAY, others)


def test_a_month_in_which_the_help_stopped_is_over_with_its_last_day():
    november = Month.of(date(2026, 11, 1)).period
    check_period(november, Period(date(2026, 9, 14), TODAY), TODAY, [])


def test_what_differs_is_explained_and_settled_with_words():
    with pytest.raises(UnableToDeliver):
        check_words(DeliveryState.UNDER, " ")
    check_words(DeliveryState.FITS, "")
    for state, why in ((DeliveryState.OVER, ""), (DeliveryState.FITS, "Aftalt")):
        with pytest.raises(UnableToDeliver):
            check_settling(state, why)
