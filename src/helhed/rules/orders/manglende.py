"""Manglende levering: the months of which a provider has not told what was delivered.

Only hours are asked for: the days of a place follow from its start, its stop and the absences that
are told of, and a month's price from the month itself, but hours are known by whoever gave them.
The pattern is that of the Dutch iWmo standard: what was not told by its day is seen by both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month, Period
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.svarfrist import delivered_by

MONTHS_BACK = 6
"""How far back what was delivered can be written, and so is asked for."""


class UnableToRemind(UnableTo):
    """The provider of an order cannot be reminded as asked."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A month of an order of which some days are not told; ``due`` is the last day in time."""

    month: Month
    due: date
    is_late: bool


def is_asked_for(kind: PriceKind) -> bool:
    """Whether a provider is to tell how much of a kind was delivered."""
    return kind is PriceKind.WEEKLY_HOURS


def first_asked_for(today: date) -> date:
    """The first day of which what was delivered can be written."""
    return Month.of(today).plus(-MONTHS_BACK).first


def untold(
    run: Period, told: Iterable[Period], rests: Iterable[Period], today: date
) -> list[Untold]:
    """The months that have ended in which the help ran on days that are told of in no period and
    on which it did not rest, the oldest first."""
    month, found = Month.of(first_asked_for(today)), []
    known = [*told, *rests]
    while month.last < today:
        part = run.intersect(month.period)
        if part is not None and part.subtract_all(known):
            due = delivered_by(month)
            found.append(Untold(month, due, today > due))
        month = month.plus(1)
    return found


def check_reminder(is_missing: bool, sent: Collection[date], today: date) -> None:
    """Raises UnableToRemind when nothing is missing, or a reminder went out today. ``sent``: the
    days on which this was reminded of."""
    if not is_missing:
        raise UnableToRemind(screen_text("Der mangler ikke noget at minde om."))
    if today in sent:
        raise UnableToRemind(screen_text("I har allerede mindet om det i dag."))
