"""Refund of many at once is the refund of each, by the rule, one after the other."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.commitments import Amounts, Claimants, refunds
from helhed.commitments._reference import PlainCitizen, refund_in_month
from helhed.commitments.refunds import ALONE, NEVER, NOT_TOLD, number_of
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import Cost, CostKind, NotKnownBefore67, is_covered

CITIZENS = [
    PlainCitizen("A"),
    PlainCitizen("B", "H1"),
    PlainCitizen("C", "H1"),
    PlainCitizen("D"),
    PlainCitizen("E", "H2"),
    PlainCitizen("F", "H1"),
]
HOUSEHOLDS = ["H1", "H2"]
YEARS = (2021, 2022, 2023)
FIRST, LAST = Month(2021, 1), Month(2023, 12)
months = st.builds(Month, st.sampled_from(YEARS), st.integers(1, 12))
who = st.integers(0, len(CITIZENS) - 1)
oere = st.one_of(st.integers(-(10**6), 10**9), st.integers(3_000_000, 20_000_000))
costs = st.lists(st.tuples(who, months, oere, st.booleans()), max_size=40)
incomes = st.lists(st.tuples(who, months, st.integers(0, 10**7)), max_size=8)


def claimants():
    return Claimants.of(
        (one.name, HOUSEHOLDS.index(one.household) if one.household else None) for one in CITIZENS
    )


def fast(listed, earned=(), first=FIRST, last=LAST):
    running = Amounts.of((c, month, amount) for c, month, amount, single in listed if not single)
    single = Amounts.of((c, month, amount) for c, month, amount, single in listed if single)
    found = refunds(claimants(), running, single, Amounts.of(earned), first, last)
    rows = zip(found.claimant, found.month, found.basis, found.oere, strict=True)
    return {(CITIZENS[int(c)].name, int(m)): (int(b), int(o)) for c, m, b, o in rows}


def slow(listed, earned=(), first=FIRST, last=LAST):
    theirs = {one: [] for one in CITIZENS}
    for number, (citizen, month, amount, single) in enumerate(listed):
        kind = CostKind.ONE_OFF if single else CostKind.RUNNING
        theirs[CITIZENS[citizen]].append(Cost(str(number), month, amount, kind))
    off = {one: dict.fromkeys(first.until(last), 0) for one in CITIZENS}
    for citizen, month, amount in earned:
        if first <= month <= last:
            off[CITIZENS[citizen]][month] += amount
    return {
        (name, number_of(month)): told
        for month in first.until(last)
        for name, told in refund_in_month(theirs, off, month).items()
    }


@given(costs, incomes)
def test_the_fast_refund_is_the_rules_to_the_oere(listed, earned):
    assert fast(listed, earned) == slow(listed, earned)


@given(costs, months, months)
def test_a_part_of_a_year_is_a_part_of_the_whole(listed, one, other):
    first, last = min(one, other), max(one, other)
    inside = range(number_of(first), number_of(last) + 1)
    whole = {key: told for key, told in fast(listed).items() if key[1] in inside}
    assert fast(listed, (), first, last) == whole


def test_half_an_oere_goes_up():
    """2022: a twelfth of 860,000 kr. is 7,166,666.67 øre; 7,166,668 øre is 1.33 over, of which
    25 % is 0.33: 0. At 7,166,669 øre 0.58: 1."""
    month = Month(2022, 5)
    assert fast([(0, month, 7_166_668, False)]) == {}
    assert fast([(0, month, 7_166_669, False)]) == {("A", number_of(month)): (7_166_669, 1)}


def test_nothing_is_nothing():
    assert fast([]) == {}
    nobody = refunds(Claimants.of([]), *[Amounts.of()] * 3, Month(2022, 1), Month(2022, 12))
    assert (len(nobody), nobody.total) == (0, 0)


def test_a_year_without_limits_is_an_error_that_names_it():
    with pytest.raises(NoValueThatDay, match="1999"):
        fast([(0, Month(1999, 5), 1, False)], (), Month(1999, 1), Month(1999, 12))


def test_amounts_that_are_too_large_to_multiply_are_still_shared_to_the_oere():
    month, large = Month(2022, 5), 4 * 10**12
    listed = [(1, month, large, False), (2, month, large + 1, False), (5, month, 7, False)]
    assert fast(listed) == slow(listed)


def older(turned, covered):
    """Somebody alone who turns 67 in a month, and whether the month before was covered."""
    return Claimants(
        ["A"],
        np.array([ALONE]),
        np.array([NEVER]),
        np.array([number_of(turned)]),
        np.array([covered]),
    )


@given(
    st.dates(date(1954, 2, 1), date(1956, 12, 31)),
    st.lists(st.integers(6_500_000, 9_000_000), min_size=36, max_size=36),
)
def test_after_67_only_whoever_was_covered_just_before(birth_date, amounts):
    cost = dict(zip(FIRST.until(LAST), amounts, strict=True))
    turned = Month(birth_date.year + 67, birth_date.month)
    running = Amounts.of((0, month, amount) for month, amount in cost.items())
    found = refunds(older(turned, NOT_TOLD), running, Amounts.of(), Amounts.of(), FIRST, LAST)
    with_refund = {month for _, month in fast([(0, m, c, False) for m, c in cost.items()])}
    before = cost[turned.plus(-1)]
    covered = {number_of(month) for month in cost if is_covered(birth_date, month, before)}
    assert set(found.month.tolist()) == with_refund & covered


@pytest.mark.parametrize(("covered", "months_paid"), [(1, 11), (0, 0)])
def test_what_is_told_of_the_time_before_67_counts(covered, months_paid):
    every = list(Month(2022, 2).until(Month(2022, 12)))
    running = Amounts.of((0, month, 9_000_000) for month in every)
    person = older(Month(2022, 1), covered)
    found = refunds(person, running, Amounts.of(), Amounts.of(), every[0], every[-1])
    assert len(found) == months_paid


def test_what_was_paid_before_67_must_be_told_when_it_was_not_counted():
    running = Amounts.of([(0, Month(2022, 5), 9_000_000)])
    person = older(Month(2022, 1), NOT_TOLD)
    with pytest.raises(NotKnownBefore67, match="A was covered in 2021-12"):
        refunds(person, running, Amounts.of(), Amounts.of(), Month(2022, 2), Month(2022, 12))
