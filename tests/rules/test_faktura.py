"""An invoice beside what was ordered and delivered: what fits, what does not, and how far off is
near enough."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.payments.bankdag import PARAMETERS
from helhed.rules.payments.faktura import (
    Delivered,
    InvoiceFinding,
    InvoiceState,
    billed_too_much,
    judge,
)

TODAY = date(2026, 11, 2)
FITS, QUANTITY, AMOUNT = InvoiceFinding.FITS, InvoiceFinding.QUANTITY, InvoiceFinding.AMOUNT


def found(quantity, oere, delivered=(100, 1_000_000), overlaps=False):
    known = Delivered(Fraction(delivered[0]), delivered[1], delivered[1]) if delivered else None
    return judge(Fraction(quantity), oere, known, overlaps, TODAY)


@pytest.mark.parametrize(
    ("quantity", "oere", "finding"),
    [
        (100, 1_000_000, FITS),
        (102, 1_000_000, FITS),
        (Fraction(1021, 10), 1_000_000, QUANTITY),
        (98, 1_000_000, FITS),
        (97, 1_000_000, QUANTITY),
        (100, 1_005_000, FITS),
        (100, 1_005_001, AMOUNT),
        (100, 994_999, AMOUNT),
        (150, 2_000_000, QUANTITY),
    ],
)
def test_two_percent_in_quantity_and_fifty_kroner_are_near_enough(quantity, oere, finding):
    assert found(quantity, oere) is finding


def test_what_nobody_ordered_delivered_or_asked_for_twice_waits_for_a_person():
    assert found(100, 1, delivered=None) is InvoiceFinding.NO_GRANT
    assert found(100, 1, delivered=(0, 0)) is InvoiceFinding.NOT_DELIVERED
    assert found(100, 1_000_000, overlaps=True) is InvoiceFinding.OVERLAPS
    waiting = set(InvoiceFinding) - {FITS}
    assert {one.state for one in waiting} == {InvoiceState.DIFFERS}
    assert FITS.state is InvoiceState.MATCHED


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 10**9))
def test_what_fits_is_within_both_tolerances_and_nothing_else_is(delivered, oere, asked, claimed):
    promille = PARAMETERS["invoice_quantity_tolerance"].int_on(TODAY)
    off = PARAMETERS["invoice_amount_tolerance"].int_on(TODAY)
    within = abs(asked - delivered) <= Fraction(promille, 1000) * delivered
    assert (found(asked, claimed, (delivered, oere)) is FITS) == (
        within and abs(claimed - oere) <= off
    )


def test_the_tolerances_are_numbers_that_nobody_has_read_anywhere_and_are_marked_so():
    for name in ("invoice_quantity_tolerance", "invoice_amount_tolerance"):
        assert {one.certainty.value for one in PARAMETERS[name].values} == {"inferred"}


@pytest.mark.parametrize(
    ("beside", "paid", "delivered", "too_much"),
    [
        (900, 3_100, 3_100, 900),
        (900, 3_100, 3_600, 400),
        (900, 3_100, 4_000, 0),
        (900, 3_100, 9_000, 0),
        (900, 3_100, 2_000, 900),
        (-100, 3_100, 3_000, 0),
        (900, 0, 0, 900),
    ],
)
def test_what_was_billed_too_much_is_never_more_than_what_was_paid_beside_the_order(
    beside, paid, delivered, too_much
):
    assert billed_too_much(beside, paid, delivered) == too_much
