"""Levering: how much of an order was delivered in a period beside what was ordered for it.

How far the two may lie apart is the house's own standard (``parameters/levering.toml``): one for
all help, another for hours a week, and one for a service where it has its own. The two sides may
agree on another for an order, from a day on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from helhed.kernel.dated import load_parameters
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import ONE_DAY, Month, Period, joined
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.bestilling import OrderState

PARAMETERS = load_parameters(__package__, "levering.toml")
DAYS_OF_A_WEEK = 7
AGREED_IN = (OrderState.SENT, OrderState.ACCEPTED, OrderState.STARTED, OrderState.STOPPED)
MOST_PROMILLE, MOST_HOURS = 1000, 24 * DAYS_OF_A_WEEK


class DeliveryState(CodeList):
    """How a period's delivery stands beside the order; one that differs waits for its owner."""

    FITS = "fits", screen_text("Som bestilt")
    UNDER = "under", screen_text("Mindre end bestilt")
    OVER = "over", screen_text("Mere end bestilt")
    SETTLED = "settled", screen_text("Afklaret")

    @property
    def waits(self) -> bool:
        return self in (DeliveryState.UNDER, DeliveryState.OVER)


class UnableToAgree(UnableTo):
    """A tolerance cannot be agreed for an order as asked."""


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


@dataclass(frozen=True, slots=True)
class Agreed:
    """How far the two sides of an order agreed that the delivered may lie from the ordered, for
    periods that begin on ``start`` or later: in promille of the ordered, in hours a week, or both;
    then the wider counts. Hours say nothing of help that is not ordered in hours a week."""

    start: date
    promille: int | None
    hours: Fraction | None


def agreed_on(agreements: Iterable[Agreed], day: date) -> Agreed | None:
    """What is agreed for a period that begins on a day: the newest that has begun; of two from the
    same day the later in the order given. None where the house's own standard counts."""
    begun = [one for one in agreements if one.start <= day]
    return max(reversed(begun), key=lambda one: one.start, default=None)


def tolerance_of(
    service: str, kind: PriceKind, weekly: Fraction, day: date, agreements: Iterable[Agreed]
) -> Fraction:
    """How far a grant's delivered quantity may lie from the ordered in a period that begins on a
    day, in promille: what is agreed in the order, else the house's own standard. ``weekly``: the
    hours a week that are granted."""
    agreed = agreed_on(agreements, day)
    in_hours = kind is PriceKind.WEEKLY_HOURS and agreed is not None and agreed.hours is not None
    if agreed is None or (agreed.promille is None and not in_hours):
        return Fraction(tolerance(service, kind, day))
    found = Fraction(agreed.promille or 0)
    if in_hours and agreed.hours is not None and weekly > 0:
        found = max(found, agreed.hours * 1000 / weekly)
    return found


def check_agreed(agreed: Agreed, state: OrderState, granted: Period, why: str) -> None:
    """Raises UnableToAgree when the order is not sent or came to nothing, nothing is agreed, it is
    out of reach, or it begins after the help."""
    if state not in AGREED_IN:
        raise UnableToAgree(screen_text("Tolerancen aftales, når bestillingen er sendt."))
    promille, hours = agreed.promille, agreed.hours
    if promille is None and hours is None:
        raise UnableToAgree(screen_text("Skriv en procent, et antal timer eller begge."))
    if promille is not None and not 0 <= promille <= MOST_PROMILLE:
        raise UnableToAgree(screen_text("Skriv en procent fra 0 til 100."))
    if hours is not None and not 0 <= hours <= MOST_HOURS:
        raise UnableToAgree(screen_text("Skriv et antal timer om ugen fra 0 til 168."))
    if granted.end is not None and agreed.start > granted.end:
        raise UnableToAgree(screen_text("Vælg en dag, før bevillingen slutter."))
    if not why.strip():
        raise UnableToAgree(screen_text("Skriv kort, hvad I er blevet enige om."))


def judge(delivered: Fraction, ordered: Fraction, promille: Fraction | int) -> DeliveryState:
    """Whether what was delivered is as ordered, within the tolerance."""
    if abs(delivered - ordered) * 1000 <= promille * ordered:
        return DeliveryState.FITS
    return DeliveryState.UNDER if delivered < ordered else DeliveryState.OVER


def check_period(period: Period, run: Period, today: date, others: Iterable[Period]) -> None:
    """Raises UnableToDeliver when a period is no whole month or week of the help that is over, nor
    the days left between two that are written down, or shares days with another."""
    listed = list(others)
    if not (is_month(period) or is_week(period) or period in gaps(listed)):
        raise UnableToDeliver(screen_text("Vælg en hel måned eller en hel uge."))
    part = period.intersect(run)
    if part is None:
        raise UnableToDeliver(screen_text("Hjælpen var ikke i gang i den periode."))
    if (part.end or period.start) > today:
        raise UnableToDeliver(screen_text("Perioden er ikke slut endnu."))
    if any(period.overlaps(other) for other in listed):
        text = screen_text("Nogle af dagene er skrevet ned i en anden periode. Ret den i stedet.")
        raise UnableToDeliver(text)


def gaps(told: Iterable[Period]) -> list[Period]:
    """The days left between two periods that are written down, where they are too few to be a week:
    a week and a month that follow each other do not meet."""
    days = joined(told)
    between = [
        Period(one.end + ONE_DAY, two.start - ONE_DAY)
        for one, two in itertools.pairwise(days)
        if one.end is not None
    ]
    return [gap for gap in between if gap.length < DAYS_OF_A_WEEK]


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
