"""The days that are paid: neither more nor less than those that are granted and delivered."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Period
from helhed.rules.payments.udbetaling import paid_days
from tests.kernel.strategies import days, periods

LAST = date(2025, 6, 30)


@given(periods(), st.lists(periods(), max_size=4), days)
def test_a_day_is_paid_exactly_when_it_is_granted_and_delivered(granted, deliveries, day):
    paid = paid_days(granted, deliveries)
    delivered = any(day in one for one in deliveries)
    assert any(day in one for one in paid) == (day in granted and delivered)
    assert paid == sorted(paid, key=lambda one: one.start)


def test_nothing_is_paid_between_a_stop_and_a_new_start():
    first, second = Period(date(2024, 1, 1), date(2024, 1, 31)), Period(date(2024, 3, 1))
    granted = Period(date(2024, 1, 10), LAST)
    assert paid_days(granted, [second, first]) == [
        Period(date(2024, 1, 10), date(2024, 1, 31)),
        Period(date(2024, 3, 1), LAST),
    ]


def test_what_goes_to_the_citizen_is_paid_every_granted_day():
    assert paid_days(Period(LAST), None) == [Period(LAST)]
