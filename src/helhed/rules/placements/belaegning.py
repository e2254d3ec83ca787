"""Belægning: how many of a house's place-days are taken in a month.

Occupancy is days with a citizen over days on which a place exists, as the takst model counts
it (KKR Nordjylland, styringsaftale: occupancy is days used of days offered).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

    @property
    def is_full(self) -> bool:
        """Whether every day on which there is a place is taken."""
        return 0 < self.place_days == self.taken_days


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


def by_month(
    places: Iterable[tuple[Period, Sequence[Period]]], months: Sequence[Month]
) -> list[Occupancy]:
    """The occupancy of many places in each of some months that follow each other.

    Says the same as ``occupancy`` month by month, but looks at every place only once.
    """
    if not months:
        return []
    low, high = months[0].first.toordinal(), months[-1].last.toordinal()
    spans = [(month.first.toordinal(), month.last.toordinal()) for month in months]
    taken, there = [0] * len(spans), [0] * len(spans)
    for exists, stays in places:
        days = _clipped(exists, low, high)
        if days is None:
            continue
        _add_days(there, spans, days)
        for stay in joined(stays) if len(stays) > 1 else stays:
            inside = _clipped(stay, *days)
            if inside is not None:
                _add_days(taken, spans, inside)
    return [Occupancy(*counted) for counted in zip(taken, there, strict=True)]


def _clipped(period: Period, low: int, high: int) -> tuple[int, int] | None:
    """First and last day of a period within bounds, as ordinals."""
    first = max(period.start.toordinal(), low)
    last = high if period.end is None else min(period.end.toordinal(), high)
    return (first, last) if first <= last else None


def _add_days(counts: list[int], spans: Sequence[tuple[int, int]], days: tuple[int, int]) -> None:
    first, last = days
    for index, (low, high) in enumerate(spans):
        if low <= last and first <= high:
            counts[index] += min(last, high) - max(first, low) + 1
