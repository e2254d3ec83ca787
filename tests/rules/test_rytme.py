"""When a plan can be paid next: on a day of its rhythm that money can still reach."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.rules.payments.bankdag import Payee, earliest_pay_day, is_bank_day
from helhed.rules.payments.rytme import WHY, Rhythm, next_pay_day, pay_days

DAYS = st.dates(date(2009, 1, 1), date(2040, 6, 30))


@given(
    st.sampled_from(list(Rhythm)), st.sampled_from(list(Payee)), DAYS, st.lists(DAYS, max_size=3)
)
def test_the_next_pay_day_is_the_first_of_the_rhythm_that_can_be_reached(rhythm, to, today, dates):
    found = next_pay_day(rhythm, to, today, tuple(dates))
    assert found.day in pay_days(rhythm, Month.of(found.day), tuple(dates))
    assert is_bank_day(found.day)
    assert earliest_pay_day(found.send_by, to) <= found.day
    assert earliest_pay_day(today, to) <= found.day
    assert found.send_by >= today or not is_bank_day(today)
    between = Month.of(today).until(Month.of(found.day))
    earlier = [day for month in between for day in pay_days(rhythm, month, tuple(dates))]
    reachable = earliest_pay_day(today, to)
    assert not [day for day in earlier if reachable <= day < found.day]


@pytest.mark.parametrize(
    ("rhythm", "to", "day", "send_by"),
    [
        (Rhythm.MONTHLY, Payee.COMPANY, date(2026, 11, 30), date(2026, 11, 25)),
        (Rhythm.MONTHLY, Payee.PAYROLL, date(2026, 11, 30), date(2026, 11, 20)),
        (Rhythm.MONTHLY, Payee.INTERNAL, date(2026, 11, 30), date(2026, 11, 27)),
        (Rhythm.DAILY, Payee.PERSON, date(2026, 11, 5), date(2026, 11, 2)),
        (Rhythm.DAILY, Payee.PAYROLL, date(2026, 11, 10), date(2026, 11, 2)),
        (Rhythm.DATES, Payee.PERSON, date(2026, 11, 13), date(2026, 11, 10)),
    ],
)
def test_lead_time_follows_the_recipient(rhythm, to, day, send_by):
    """Monday 2 November 2026; the plan's own day is a Saturday."""
    found = next_pay_day(rhythm, to, date(2026, 11, 2), (date(2026, 11, 14),))
    assert (found.day, found.send_by) == (day, send_by)


def test_every_rhythm_says_why():
    assert set(WHY) == set(Rhythm)
