"""The bridge from a rate's budget to its year's accounts: by hand, and that it sums to the øre."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.offers.bro import Step, bridge
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.offers.takst import (
    Basis,
    UnableToBuildTakst,
    Unit,
    YearAccount,
    build,
    correction,
    most_set_aside,
    settlements,
)

KR = 100


def built(total=7_300_000 * KR, extra=0, unit=Unit.DAY, places="10", occupancy="100"):
    basis = Basis(total, 0, 0, 0)
    return build(basis, extra, Decimal(places), Decimal(occupancy), unit=unit, year=2025)


def crossed(takst, account, *, prices=None, unit=Unit.DAY, before=()):
    settled = settlements([*before, account])[-1]
    prices = [DatedAmount(takst.oere, date(2020, 1, 1), None)] if prices is None else prices
    return bridge(takst, account, settled, prices, unit=unit)


def account(**given):
    usual = {
        "basis": 7_300_000 * KR,
        "correction": 0,
        "cost": 7_300_000 * KR,
        "income": 7_300_000 * KR,
        "days": 3_650,
        "place_days": 3_650,
    }
    return YearAccount(2025, **usual | given)


def moved(found):
    return {line.step: line.oere for line in (*found.income, *found.cost, *found.kept) if line.oere}


def test_a_year_that_went_as_budgeted_moves_nothing():
    found = crossed(built(), account())
    assert (moved(found), found.carried, found.lands_in) == ({}, 0, 2027)


def test_empty_days_fewer_places_and_a_cheap_year_are_lines_of_their_own():
    """10 places at 2,000 kr.; 100 place-days fewer, and 50 of the rest stood empty."""
    found = crossed(
        built(), account(place_days=3_550, days=3_500, income=7_000_000 * KR, cost=7_100_000 * KR)
    )
    by_step = moved(found)
    occupancy = by_step.pop(Step.OCCUPANCY)
    assert by_step == {Step.PLACES: -200_000 * KR, Step.COST: 200_000 * KR}
    assert occupancy == -100_000 * KR
    assert (found.earned, found.result, found.carried) == (-300_000 * KR, *[-100_000 * KR] * 2)


def test_a_price_raised_in_the_year_is_told_apart_from_other_income():
    """The last 73 days of the year at 2,500 kr. instead of 2,000: 100 kr. a day on the mean."""
    prices = [
        DatedAmount(2_000 * KR, date(2025, 1, 1), date(2025, 10, 19)),
        DatedAmount(2_500 * KR, date(2025, 10, 20), None),
    ]
    found = crossed(built(), account(income=7_665_010 * KR), prices=prices)
    assert moved(found) == {Step.PRICES: 365_000 * KR, Step.OTHER_INCOME: 10 * KR}


def test_a_correction_that_was_in_the_rate_is_no_result_of_the_year():
    found = crossed(
        built(extra=365_000 * KR), account(correction=365_000 * KR, income=7_665_000 * KR)
    )
    assert (moved(found), found.carried) == ({}, 0)


def test_what_is_set_aside_is_not_carried_on():
    found = crossed(built(), account(cost=7_200_000 * KR, set_aside=60_000 * KR))
    assert (found.result, found.carried) == (100_000 * KR, 40_000 * KR)


def test_a_month_rate_counts_a_day_as_its_part_of_the_year():
    takst = built(unit=Unit.MONTH)
    found = crossed(takst, account(days=3_285, income=6_570_000 * KR), unit=Unit.MONTH)
    assert found.price == Fraction(takst.oere * 12, 365)
    assert abs(moved(found)[Step.OCCUPANCY] + 730_000 * KR) < 100


money = st.integers(1, 3_000_000_00)
days = st.integers(0, 9_000)


@given(
    total=money,
    extra=st.integers(-1_000_000_00, 1_000_000_00),
    said=st.integers(-1_000_000_00, 1_000_000_00),
    cost=money,
    income=st.integers(0, 3_000_000_00),
    numbers=st.tuples(days, days).map(sorted),
    keep=st.fractions(0, 1),
    price=st.integers(1, 9_000_00),
    unit=st.sampled_from(Unit),
    places=st.integers(1, 300),
    occupancy=st.integers(50_000, 100_000),
)
def test_the_bridge_sums_to_the_oere_that_is_carried_into_the_later_rate(
    total, extra, said, cost, income, numbers, keep, price, unit, places, occupancy
):
    try:
        takst = build(
            Basis(total, 0, 0, 0),
            extra,
            Decimal(places) / 10,
            Decimal(occupancy) / 1000,
            unit=unit,
            year=2025,
        )
    except UnableToBuildTakst:
        return
    used, there = numbers
    given = {"basis": total, "correction": said, "cost": cost, "income": income}
    plain = account(**given, days=used, place_days=max(1, there))
    kept = int(keep * most_set_aside(plain, 0))
    closed = account(**given, days=used, place_days=max(1, there), set_aside=kept)
    prices = [DatedAmount(price, date(2025, 3, 1), None)]
    found = crossed(takst, closed, prices=prices, unit=unit)
    assert found.earned == income - takst.to_charge
    assert found.result == closed.result
    assert found.carried == -correction([closed], {}, found.lands_in)
    assert found.carried == sum(x.oere for x in (*found.income, *found.cost, *found.kept))
