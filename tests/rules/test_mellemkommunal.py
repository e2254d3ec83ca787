"""The twelve months at the day, what is claimed and what lapses, answers, and matching."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import ONE_DAY, Month, Period
from helhed.rules.refunds.mellemkommunal import (
    DutyBasis,
    Match,
    Risk,
    SettlementState,
    UnableToSettle,
    answer,
    has_lapsed,
    in_time,
    last_day_to_claim,
    matched,
    next_line,
    risk,
)

OPEN = Period(date(2020, 1, 1))
NOVEMBER = Month(2025, 11)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("given_on", "last"),
    [
        (date(2025, 11, 2), date(2026, 11, 2)),
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_help_can_be_claimed_on_the_day_twelve_months_after_and_not_on_the_next(given_on, last):
    assert last_day_to_claim(given_on) == last
    assert not has_lapsed(given_on, last)
    assert has_lapsed(given_on, last + ONE_DAY)


@pytest.mark.parametrize(
    ("claimed_on", "claims", "lapsed"),
    [
        (date(2026, 11, 1), 3_000, 0),  # 1 November 2025 can still be claimed
        (date(2026, 11, 2), 2_900, 100),  # the first of thirty days is lost
        (date(2026, 11, 30), 100, 2_900),
        (date(2026, 12, 1), 0, 3_000),
    ],
)
def test_a_month_lapses_day_by_day(claimed_on, claims, lapsed):
    assert in_time(3_000, OPEN, NOVEMBER, claimed_on) == (claims, lapsed)


def test_only_days_of_help_lapse():
    """Help from 21 November: ten days; on 25 November a year later four are lost."""
    from_21 = Period(date(2025, 11, 21))
    assert in_time(1_000, from_21, NOVEMBER, date(2026, 11, 21)) == (1_000, 0)
    assert in_time(1_000, from_21, NOVEMBER, date(2026, 11, 25)) == (600, 400)


@given(st.integers(0, 10**9), st.integers(1, 12), days)
def test_what_is_claimed_and_what_lapsed_are_the_whole(oere, month, day):
    claims, lapsed = in_time(oere, OPEN, Month(2025, month), day)
    assert claims + lapsed == oere
    assert claims >= 0
    assert lapsed >= 0


@given(st.lists(st.integers(-50_000, 90_000), max_size=8))
def test_claims_together_are_what_was_posted_whatever_order_corrections_come_in(changes):
    posted = handled = 0
    for change in changes:
        posted += change
        claims, lapsed = next_line(posted, handled, OPEN, NOVEMBER, date(2026, 1, 15))
        assert lapsed == 0
        handled += claims
    assert handled == posted


def test_too_much_is_given_back_however_late():
    assert next_line(500, 800, OPEN, NOVEMBER, date(2029, 1, 1)) == (-300, 0)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 9, 2), Risk.FINE),  # 61 days left
        (date(2026, 9, 3), Risk.SOON),
        (date(2026, 11, 2), Risk.SOON),
        (date(2026, 11, 3), Risk.LAPSED),
    ],
)
def test_the_oldest_day_says_how_near_it_is(today, expected):
    assert risk(date(2025, 11, 2), today) is expected


def test_less_than_all_needs_a_reason_and_more_than_all_cannot_be():
    assert answer(1_000, 1_000, "").state is SettlementState.ACCEPTED
    assert answer(1_000, 400, "Takst").state is SettlementState.PARTLY
    assert answer(1_000, 0, "Ikke vores").state is SettlementState.REJECTED
    with pytest.raises(UnableToSettle, match="hvorfor"):
        answer(1_000, 400, " ")
    with pytest.raises(UnableToSettle, match="højst"):
        answer(1_000, 1_001, "Mere")


@pytest.mark.parametrize(
    ("claimed", "expected", "known", "received", "found"),
    [
        (500, 500, True, date(2026, 1, 10), Match.AS_AGREED),
        (400, 500, True, date(2026, 1, 10), Match.LESS),
        (600, 500, True, date(2026, 1, 10), Match.MORE),
        (500, None, True, date(2026, 1, 10), Match.NO_GRANT),
        (500, 500, False, date(2026, 1, 10), Match.UNKNOWN_CITIZEN),
        (500, 500, True, date(2026, 11, 1), Match.AS_AGREED),
        (500, 500, True, date(2026, 11, 2), Match.TOO_LATE),
    ],
)
def test_a_claim_on_us_is_held_against_our_grants(claimed, expected, known, received, found):
    period = NOVEMBER.period
    assert matched(claimed, expected, is_known=known, period=period, received_on=received) is found


def test_each_reason_to_pay_names_a_rule():
    assert all("RSL § 9 c" in basis.law for basis in DutyBasis)
