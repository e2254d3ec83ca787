"""Why a forecast of a year moved between two months: what happened since, against what was waited
for, cause by cause, and the rest.

What happens on a day changes a year by what it costs in a whole year, for the part of the year that
is left from that day. What a forecast waited for in a month counts from the middle of that month.
A cause's part is what happened less what was waited for; what the parts do not sum to is the rest:
that those who came will not all stay, and what the forecast has learnt of the months after.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month

CAUSES = ("entries", "exits", "moves", "ageing", "price")


def of_year(oere_a_year: int, since: date, year: int) -> int:
    """What a change of a whole year's cost comes to in a year, from a day on."""
    first, after = date(year, 1, 1), date(year + 1, 1, 1)
    left = max((after - max(since, first)).days, 0)
    return round_half_away_from_zero(Fraction(oere_a_year * left, (after - first).days))


def waited_for(oere_a_year: int, month: Month, year: int) -> int:
    """What a change in the course of a month comes to in a year."""
    if month.year != year:
        return oere_a_year if month.year < year else 0
    return round_half_away_from_zero(Fraction(oere_a_year * (25 - 2 * month.month), 24))


@dataclass(frozen=True, slots=True)
class Moved:
    """One service or all: øre of a year before and now; by cause what happened, and what was
    waited for."""

    before: int
    now: int
    came: Mapping[str, int]
    waited: Mapping[str, int]

    def part(self, cause: str) -> int:
        """What a cause moved it by."""
        return self.came.get(cause, 0) - self.waited.get(cause, 0)

    @property
    def difference(self) -> int:
        return self.now - self.before

    @property
    def rest(self) -> int:
        """What no cause until now explains."""
        return self.difference - sum(map(self.part, CAUSES))

    def __add__(self, more: Moved) -> Moved:
        return Moved(
            self.before + more.before,
            self.now + more.now,
            {one: self.came.get(one, 0) + more.came.get(one, 0) for one in CAUSES},
            {one: self.waited.get(one, 0) + more.waited.get(one, 0) for one in CAUSES},
        )


NOTHING = Moved(0, 0, {}, {})
