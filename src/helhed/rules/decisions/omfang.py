"""How much can be granted, and for which days: bounds that catch a slip of the hand.

No act sets them. A week has 168 hours; the other bounds are the house's own, far above what one
citizen is granted and far below what a wrong key gives.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import months_after
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import PriceKind

DECIMALS = 3
HOURS_IN_A_WEEK = 168
MOST = {
    PriceKind.DAY: 10,
    PriceKind.MONTH: 1_000,
    PriceKind.WEEKLY_HOURS: HOURS_IN_A_WEEK,
    PriceKind.ONE_OFF: 10_000,
}
FIRST_DAY = date(2000, 1, 1)
YEARS_AHEAD = 30


class UnableToGrantSoMuch(UnableTo):
    """No grant is of such a quantity."""


class UnableToGrantThen(UnableTo):
    """No grant begins or ends on such a day."""


def check_quantity(kind: PriceKind, quantity: Decimal) -> None:
    """A quantity is over 0 and no more than one citizen can be granted.

    Raises UnableToGrantSoMuch.
    """
    if quantity <= 0:
        raise UnableToGrantSoMuch(screen_text("Omfanget skal være et tal over 0."))
    if quantity <= MOST[kind]:
        return
    if kind is PriceKind.WEEKLY_HOURS:
        text = screen_text("En uge har %(most)s timer. Hjælper to ad gangen, så vælg takst for to.")
    else:
        text = screen_text("Omfanget er højst %(most)s. Se, om komma og takst er rigtige.")
    raise UnableToGrantSoMuch(text, most=MOST[kind])


def check_day(day: date, today: date) -> None:
    """A grant begins and ends between 1.1.2000 and thirty years from today.

    Raises UnableToGrantThen.
    """
    if day < FIRST_DAY:
        raise UnableToGrantThen(screen_text("Vælg en dag fra 1.1.2000. Se, om året er rigtigt."))
    last = months_after(today, 12 * YEARS_AHEAD)
    if day > last:
        text = screen_text("Vælg en dag til og med %(day)s. Uden sidste dag løber hjælpen videre.")
        raise UnableToGrantThen(text, day=f"{last.day}.{last.month}.{last.year}")
