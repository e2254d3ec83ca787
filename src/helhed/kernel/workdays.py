"""Danish public holidays, and counting in workdays (hverdage).

Source: the list of public holidays in helligdagsloven; Store Bededag was abolished by
LOV nr 214 of 7 March 2023 from 1 January 2024.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

LAST_YEAR_WITH_STORE_BEDEDAG = 2023


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (the anonymous computus of 1876)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, century_rest = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leap_years, year_rest = divmod(in_century, 4)
    weekday = (32 + 2 * century_rest + 2 * leap_years - epact - year_rest) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=256)
def public_holidays(year: int) -> dict[date, str]:
    """The public holidays of a year with their Danish names, in order."""
    easter = easter_sunday(year)

    def after(days: int) -> date:
        return easter + timedelta(days=days)

    holidays = {
        date(year, 1, 1): "Nytårsdag",
        after(-3): "Skærtorsdag",
        after(-2): "Langfredag",
        easter: "Påskedag",
        after(1): "2. påskedag",
        after(39): "Kristi himmelfartsdag",
        after(49): "Pinsedag",
        after(50): "2. pinsedag",
        date(year, 12, 25): "Juledag",
        date(year, 12, 26): "2. juledag",
    }
    if year <= LAST_YEAR_WITH_STORE_BEDEDAG:
        holidays[after(26)] = "Store bededag"
    return dict(sorted(holidays.items()))


def is_workday(day: date) -> bool:
    """Monday to Friday and not a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def next_workday(day: date) -> date:
    """The day itself when it is a workday, else the first workday after it."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, count: int) -> date:
    """The ``count``-th workday after a day; the day itself is not counted.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("workdays are counted forwards")
    for _ in range(count):
        day = next_workday(day + timedelta(days=1))
    return day


def workdays_between(start: date, end: date) -> int:
    """How many workdays lie after ``start`` up to and including ``end``; 0 when end ≤ start."""
    return sum(is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
