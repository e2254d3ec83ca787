"""Fordeling: how a year's budget is spread over its months, so that a month can be followed.

Three profiles: as much each month, as the days of the months, or as last year's months went. An
amount without a last year to go by is spread by days. The months always sum to the year.
"""

from __future__ import annotations

from collections.abc import Sequence

from helhed.kernel.money import split_by_weight
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text


class Profile(CodeList):
    """How a year is spread over its months."""

    DAYS = "days", screen_text("Efter månedernes dage")
    EVEN = "even", screen_text("Lige meget hver måned")
    LAST_YEAR = "last_year", screen_text("Som sidste års måneder")


def spread(oere: int, profile: Profile, year: int, last_year: Sequence[int] = ()) -> list[int]:
    """Twelve months of a year's amount; ``last_year`` are the twelve months before, in øre."""
    days = [Month(year, number).length for number in range(1, 13)]
    match profile:
        case Profile.EVEN:
            return split_by_weight(oere, [1] * 12)
        case Profile.LAST_YEAR if any(month > 0 for month in last_year):
            return split_by_weight(oere, [max(0, month) for month in last_year])
        case _:
            return split_by_weight(oere, days)
