"""Prisens forløb: the amounts of one rate after each other, and what a new one does to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DatedAmount:
    """What a rate is, in øre, from a first to a last day; no last day is until further notice."""

    oere: int
    start: date
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the amount holds on a day."""
        return self.start <= day and (self.end is None or day <= self.end)


def amount_on(amounts: Iterable[DatedAmount], day: date) -> int | None:
    """What a rate is on a day, or None when nothing is written."""
    return next((one.oere for one in amounts if one.holds(day)), None)


def from_day(amounts: Iterable[DatedAmount], oere: int, start: date) -> list[DatedAmount]:
    """The amounts with another from a day until the next that is known, in order.

    The one that held before ends the day before. None may begin on the very day.
    """
    kept = [
        replace(one, end=start - timedelta(days=1))
        if one.start < start and one.holds(start)
        else one
        for one in amounts
    ]
    after = [one.start for one in kept if one.start > start]
    made = DatedAmount(oere, start, min(after) - timedelta(days=1) if after else None)
    return sorted([*kept, made], key=lambda one: one.start)


def corrected(amounts: Iterable[DatedAmount], start: date, oere: int | None) -> list[DatedAmount]:
    """The amounts when the one that begins on a day should have been another, in order; or, when
    ``oere`` is None, should not have been written: then the one before holds on for its days."""
    listed = sorted(amounts, key=lambda one: one.start)
    place = next(n for n, one in enumerate(listed) if one.start == start)
    if oere is not None:
        listed[place] = replace(listed[place], oere=oere)
        return listed
    wrong = listed.pop(place)
    if place:
        listed[place - 1] = replace(listed[place - 1], end=wrong.end)
    return listed
