"""A notification's clocks: 24 hours whatever the day, and workdays around the holidays."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.workdays import is_workday, workdays_between
from helhed.rules.notifications.underretning import Outcome, clocks, examination_due

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def received(*when):
    return datetime(*when, tzinfo=COPENHAGEN)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))


@given(moments, st.sampled_from([UTC, COPENHAGEN, ZoneInfo("America/Nuuk")]))
def test_a_notification_is_judged_within_24_real_hours_whoever_wrote_down_the_time(moment, zone):
    written = moment.astimezone(zone)
    assert clocks(written).assess_before - moment == timedelta(hours=24)
    assert clocks(written) == clocks(moment)


@pytest.mark.parametrize(
    ("at", "before"),
    [
        (received(2026, 3, 28, 12, 0), received(2026, 3, 29, 13, 0)),  # summer time begins
        (received(2026, 10, 24, 12, 0), received(2026, 10, 25, 11, 0)),  # and ends
        (received(2026, 12, 24, 22, 15), received(2026, 12, 25, 22, 15)),  # Christmas night counts
    ],
)
def test_the_24_hours_run_on_over_nights_holidays_and_changes_of_the_clock(at, before):
    found = clocks(at).assess_before
    assert found == before
    assert found.tzinfo == COPENHAGEN


@pytest.mark.parametrize(
    ("at", "by"),
    [
        (received(2026, 11, 2, 9, 0), date(2026, 11, 10)),  # an ordinary Monday
        (received(2026, 4, 1, 15, 0), date(2026, 4, 14)),  # before Easter 2026
        (received(2026, 12, 23, 8, 0), date(2027, 1, 4)),  # before Christmas
        (received(2024, 4, 25, 8, 0), date(2024, 5, 3)),  # Store bededag 2024 is a workday
        (received(2023, 5, 4, 8, 0), date(2023, 5, 15)),  # Store bededag 2023 was not
        (received(2026, 11, 7, 23, 59), date(2026, 11, 16)),  # a Saturday night
    ],
)
def test_the_receipt_is_due_on_the_sixth_workday(at, by):
    assert clocks(at).receipt_by == by


def test_the_danish_day_counts_even_when_the_time_was_kept_as_utc():
    just_after_midnight = received(2026, 11, 3, 0, 30)
    assert clocks(just_after_midnight.astimezone(UTC)).receipt_by == date(2026, 11, 11)


@given(moments)
def test_the_receipt_is_due_on_a_workday_with_six_workdays_on_the_way(moment):
    by = clocks(moment).receipt_by
    assert is_workday(by)
    assert workdays_between(moment.astimezone(COPENHAGEN).date(), by) == 6


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        clocks(datetime(2026, 1, 1))


def test_a_day_before_the_rules_is_an_error_and_no_guess():
    with pytest.raises(NoValueThatDay, match="acute_assessment_hours"):
        clocks(received(2010, 1, 1))


@pytest.mark.parametrize(
    ("aware", "due"),
    [
        (date(2026, 1, 15), date(2026, 5, 15)),
        (date(2025, 10, 31), date(2026, 2, 28)),
        (date(2023, 10, 30), date(2024, 2, 29)),
    ],
)
def test_an_examination_is_done_four_months_after_the_need_was_seen(aware, due):
    assert examination_due(aware) == due


def test_a_new_case_is_opened_by_two_of_the_outcomes():
    assert {o for o in Outcome if o.opens_case} == {Outcome.UNCOVERING, Outcome.EXAMINATION}
