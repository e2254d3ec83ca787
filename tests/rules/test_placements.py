"""Occupancy against a twin that counts one day and one place at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month, Period
from helhed.rules.placements.belaegning import Occupancy, days_in, occupancy
from tests.kernel.strategies import closed_periods, months, periods

places = st.lists(st.tuples(periods(), st.lists(periods(), max_size=4)), max_size=4)


@given(places, months)
def test_occupancy_is_what_counting_day_by_day_gives(houses, month):
    taken = there = 0
    for exists, stays in houses:
        for day in month.period.days():
            if day in exists:
                there += 1
                taken += any(day in stay for stay in stays)
    assert occupancy(houses, month) == Occupancy(taken, there)


@given(places, months)
def test_no_house_is_more_than_full(houses, month):
    percent = occupancy(houses, month).percent
    assert percent is None or 0 <= percent <= 100


@given(st.lists(closed_periods, max_size=6), months)
def test_a_day_in_two_periods_counts_once(stays, month):
    days = {day for stay in stays for day in stay.days() if day in month.period}
    assert days_in(stays, month) == len(days)


def test_without_places_there_is_no_percentage():
    assert occupancy([], Month(2026, 1)).percent is None


@pytest.mark.parametrize(("month", "percent"), [(Month(2026, 2), 50.0), (Month(2026, 3), 0.0)])
def test_half_of_february_is_half(month, percent):
    stay = Period(Month(2026, 2).first, Month(2026, 2).first.replace(day=14))
    assert occupancy([(Period(Month(2026, 1).first), [stay])], month).percent == percent
