"""Supplements of percent and the VAT in a price."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.moms import UnableToSetVat, check_share, split
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.offers.procenttillaeg import (
    UnableToUsePercent,
    check_percent,
    derived,
    share_of,
)

oere = st.integers(1, 10**9)
percents = st.integers(1, 10**6).map(lambda n: Decimal(n) / 1000)


@st.composite
def runs(draw):
    """Dated amounts that follow each other, the last perhaps open."""
    day = date(2020, 1, 1)
    made = []
    for _ in range(draw(st.integers(1, 6))):
        end = day + timedelta(days=draw(st.integers(0, 400)))
        made.append(DatedAmount(draw(oere), day, end))
        day = end + timedelta(days=1)
    if draw(st.booleans()):
        made[-1] = DatedAmount(made[-1].oere, made[-1].start, None)
    return made


@given(runs(), percents)
def test_a_supplement_is_its_percent_of_the_base_on_every_day(base, percent):
    made = derived(base, percent)
    for day in (base[0].start + timedelta(days=n) for n in range(0, 2500, 7)):
        [one] = [a.oere for a in base if a.start <= day <= (a.end or date.max)] or [None]
        [got] = [a.oere for a in made if a.start <= day <= (a.end or date.max)] or [None]
        if one is None:
            assert got is None
        else:
            assert abs(got - one * percent / 100) <= Decimal("0.5")


@pytest.mark.parametrize(
    ("amount", "percent", "expected"),
    [(1_000, "130", 1_300), (333, "50", 167), (331, "50", 166), (100, "0.4", 0), (100, "0.5", 1)],
)
def test_a_share_is_whole_oere_and_half_goes_up(amount, percent, expected):
    assert share_of(amount, Decimal(percent)) == expected


@pytest.mark.parametrize("percent", ["0", "-1", "1000.001"])
def test_a_percent_that_is_none_is_refused(percent):
    with pytest.raises(UnableToUsePercent):
        check_percent(Decimal(percent))


@given(oere, st.integers(0, 99_999).map(lambda n: Decimal(n) / 1000))
def test_vat_and_net_are_the_price(price, percent):
    parts = split(price, Ownership.PRIVATE, percent)
    assert parts.vat + parts.net == parts.gross == price
    assert 0 <= parts.vat <= price


def test_a_price_that_vat_made_six_percent_higher_costs_what_it_did_without():
    without = 3_000_00
    parts = split(3_180_00, Ownership.PRIVATE, Decimal(600) / 106)
    assert (parts.vat, parts.net) == (180_00, without)


def test_an_unwritten_share_is_unknown_and_municipal_prices_have_none():
    assert split(100, Ownership.PRIVATE, None) is None
    for owner in Ownership:
        if owner is not Ownership.PRIVATE:
            assert split(100, owner, None).vat == 0
            with pytest.raises(UnableToSetVat):
                check_share(owner, Decimal(6))
    for percent in (Decimal(-1), Decimal(100)):
        with pytest.raises(UnableToSetVat):
            check_share(Ownership.PRIVATE, percent)
