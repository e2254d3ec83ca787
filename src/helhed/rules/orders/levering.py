"""Levering: how much of an order was delivered in a period beside what was ordered for it.

How far the two may lie apart is the house's own standard (``parameters/levering.toml``): one for
all help, another for hours a week, and one for a service where it has its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month, Period
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.decisions.ydelser import PriceKind

PARAMETERS = load_parameters(__package__, "levering.toml")
DAYS_OF_A_WEEK = 7


class DeliveryState(CodeList):
    """How a period's delivery stands beside the order; one that differs waits for its owner."""

    FITS = "fits", screen_text("Som bestilt")
    UNDER = "under", screen_text("Mindre end bestilt")
    OVER = "over", screen_text("Mere end bestilt")
    SETTLED = "settled", screen_text("Afklaret")

    @property
    def waits(self) -> bool:
        return self in (DeliveryState.UNDER, DeliveryState.OVER)


class UnableToDeliver(UnableTo):
    """What was delivered cannot be written down, or its deviation not be settled, as asked."""


def ordered_quantity(kind: PriceKind, quantity: Fraction, days: Iterable[Period]) -> Fraction:
    """How much is ordered on some days, in the grant's own unit: days, hours, months as shares of
    their length, or one piece."""
    listed = list(days)
    count = sum(one.length for one in listed)
    match kind:
        case PriceKind.DAY:
            return quantity * count
        case PriceKind.WEEKLY_HOURS:
            return quantity * count / DAYS_OF_A_WEEK
        case PriceKind.MONTH:
            every = [day for one in listed for day in one.days()]
            shares = (Fraction(1, Month.of(day).length) for day in every)
            return quantity * sum(shares, Fraction(0))
        case PriceKind.ONE_OFF:
            return quantity


def tolerance(service: str, kind: PriceKind, day: date) -> int:
    """How far the delivered may lie from the ordered, in promille of the ordered."""
    for key in (f"tolerance_{service}", f"tolerance_{kind.value}"):
        if key in PARAMETERS:
            return PARAMETERS[key].int_on(day)
    return PARAMETERS["tolerance"].int_on(day)


def judge(delivered: Fraction, ordered: Fraction, promille: int) -> DeliveryState:
    """Whether what was delivered is as ordered, within the tolerance."""
    if abs(delivered - ordered) * 1000 <= promille * ordered:
        return DeliveryState.FITS
    return DeliveryState.UNDER if delivered < ordered else DeliveryState.OVER


def check_period(period: Period, run: Period, today: date, others: Iterable[Period]) -> None:
    """Raises UnableToDeliver when a period is no whole month or week of the help that is over, or
    shares days with another that is written down."""
    if not (is_month(period) or is_week(period)):
        raise UnableToDeliver(screen_text("Vælg en hel måned eller en hel uge."))
    part = period.intersect(run)
    if part is None:
        raise UnableToDeliver(screen_text("Hjælpen var ikke i gang i den periode."))
    if (part.end or period.start) > today:
        raise UnableToDeliver(screen_text("Perioden er ikke slut endnu."))
    if any(period.overlaps(other) for other in others):
        text = screen_text("Nogle af dagene er skrevet ned i en anden periode. Ret den i stedet.")
        raise UnableToDeliver(text)


def is_month(period: Period) -> bool:
    return period == Month.of(period.start).period


def is_week(period: Period) -> bool:
    return period.start.isoweekday() == 1 and period.length == DAYS_OF_A_WEEK


def check_words(state: DeliveryState, text: str) -> None:
    """What differs is explained by whoever delivered it. Raises UnableToDeliver."""
    if state.waits and not text.strip():
        text = screen_text("Det afviger fra det bestilte. Skriv kort hvorfor.")
        raise UnableToDeliver(text)


def check_settling(state: DeliveryState, why: str) -> None:
    """Raises UnableToDeliver when there is nothing to settle, or nothing is said of how."""
    if not state.waits:
        raise UnableToDeliver(screen_text("Leveringen venter ikke på nogen."))
    if not why.strip():
        raise UnableToDeliver(screen_text("Skriv, hvad I er blevet enige om."))
