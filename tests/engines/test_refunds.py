"""Refund of many at once is the refund of each, by the rule, one after the other."""

from collections import defaultdict

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from helhed.commitments.refunds import refunds
from helhed.kernel.period import Month
from helhed.rules.refunds.refusion import Cost, CostKind, counted, refund_of_month

YEARS = (2021, 2022, 2024, 2026)

costs = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.builds(Month, st.sampled_from(YEARS), st.integers(1, 12)),
        st.one_of(st.integers(-(10**6), 10**9), st.integers(5_000_000, 40_000_000)),
        st.booleans(),
    ),
    max_size=40,
)


def number(month):
    return month.year * 12 + month.month - 1


def fast(listed):
    found = refunds(
        np.array([payer for payer, *_ in listed], np.int64),
        np.array([number(month) for _, month, *_ in listed], np.int64),
        np.array([oere for _, _, oere, _ in listed], np.int64),
        np.array([single for *_, single in listed], np.bool_),
    )
    rows = zip(found.payer, found.month, found.basis, found.oere, strict=True)
    return {(int(p), int(m)): (int(b), int(o)) for p, m, b, o in rows if b}


def slow(listed):
    of = defaultdict(list)
    for i, (payer, month, oere, single) in enumerate(listed):
        kind = CostKind.ONE_OFF if single else CostKind.RUNNING
        of[payer, month.year].append(Cost(str(i), month, oere, kind))
    found = {}
    for (payer, year), theirs in of.items():
        for month, basis in counted(theirs, {}, year).items():
            if basis:
                found[payer, number(month)] = (basis, refund_of_month(basis, month).oere)
    return found


@given(costs)
def test_the_fast_refund_is_the_rules_to_the_oere(listed):
    assert fast(listed) == slow(listed)


def test_half_an_oere_goes_up():
    """2022: a twelfth of 860,000 kr. is 7,166,666.67 øre; 7,166,668 øre is 1.33 over, of which
    25 % is 0.33: 0. At 7,166,669 øre 0.58: 1."""
    month = Month(2022, 5)
    assert fast([(1, month, 7_166_668, False)])[1, number(month)] == (7_166_668, 0)
    assert fast([(1, month, 7_166_669, False)])[1, number(month)] == (7_166_669, 1)


def test_nothing_is_nothing():
    assert fast([]) == {}
