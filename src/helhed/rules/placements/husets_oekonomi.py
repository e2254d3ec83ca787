"""Husets økonomi: what a house earns month by month against what its rate was built to earn.

The rate spreads the year's cost over the days that places exist, so a month's part of it is by
its place-days: a house that gets more places in October is to earn more from October, and the year
still earns what its rate was built to. What the house earns is the days on which somebody lived
there, at the price of the day. A day on which a place stands empty earns nothing and costs the
same: that is the under-coverage (takst agreements).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero, split_by_weight
from helhed.kernel.period import Month, Period
from helhed.rules.offers.pris import DatedAmount
from helhed.rules.placements.belaegning import Occupancy, by_month

Lived = Sequence[tuple[Period, Sequence[Period]]]
"""Places, each told by when it exists and when somebody lives there."""


@dataclass(frozen=True, slots=True)
class HouseMonth:
    """A house in a month: the places it had on the last day, days used (``others``: by citizens for
    whom another municipality pays), what they brought in, and what the month was to earn; øre."""

    month: Month
    places: int
    occupancy: Occupancy
    others: int
    income: int
    to_earn: int

    @property
    def own(self) -> int:
        """Days used by the municipality's own citizens."""
        return self.occupancy.taken_days - self.others

    @property
    def coverage(self) -> int:
        """Earned more (+) or less (−) than the month was to."""
        return self.income - self.to_earn


def in_months(
    places: Lived,
    of_others: Lived,
    prices: Sequence[DatedAmount],
    year_to_earn: int,
    months: Sequence[Month],
    *,
    per_month: bool,
) -> list[HouseMonth]:
    """A house in some months of one year that follow each other. ``prices`` are per day, or
    ``per_month``: then a day is its part of its month."""
    if not months:
        return []
    year = [Month(months[0].year, number) for number in range(1, 13)]
    whole = by_month(places, year)
    taken = [whole[month.month - 1] for month in months]
    parts = _parts(year_to_earn, year, whole)
    others = by_month(of_others, months)
    earned = [Fraction(0)] * len(months)
    for price in prices:
        held = Period(price.start, price.end)
        is_all = held.covers(Period(months[0].first, months[-1].last))
        for index, found in enumerate(taken if is_all else by_month(_within(places, held), months)):
            share = months[index].length if per_month else 1
            earned[index] += Fraction(price.oere * found.taken_days, share)
    return [
        HouseMonth(
            month,
            sum(month.last in exists for exists, _ in places),
            taken[index],
            others[index].taken_days,
            round_half_away_from_zero(earned[index]),
            parts[month.month - 1],
        )
        for index, month in enumerate(months)
    ]


def _parts(oere: int, year: Sequence[Month], there: Sequence[Occupancy]) -> list[int]:
    """What each month is to earn: by its place-days, or by its days in a year without places."""
    days = [found.place_days for found in there]
    return split_by_weight(oere, days if any(days) else [month.length for month in year])


def _within(places: Lived, days: Period) -> list[tuple[Period, Sequence[Period]]]:
    found = ((exists.intersect(days), stays) for exists, stays in places)
    return [(exists, stays) for exists, stays in found if exists is not None]


def unit_cost(cost: int, days: int) -> int | None:
    """What a day that was used cost, in øre; None when no day was."""
    return round_half_away_from_zero(Fraction(cost, days)) if days else None


def mean_price(prices: Sequence[tuple[int, int]]) -> int | None:
    """The mean of prices, each with how many pay it; None when nobody does."""
    count = sum(many for _, many in prices)
    total = sum(oere * many for oere, many in prices)
    return round_half_away_from_zero(Fraction(total, count)) if count else None


def per_day(oere: int, *, per_month: bool) -> int:
    """A price per day; a month price over the mean month, so that kinds can be compared."""
    return round_half_away_from_zero(Fraction(oere * 12, 365)) if per_month else oere
