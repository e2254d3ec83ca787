"""Belægning: how many of a house's place-days are taken in a month.

Occupancy is days with a citizen over days on which a place exists, as the takst model counts
it (KKR Nordjylland, styringsaftale: occupancy is days used of days offered).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from helhed.kernel.period import Month, Period, joined


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Place-days taken and place-days there are, in one month."""

    taken_days: int
    place_days: int

    @property
    def percent(self) -> float | None:
        """Share taken, 0 to 100; None when there are no places."""
        return 100 * self.taken_days / self.place_days if self.place_days else None


def days_in(periods: Iterable[Period], month: Month) -> int:
    """How many days of a month lie in at least one of the periods."""
    clipped = (period.clip_to_month(month) for period in joined(periods))
    return sum(part.length for part in clipped if part is not None)


def occupancy(places: Iterable[tuple[Period, Iterable[Period]]], month: Month) -> Occupancy:
    """Occupancy of places, each told by when it exists and when somebody lives there."""
    taken = there = 0
    for exists, stays in places:
        there += days_in([exists], month)
        inside = (stay.intersect(exists) for stay in stays)
        taken += days_in([part for part in inside if part is not None], month)
    return Occupancy(taken, there)
