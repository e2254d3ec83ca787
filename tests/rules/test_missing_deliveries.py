"""When a message of an order is late, and which months are not told of."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.levering import Agreed, agreed_on, gaps, tolerance_of
from helhed.rules.orders.manglende import (
    UnableToRemind,
    check_reminder,
    first_asked_for,
    is_asked_for,
    untold,
)
from helhed.rules.orders.svarfrist import (
    delivered_by,
    last_late_day,
    last_late_month,
    started_by,
    stopped_by,
)

TODAY = date(2026, 11, 18)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@given(DAYS)
def test_the_last_late_day_is_late_and_the_day_after_is_not(today):
    for due in (started_by, stopped_by):
        day = last_late_day(today, due)
        assert due(day) < today <= due(day + timedelta(days=1))
    month = last_late_month(today)
    assert delivered_by(month) < today <= delivered_by(month.plus(1))


@given(
    st.dates(date(2026, 3, 1), date(2026, 11, 1)),
    st.lists(st.tuples(st.dates(date(2026, 3, 1), date(2026, 11, 1)), st.integers(0, 60))),
)
def test_a_month_is_untold_when_a_day_of_it_is_in_nothing_that_is_known(start, known):
    periods = [Period(day, day + timedelta(days=more)) for day, more in known]
    found = {one.month for one in untold(Period(start), periods, [], TODAY)}
    expected, day = set(), max(start, first_asked_for(TODAY))
    while day <= date(2026, 10, 31):
        if not any(day in period for period in periods):
            expected.add(Month.of(day))
        day += timedelta(days=1)
    assert found == expected


def test_told_and_resting_days_are_not_asked_for_and_the_month_that_runs_is_not_either():
    run = Period(date(2026, 9, 10))
    told = [Period(date(2026, 9, 1), date(2026, 9, 30))]
    rests = [Period(date(2026, 10, 1), None)]
    assert untold(run, told, rests, TODAY) == []
    [one] = untold(run, told, [], TODAY)
    assert (one.month, one.due, one.is_late) == (Month(2026, 10), date(2026, 11, 13), True)


def test_only_hours_are_asked_for():
    assert [kind for kind in PriceKind if is_asked_for(kind)] == [PriceKind.WEEKLY_HOURS]


def test_a_reminder_goes_out_once_a_day_and_only_of_what_is_missing():
    check_reminder(True, [TODAY - timedelta(days=1)], TODAY)
    for is_missing, sent in ((False, []), (True, [TODAY])):
        with pytest.raises(UnableToRemind):
            check_reminder(is_missing, sent, TODAY)


def test_few_days_between_two_periods_are_a_gap_and_a_week_is_none():
    month = Month(2026, 9).period
    after = [Period(date(2026, 10, day), date(2026, 10, day + 6)) for day in (5, 12)]
    assert gaps([*after, month]) == [Period(date(2026, 10, 1), date(2026, 10, 4))]
    assert gaps([month, after[1]]) == []
    assert gaps([]) == []


def test_of_agreements_the_newest_that_has_begun_counts_and_of_two_the_later_written():
    first, again = Agreed(date(2026, 1, 1), 10, None), Agreed(date(2026, 1, 1), 20, None)
    later = Agreed(date(2026, 6, 1), 30, None)
    listed = [first, later, again]
    assert agreed_on(listed, date(2025, 12, 31)) is None
    assert agreed_on(listed, date(2026, 3, 1)) is again
    assert agreed_on(listed, date(2026, 6, 1)) is later


def test_hours_say_nothing_of_help_that_is_not_in_hours_and_the_standard_counts():
    agreed = [Agreed(date(2026, 1, 1), None, Fraction(1))]

    def promille(kind):
        return tolerance_of("stoette_85", kind, Fraction(5), date(2026, 3, 1), agreed)

    assert promille(PriceKind.WEEKLY_HOURS) == 200
    assert promille(PriceKind.DAY) == 20
