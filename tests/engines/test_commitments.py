"""The fast price engine against its slow twin, to the øre."""

from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from helhed.commitments import (
    Grants,
    Indexation,
    MissingRate,
    OverlappingRates,
    Rates,
    Suspensions,
    price,
)
from helhed.commitments._reference import (
    PlainGrant,
    PlainIndexation,
    PlainRate,
    cost_in_month,
)
from helhed.commitments.tables import KINDS, NotAQuantity
from helhed.kernel.period import Month, Period, first_overlap
from tests.kernel.strategies import periods

RATE_NAMES = ["A", "B", "C"]
IS_NIGHTLY = settings.default.max_examples >= 1_000
GRANTS = 10_000 if IS_NIGHTLY else 300  # so many are compared with the slow twin, at least


@st.composite
def windows(draw):
    """First and last month: at most fourteen months around the leap year 2024."""
    first = draw(st.builds(Month, st.integers(2022, 2024), st.integers(1, 12)))
    return first, first.plus(draw(st.integers(0, 13)))


@st.composite
def rate_lists(draw):
    """Amounts for the three rates: consecutive, sometimes with a hole."""
    rates = []
    for name in RATE_NAMES:
        cuts = sorted(draw(st.sets(st.dates(date(2022, 1, 2), date(2025, 12, 31)), max_size=6)))
        starts = [date(2021, 12, 1), *cuts]
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            end = None if following is None else date.fromordinal(following.toordinal() - 1)
            hole = draw(st.integers(0, 19)) == 0
            if not hole:
                oere = draw(st.integers(-5_000, 3_000_000))
                rates.append(PlainRate(name, Period(start, end), oere))
    return rates


@st.composite
def indexed_windows(draw):
    """First and last month, and indexations of which half lie in these months: a step outside
    them moves nothing that is seen."""
    first, last = draw(windows())
    days = st.dates(first.first, last.last) | st.dates(date(2022, 1, 1), date(2025, 12, 31))
    step = st.builds(
        PlainIndexation,
        rate=st.none() | st.sampled_from(RATE_NAMES),
        day=days,
        percent=st.decimals(-5, 9, places=2),
    )
    steps = st.lists(step, max_size=4, unique_by=lambda step: (step.rate, step.day))
    return (first, last), draw(steps)


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
    min_size=1,
    max_size=6,
)


def fast(grants, rates, first=Month(2023, 11), last=Month(2024, 12), steps=()):  # noqa: B008
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
    indexation = Indexation.of(
        (None if s.rate is None else RATE_NAMES.index(s.rate), s.day, s.percent) for s in steps
    )
    costs = price(table, rate_table, pauses, first, last, indexation)
    return {(grants[row].name, month): oere for row, month, oere in costs.rows()}


def slow(grants, rates, first, last, steps=()):
    costs = {}
    for grant in grants:
        for month in first.until(last):
            oere = cost_in_month(grant, rates, month, steps)
            if oere:
                costs[grant.name, month] = oere
    return costs


def traits(grant, rates, months, steps):
    """What is special about a grant, so that it is seen whether such grants were tried."""
    active = [month for month in months if grant.period.clip_to_month(month)]
    changes = {r.period.start for r in rates if r.name == grant.rate and r.period.start.day > 1}
    pauses = grant.suspensions
    yield grant.kind
    yield from (f"{month.length} days" for month in active)
    if grant.period.is_open and active:
        yield "open end"
    if first_overlap(pauses) and active:
        yield "overlapping suspensions"
    if any(Month.of(day) in active for day in changes):
        yield "a rate changes inside a month"
    if any(Month.of(s.day) in active and s.rate in (None, grant.rate) for s in steps):
        yield "indexed"
    if grant.kind == "one_off" and any(grant.period.start in pause for pause in pauses):
        yield "one-off on a suspended day"
    if any(date(2024, 2, 29) in grant.period for month in active if month == Month(2024, 2)):
        yield "29 February"


def test_the_fast_engine_gives_what_the_slow_one_gives():
    """On so many grants that all that is special about months, ends, pauses and rates is met."""
    seen = Counter()

    @settings(max_examples=GRANTS)
    @given(plain_grants, rate_lists(), indexed_windows())
    def both(grants, rates, indexed):
        window, steps = indexed
        expected = told(slow, grants, rates, *window, steps)
        assert told(fast, grants, rates, *window, steps) == expected
        seen["grants"] += len(grants)
        seen["missing rate"] += isinstance(expected, tuple)
        months = list(window[0].until(window[1]))
        for grant in grants:
            seen.update(set(traits(grant, rates, months, steps)))

    both()
    assert seen["grants"] >= GRANTS
    wanted = [
        *KINDS,
        *(f"{days} days" for days in (28, 29, 30, 31)),
        *("open end", "overlapping suspensions", "a rate changes inside a month", "indexed"),
        *("one-off on a suspended day", "29 February", "missing rate"),
    ]
    assert [trait for trait in wanted if seen[trait] < GRANTS // 100] == []


def told(engine, *given):
    """What an engine says: its costs, or which day lacks a rate."""
    try:
        return engine(*given)
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
    nothing = price(
        Grants.of([]), Rates.of([], []), Suspensions.of(), Month(2024, 1), Month(2024, 2)
    )
    assert nothing.total == 0


@pytest.mark.parametrize("quantity", [Decimal("NaN"), Decimal("Infinity"), Decimal("1e-10")])
def test_what_is_not_a_plain_quantity_is_refused(quantity):
    with pytest.raises(NotAQuantity):
        Grants.of([("g", "day", 0, quantity, date(2024, 1, 1), None)])
