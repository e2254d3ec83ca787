"""The fast price engine against its slow twin, to the øre."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helhed.commitments import Grants, MissingRate, OverlappingRates, Rates, Suspensions, price
from helhed.commitments import price as price_function
from helhed.commitments._reference import PlainGrant, PlainRate, cost_in_month
from helhed.commitments.tables import KINDS, NotAQuantity
from helhed.kernel.period import Month, Period
from tests.kernel.strategies import periods

FIRST, LAST = Month(2023, 11), Month(2024, 12)
RATE_NAMES = ["A", "B", "C"]


@st.composite
def rate_lists(draw):
    """Amounts for the three rates: consecutive, sometimes with a hole."""
    rates = []
    for name in RATE_NAMES:
        cuts = sorted(draw(st.sets(st.dates(date(2023, 6, 1), date(2025, 1, 31)), max_size=4)))
        starts = [date(2022, 1, 1), *cuts]
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            end = None if following is None else date.fromordinal(following.toordinal() - 1)
            hole = draw(st.integers(0, 19)) == 0
            if not hole:
                oere = draw(st.integers(-5_000, 3_000_000))
                rates.append(PlainRate(name, Period(start, end), oere))
    return rates


plain_grants = st.lists(
    st.builds(
        PlainGrant,
        name=st.uuids().map(str),
        kind=st.sampled_from(KINDS),
        rate=st.sampled_from(RATE_NAMES),
        quantity=st.decimals(Decimal(-5), Decimal(200), places=3) | st.just(Decimal(1)),
        period=periods(),
        suspensions=st.lists(periods(), max_size=4).map(tuple),
    ),
    max_size=8,
)


def fast(grants, rates, first=FIRST, last=LAST):
    table = Grants.of(
        (g.name, g.kind, RATE_NAMES.index(g.rate), g.quantity, g.period.start, g.period.end)
        for g in grants
    )
    rate_table = Rates.of(
        RATE_NAMES,
        [(RATE_NAMES.index(r.name), r.period.start, r.period.end, r.oere) for r in rates],
    )
    pauses = Suspensions.of(
        (row, p.start, p.end) for row, g in enumerate(grants) for p in g.suspensions
    )
    costs = price(table, rate_table, pauses, first, last)
    return {(grants[row].name, month): oere for row, month, oere in costs.rows()}


def slow(grants, rates, first=FIRST, last=LAST):
    costs = {}
    for grant in grants:
        for month in first.until(last):
            oere = cost_in_month(grant, rates, month)
            if oere:
                costs[grant.name, month] = oere
    return costs


@given(plain_grants, rate_lists())
def test_the_fast_engine_gives_what_the_slow_one_gives(grants, rates):
    expected = told(slow, grants, rates)
    assert told(fast, grants, rates) == expected


def told(engine, grants, rates):
    """What an engine says: its costs, or which day lacks a rate."""
    try:
        return engine(grants, rates)
    except MissingRate as missing:
        return missing.grant, missing.rate, missing.day


@given(plain_grants, rate_lists(), st.integers(1, 4))
def test_grants_taken_in_small_chunks_cost_the_same(grants, rates, size):
    module = __import__("helhed.commitments.price", fromlist=["CHUNK"])
    usual = module.CHUNK
    try:
        whole = fast(grants, rates)
        module.CHUNK = size
        assert fast(grants, rates) == whole
    except MissingRate:
        pass
    finally:
        module.CHUNK = usual


@given(st.integers(1, 10**12), st.integers(1, 10**12))
@example(10**12, 10**12)
def test_amounts_too_large_for_the_fast_path_are_still_exact(thousandths, oere):
    grant = PlainGrant("g", "month", "A", Decimal(thousandths).scaleb(-3), Period(date(2024, 2, 3)))
    rate = PlainRate("A", Period(date(2024, 1, 1)), oere)
    month = Month(2024, 2)
    expected = cost_in_month(grant, [rate], month)
    if expected >= 2**63:
        return
    assert fast([grant], [rate], month, month).get(("g", month), 0) == expected


def test_a_day_without_a_rate_names_grant_rate_and_day():
    grant = PlainGrant("G7", "day", "B", Decimal(1), Period(date(2024, 1, 1), date(2024, 3, 1)))
    rates = [
        PlainRate("B", Period(date(2024, 1, 1), date(2024, 1, 31)), 100),
        PlainRate("B", Period(date(2024, 2, 2)), 100),
    ]
    with pytest.raises(MissingRate, match=r"G7 is active on 2024-02-01, but rate B has no amount"):
        fast([grant], rates)


def test_a_rate_that_does_not_exist_at_all_is_missing_too():
    grant = PlainGrant("G7", "day", "C", Decimal(1), Period(date(2024, 1, 1)))
    with pytest.raises(MissingRate, match="2024-01-01"):
        fast([grant], [])


def test_a_suspended_day_needs_no_rate():
    grant = PlainGrant(
        "g",
        "day",
        "A",
        Decimal(1),
        Period(date(2024, 1, 1), date(2024, 1, 10)),
        (Period(date(2024, 1, 5), date(2024, 1, 31)),),
    )
    rate = PlainRate("A", Period(date(2024, 1, 1), date(2024, 1, 4)), 100)
    assert fast([grant], [rate]) == {("g", Month(2024, 1)): 400}


def test_two_amounts_on_one_day_are_refused():
    rates = [
        PlainRate("A", Period(date(2024, 1, 1)), 100),
        PlainRate("A", Period(date(2024, 5, 1)), 200),
    ]
    with pytest.raises(OverlappingRates, match="rate A has two amounts on 2024-05-01"):
        fast([PlainGrant("g", "day", "A", Decimal(1), Period(date(2024, 1, 1)))], rates)


def test_no_grants_cost_nothing():
    assert fast([], []) == {}
    assert price_function(Grants.of([]), Rates.of([], []), Suspensions.of(), FIRST, LAST).total == 0


@pytest.mark.parametrize("quantity", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e-10")])
def test_what_is_not_a_plain_quantity_is_refused(quantity):
    with pytest.raises(NotAQuantity):
        Grants.of([("g", "day", 0, quantity, date(2024, 1, 1), None)])
