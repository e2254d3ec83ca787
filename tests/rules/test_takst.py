"""The rate of an own offer: by hand, and that over the years what is charged is what it cost."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.offers.takst import (
    Basis,
    UnableToBuildTakst,
    Unit,
    YearAccount,
    build,
    correction,
    most_set_aside,
    places_of,
    proposed_occupancy,
    settlements,
)
from helhed.rules.offers.tilbud import OfferKind

KR = 100
HOUSE = OfferKind.RESIDENTIAL_LONG_TERM


def built(basis, extra=0, places="10", occupancy="95", unit=Unit.DAY):
    return build(basis, extra, Decimal(places), Decimal(occupancy), unit=unit, year=2027)


def account(year, **given):
    usual = {
        "basis": 8_000_000 * KR,
        "correction": 0,
        "cost": 8_000_000 * KR,
        "income": 8_000_000 * KR,
        "days": 3_504,
        "place_days": 3_650,
    }
    return YearAccount(year, **usual | given)


def test_a_rate_by_hand():
    """6,500,000 wages + 825,000 other + 340,000 overhead + 235,000 buildings + 100,000 interest is
    8,000,000 kr. Ten places at 95 percent are 365 × 10 × 0.95 = 3,467.5 days, so a day costs
    8,000,000 ÷ 3,467.5 = 2,307.1377 kr., that is 2,307.14 kr."""
    basis = Basis(7_325_000 * KR, 340_000 * KR, 235_000 * KR, 100_000 * KR)
    assert basis.total == 8_000_000 * KR
    assert built(basis).oere == 2_307_14


def test_the_correction_is_told_apart_from_the_rest_of_the_rate():
    """A deficit of 100,000 kr. two years ago is 100,000 ÷ 3,467.5 = 28.84 kr. a day: 8,100,000 ÷
    3,467.5 = 2,335.9769, that is 2,335.98 kr. against 2,307.14 kr."""
    found = built(Basis(8_000_000 * KR, 0, 0, 0), 100_000 * KR)
    assert (found.oere, found.without_correction) == (2_335_98, 2_307_14)
    assert found.to_charge == 8_100_000 * KR


def test_a_month_price_is_a_twelfth_of_the_year():
    """1,200,000 kr. ÷ (12 × 10 × 1.00) = 10,000 kr. a month."""
    found = built(Basis(1_200_000 * KR, 0, 0, 0), occupancy="100", unit=Unit.MONTH)
    assert found.oere == 10_000 * KR


def test_ten_citizens_in_treatment_for_addiction_are_one_place():
    assert places_of(OfferKind.ADDICTION, Decimal(125), 2027) == Decimal("12.5")
    assert places_of(HOUSE, Decimal(125), 2027) == 125


@pytest.mark.parametrize(
    ("kind", "days", "percent"),
    [
        (HOUSE, (3_504, 3_577), Decimal(97)),  # 96 and 98: the mean is within
        (HOUSE, (3_650, 3_650), Decimal(98)),  # full: 98 is the highest
        (HOUSE, (3_285, 3_285), Decimal(95)),  # 90: 95 is the lowest
        (OfferKind.RESPITE, (3_285, 3_358), Decimal(91)),  # respite may go to 90
        (OfferKind.CRISIS_CENTRE, (2_920, 2_920), Decimal(90)),
    ],
)
def test_occupancy_is_the_mean_of_two_years_within_bounds(kind, days, percent):
    accounts = [account(2024, days=days[0]), account(2025, days=days[1])]
    assert proposed_occupancy(kind, accounts, 2027).percent == percent


def test_years_that_are_not_closed_or_too_old_do_not_count():
    accounts = [account(2022, days=0), account(2025, days=3_540), account(2026, days=0)]
    found = proposed_occupancy(HOUSE, accounts, 2027)
    assert found.years == (2025,)
    assert found.percent == Decimal("96.986")
    assert proposed_occupancy(HOUSE, [], 2027).percent is None


def test_a_surplus_comes_back_two_years_later_and_not_before():
    accounts = [account(2025, income=8_300_000 * KR), account(2026, cost=8_050_000 * KR)]
    assert correction(accounts, {}, 2026) == 0
    assert correction(accounts, {}, 2027) == -300_000 * KR
    assert correction(accounts, {2027: -300_000 * KR}, 2028) == 50_000 * KR


def test_five_percent_of_the_basis_may_be_set_aside_and_covers_a_deficit_first():
    """5 percent of 8,000,000 is 400,000 kr. Of a surplus of 500,000, 400,000 is kept and 100,000
    goes back; a deficit of 450,000 then takes the 400,000 and 50,000 of the later rate."""
    surplus = account(2024, income=8_500_000 * KR, set_aside=400_000 * KR)
    deficit = account(2025, cost=8_450_000 * KR)
    one, two = settlements([surplus, deficit])
    assert (one.to_takst, one.reserve) == (-100_000 * KR, 400_000 * KR)
    assert (two.from_reserve, two.to_takst, two.reserve) == (400_000 * KR, 50_000 * KR, 0)


def test_more_than_five_percent_cannot_be_set_aside():
    with pytest.raises(UnableToBuildTakst) as told:
        settlements([account(2024, income=9_000_000 * KR, set_aside=400_001 * KR)])
    assert told.value.values["most"] == "400.000,00"


def test_what_is_set_aside_and_not_used_in_five_years_goes_back():
    kept = account(2020, income=8_100_000 * KR, set_aside=100_000 * KR)
    later = [account(year) for year in range(2021, 2027)]
    found = {one.year: one for one in settlements([kept, *later])}
    assert found[2025].reserve == 100_000 * KR
    assert (found[2026].expired, found[2026].to_takst, found[2026].reserve) == (
        100_000 * KR,
        -100_000 * KR,
        0,
    )


@pytest.mark.parametrize(
    "given",
    [
        {"basis": Basis(0, 0, 0, 0)},
        {"basis": Basis(100, -1, 0, 0)},
        {"basis": Basis(100, 0, 0, 0), "places": "0"},
        {"basis": Basis(100, 0, 0, 0), "occupancy": "0"},
        {"basis": Basis(100, 0, 0, 0), "occupancy": "100.001"},
        {"basis": Basis(100, 0, 0, 0), "extra": -100},
    ],
)
def test_a_rate_that_cannot_be_built_is_an_error(given):
    with pytest.raises(UnableToBuildTakst):
        built(**given)


YEARS = st.lists(
    st.tuples(
        st.integers(5_000_000 * KR, 12_000_000 * KR),  # budgeted cost
        st.integers(-8, 8),  # how far the cost was off, percent
        st.integers(2_900, 3_650),  # days used
        st.integers(0, 100),  # how much of what may be set aside is
    ),
    min_size=1,
    max_size=12,
)


@given(YEARS)
def test_over_the_years_what_is_charged_is_the_cost_but_for_what_is_set_aside_or_underway(years):
    accounts, applied, reserve = [], {}, 0
    for number, (cost, off, days, kept) in enumerate(years):
        year = 2020 + number
        extra = correction(accounts, applied, year)
        rate = built(Basis(cost, 0, 0, 0), extra)
        applied[year] = extra
        actual = cost * (100 + off) // 100
        made = account(
            year, basis=cost, correction=extra, cost=actual, income=days * rate.oere, days=days
        )
        expires = [one.set_aside for one in accounts if one.year + 5 < year]
        most = most_set_aside(made, reserve) if not expires else 0
        accounts.append(
            account(
                year,
                basis=cost,
                correction=extra,
                cost=actual,
                income=days * rate.oere,
                days=days,
                set_aside=most * kept // 100,
            )
        )
        reserve = settlements(accounts)[-1].reserve
    last = 2020 + len(years)
    underway = correction(accounts, applied, last + 1)
    earned = sum(one.income - one.cost for one in accounts)
    assert earned == reserve - underway


@given(YEARS, st.integers(-500_000 * KR, 500_000 * KR))
def test_an_account_that_is_corrected_late_is_made_up_for_in_the_next_rate(years, more):
    accounts = [
        account(2020 + n, cost=cost * (100 + off) // 100, income=cost, days=days)
        for n, (cost, off, days, _) in enumerate(years)
    ]
    last = 2020 + len(years) + 1
    applied = {year: correction(accounts, {}, 2022) if year == 2022 else 0 for year in (2022,)}
    first = accounts[0]
    late = [account(2020, cost=first.cost + more, income=first.income, days=1), *accounts[1:]]
    before, after = correction(accounts, applied, last), correction(late, applied, last)
    assert after - before == more
