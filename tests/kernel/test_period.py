"""Periods, checked day by day against plain sets of days."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import (
    Month,
    NotAMonth,
    OpenPeriodHasNoLength,
    Period,
    PeriodEndsBeforeItStarts,
    first_overlap,
    joined,
)
from tests.kernel.strategies import closed_periods, days, months, periods

WINDOW = [date(2022, 12, 1) + timedelta(days=n) for n in range(800)]


def days_of(*some: Period) -> set[date]:
    return {day for day in WINDOW for period in some if day in period}


def test_a_period_may_not_end_before_it_starts():
    with pytest.raises(PeriodEndsBeforeItStarts, match="2024-01-01 before it starts 2024-01-02"):
        Period(date(2024, 1, 2), date(2024, 1, 1))


def test_both_ends_are_in_the_period():
    period = Period(date(2024, 2, 28), date(2024, 3, 1))
    assert [d.day for d in period.days()] == [28, 29, 1]
    assert period.length == 3


def test_an_open_period_has_no_length():
    with pytest.raises(OpenPeriodHasNoLength):
        _ = Period(date(2024, 1, 1)).length


@given(closed_periods)
def test_days_are_as_many_as_the_length_says(period):
    listed = list(period.days())
    assert len(listed) == period.length
    assert set(listed) == days_of(period)


@given(periods(), periods())
def test_intersection_holds_the_days_in_both(one, other):
    both = one.intersect(other)
    assert days_of(*([both] if both else [])) == days_of(one) & days_of(other)
    assert one.overlaps(other) == bool(days_of(one) & days_of(other))
    assert both == other.intersect(one)


@given(periods(), periods())
def test_subtraction_leaves_the_days_not_in_the_other(one, other):
    left = one.subtract(other)
    assert days_of(*left) == days_of(one) - days_of(other)
    assert first_overlap(left) is None
    assert len(left) <= 2


@given(periods(), st.lists(periods(), max_size=5))
def test_subtracting_many_leaves_the_days_in_none_of_them(one, others):
    left = one.subtract_all(others)
    assert days_of(*left) == days_of(one) - days_of(*others)
    assert left == sorted(left, key=lambda p: p.start)


@given(periods(), periods())
def test_a_period_covers_another_when_no_day_is_left_over(one, other):
    assert one.covers(other) == (other.subtract(one) == [])


@given(periods(), months)
def test_clipping_to_a_month_holds_the_days_in_the_month(period, month):
    clipped = period.clip_to_month(month)
    expected = {
        day for day in days_of(period) if (day.year, day.month) == (month.year, month.month)
    }
    assert days_of(*([clipped] if clipped else [])) == expected


@given(st.lists(periods(), max_size=6))
def test_joined_periods_hold_the_same_days_without_touching(some):
    result = joined(some)
    assert days_of(*result) == days_of(*some)
    for earlier, later in itertools.pairwise(result):
        assert earlier.end is not None
        assert later.start - earlier.end > timedelta(days=1)


@given(st.lists(closed_periods, max_size=5))
def test_the_first_overlap_is_found_when_there_is_one(some):
    pairs = [(a, b) for i, a in enumerate(some) for b in some[i + 1 :] if a.overlaps(b)]
    assert (first_overlap(some) is not None) == bool(pairs)


@given(days, st.integers(-40, 40))
def test_months_can_be_counted_forth_and_back(day, count):
    month = Month.of(day)
    assert month.plus(count).plus(-count) == month
    assert month.first <= day <= month.last
    assert Month.parse(str(month)) == month


@given(closed_periods)
def test_the_months_of_a_period_are_those_of_its_days(period):
    assert list(period.months()) == sorted({Month.of(day) for day in period.days()})


def test_an_open_period_gives_months_up_to_the_last_asked_for():
    period = Period(date(2024, 11, 15))
    assert [str(m) for m in period.months(last=Month(2025, 1))] == ["2024-11", "2024-12", "2025-01"]
    with pytest.raises(OpenPeriodHasNoLength):
        period.months()


@pytest.mark.parametrize(
    "text", ["2024-13", "2024-00", "2024", "24-01", "2024-1", "2024-01-01", ""]
)
def test_what_is_not_a_month_is_refused(text):
    with pytest.raises(NotAMonth):
        Month.parse(text)
