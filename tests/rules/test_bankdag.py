"""Bank days, pay days and lead time: what can be reached, and what was missed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month
from helhed.kernel.workdays import is_workday
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.payments.bankdag import (
    PARAMETERS,
    Payee,
    bank_days_after,
    clear_days,
    earliest_pay_day,
    is_bank_day,
    last_day_to_send,
    last_day_to_send_month,
    month_pay_day,
    pay_day,
    payee,
)

DAYS = st.dates(date(2009, 1, 1), date(2040, 12, 31))
MONTHS = st.builds(Month, st.integers(2009, 2040), st.integers(1, 12))
PAYEES = st.sampled_from(list(Payee))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 6, 5), "grundlovsdag, a Friday"),
        (date(2026, 12, 24), "juleaften, a Thursday"),
        (date(2026, 12, 31), "nytårsaften, a Thursday"),
        (date(2026, 5, 15), "the day after Kristi himmelfartsdag"),
        (date(2026, 5, 14), "Kristi himmelfartsdag itself"),
        (date(2026, 4, 2), "skærtorsdag"),
        (date(2026, 11, 1), "a Sunday"),
    ],
)
def test_banks_are_closed_on(day, why):
    assert not is_bank_day(day), why


def test_banks_are_open_on_ordinary_workdays_and_on_the_old_store_bededag():
    assert is_bank_day(date(2026, 11, 2))
    assert not is_bank_day(date(2023, 5, 5))
    assert is_bank_day(date(2026, 5, 1))


@pytest.mark.parametrize(
    ("month", "day"),
    [
        (Month(2026, 10), date(2026, 10, 30)),
        (Month(2026, 12), date(2026, 12, 30)),
        (Month(2026, 5), date(2026, 5, 29)),
        (Month(2024, 3), date(2024, 3, 27)),
    ],
)
def test_a_month_is_paid_on_its_last_bank_day(month, day):
    assert month_pay_day(month) == day


def test_two_clear_bank_days_lie_between_the_file_and_the_money():
    monday = date(2026, 11, 2)
    assert earliest_pay_day(monday, Payee.PERSON) == date(2026, 11, 5)
    friday = date(2026, 11, 6)
    assert earliest_pay_day(friday, Payee.COMPANY) == date(2026, 11, 11)
    before_christmas = date(2026, 12, 22)
    assert earliest_pay_day(before_christmas, Payee.PERSON) == date(2026, 12, 29)


def test_money_inside_the_house_is_there_the_next_bank_day_and_pay_takes_longest():
    monday = date(2026, 11, 2)
    assert earliest_pay_day(monday, Payee.INTERNAL) == date(2026, 11, 3)
    assert earliest_pay_day(monday, Payee.PAYROLL) == date(2026, 11, 10)


@given(DAYS, st.integers(0, 30))
def test_bank_days_are_counted_one_by_one(day, count):
    later = bank_days_after(day, count)
    between = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]
    assert sum(map(is_bank_day, between)) == count
    assert count == 0 or is_bank_day(later)


@given(DAYS, PAYEES)
def test_the_clear_days_are_whole_and_the_day_itself_is_a_bank_day(sent, to):
    day = earliest_pay_day(sent, to)
    between = [sent + timedelta(days=n) for n in range(1, (day - sent).days)]
    assert is_bank_day(day)
    assert sum(map(is_bank_day, between)) == clear_days(to, sent)


@given(MONTHS, DAYS, PAYEES)
def test_a_day_that_was_missed_is_paid_as_soon_as_it_can_be_and_never_before_its_month(
    month, sent, to
):
    day = pay_day(month, sent, to)
    assert is_bank_day(day)
    assert day >= month_pay_day(month)
    assert day in (month_pay_day(month), earliest_pay_day(sent, to))
    if sent <= last_day_to_send(month_pay_day(month), to):
        assert day == month_pay_day(month)


@given(DAYS.filter(is_bank_day), PAYEES)
def test_the_last_day_to_send_is_the_last(pay_on, to):
    last = last_day_to_send(pay_on, to)
    assert is_bank_day(last)
    assert earliest_pay_day(last, to) <= pay_on < earliest_pay_day(bank_days_after(last, 1), to)


@given(DAYS)
def test_a_bank_day_is_a_workday(day):
    assert not is_bank_day(day) or is_workday(day)


@pytest.mark.parametrize(
    ("owner", "to"),
    [
        (None, Payee.PERSON),
        (Ownership.OWN, Payee.INTERNAL),
        (Ownership.FOSTER_FAMILY, Payee.PAYROLL),
        (Ownership.PRIVATE, Payee.COMPANY),
        (Ownership.REGION, Payee.COMPANY),
        (Ownership.OTHER_MUNICIPALITY, Payee.COMPANY),
    ],
)
def test_who_delivers_decides_which_way_the_money_goes(owner, to):
    assert payee(owner) is to


def test_what_nobody_has_read_is_marked_so():
    certain = {
        key: value.certainty.is_verified for key, one in PARAMETERS.items() for value in one.values
    }
    assert certain == dict.fromkeys(PARAMETERS, False)


@given(MONTHS)
def test_a_month_that_is_sent_in_time_reaches_everybody_on_its_pay_day(month):
    last = last_day_to_send_month(month)
    assert is_bank_day(last)
    assert all(pay_day(month, last, to) == month_pay_day(month) for to in Payee)
    late = bank_days_after(last, 1)
    assert any(pay_day(month, late, to) > month_pay_day(month) for to in Payee)
