"""What a citizen pays for a stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.egenbetaling import (
    Payment,
    PaymentBasis,
    UnableToTakePayment,
    amount,
    bases,
    month_payment,
    of_income,
)

DAY, MAY = date(2024, 5, 1), Month(2024, 5)
KR = 100
incomes = st.integers(0, 2_000_000_00)
days = st.dates(date(2024, 1, 1), date(2024, 12, 31))


@st.composite
def periods(draw):
    first, second = sorted((draw(days), draw(days)))
    return Period(first, draw(st.sampled_from([second, None])))


payments = st.builds(Payment, st.sampled_from(PaymentBasis), st.integers(0, 9_999_99), periods())


def test_a_home_is_paid_with_10_percent_up_to_the_limit_and_20_above():
    assert of_income(234_000 * KR, DAY) == 1_950 * KR
    assert of_income(246_000 * KR, DAY) == 2_150 * KR
    assert of_income(0, DAY) == 0


def test_a_shelter_and_a_crisis_centre_are_paid_by_the_day():
    may_2023 = date(2023, 5, 1)
    assert amount("SEL § 109", PaymentBasis.DAY_RATE, may_2023, None, None) == 93_38
    assert amount("SEL § 110", PaymentBasis.DAY_RATE, may_2023, None, None) == 96_71


@given(incomes, incomes)
def test_who_has_more_pays_no_less_and_never_over_a_fifth(one, other):
    low, high = sorted((one, other))
    assert of_income(low, DAY) <= of_income(high, DAY)
    assert 60 * of_income(high, DAY) <= high + 60


@given(payments, periods())
def test_a_months_payments_before_and_after_a_day_are_those_of_the_month(payment, present):
    """A payment that goes on unchanged under a new decision is the same to an øre of rounding."""
    turn = date(2024, 5, 16)
    whole = Payment(payment.basis, payment.oere, Period(date(2024, 1, 1), None))
    parts = [
        Payment(payment.basis, payment.oere, Period(date(2024, 1, 1), turn - timedelta(1))),
        Payment(payment.basis, payment.oere, Period(turn, None)),
    ]
    difference = month_payment(parts, [present], MAY) - month_payment([whole], [present], MAY)
    assert abs(difference) <= (0 if payment.basis.is_by_day else 1)


@given(payments, periods())
def test_a_month_is_never_more_than_its_whole_amount(payment, present):
    most = payment.oere * (MAY.length if payment.basis.is_by_day else 1)
    assert 0 <= month_payment([payment], [present], MAY) <= most


def test_days_of_rest_are_not_paid_for():
    payment = Payment(PaymentBasis.DAY_RATE, 90 * KR, Period(date(2024, 5, 11), None))
    present = [Period(date(2024, 1, 1), date(2024, 5, 20)), Period(date(2024, 5, 31), None)]
    assert month_payment([payment], present, MAY) == 11 * 90 * KR


def test_nothing_is_paid_for_what_follows_or_under_another_paragraph():
    assert bases("SEL § 108", is_main=False) == ()
    assert bases("SEL § 85", is_main=True) == ()
    with pytest.raises(UnableToTakePayment, match="SEL § 85"):
        amount("SEL § 85", PaymentBasis.SET, DAY, None, 100)


@pytest.mark.parametrize(
    ("basis", "income", "told"),
    [
        (PaymentBasis.INCOME, None, 100),
        (PaymentBasis.INCOME, -1, None),
        (PaymentBasis.SET, 100, None),
        (PaymentBasis.SET, None, 200_000_00),
        (PaymentBasis.DAY_RATE, 100, 100),
    ],
)
def test_an_amount_that_is_missing_or_cannot_be_is_an_error_and_no_0(basis, income, told):
    with pytest.raises(UnableToTakePayment):
        amount("SEL § 108", basis, DAY, income, told)


def test_a_day_without_rates_is_an_error_and_no_0():
    with pytest.raises(NoValueThatDay):
        of_income(100_000 * KR, date(2020, 12, 31))
