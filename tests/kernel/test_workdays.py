"""Danish holidays and workdays, held against lists printed in calendars."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.workdays import (
    add_workdays,
    easter_sunday,
    is_workday,
    next_workday,
    public_holidays,
    workdays_between,
)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [
        (2000, 4, 23),
        (2008, 3, 23),
        (2011, 4, 24),
        (2024, 3, 31),
        (2025, 4, 20),
        (2026, 4, 5),
        (2038, 4, 25),
    ],
)
def test_easter_falls_where_the_calendar_says(year, month, day):
    assert easter_sunday(year) == date(year, month, day)


def test_the_holidays_of_2023_are_all_there():
    assert {d.isoformat()[5:]: name for d, name in public_holidays(2023).items()} == {
        "01-01": "Nytårsdag",
        "04-06": "Skærtorsdag",
        "04-07": "Langfredag",
        "04-09": "Påskedag",
        "04-10": "2. påskedag",
        "05-05": "Store bededag",
        "05-18": "Kristi himmelfartsdag",
        "05-28": "Pinsedag",
        "05-29": "2. pinsedag",
        "12-25": "Juledag",
        "12-26": "2. juledag",
    }


def test_store_bededag_is_a_workday_from_2024():
    assert not is_workday(date(2023, 5, 5))
    assert is_workday(date(2024, 4, 26))


def test_six_workdays_after_the_thursday_before_easter_week_skip_the_holidays():
    assert add_workdays(date(2026, 4, 1), 6) == date(2026, 4, 14)


def test_no_workdays_after_a_day_is_the_day_itself():
    assert add_workdays(date(2026, 4, 5), 0) == date(2026, 4, 5)
    assert next_workday(date(2026, 4, 3)) == date(2026, 4, 7)


def test_workdays_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_workdays(date(2026, 4, 5), -1)


@given(st.dates(date(2019, 1, 1), date(2031, 1, 1)), st.integers(1, 60))
def test_counting_forth_and_counting_between_agree(day, count):
    later = add_workdays(day, count)
    assert is_workday(later)
    assert workdays_between(day, later) == count
    assert workdays_between(day, later - timedelta(days=1)) == count - 1
