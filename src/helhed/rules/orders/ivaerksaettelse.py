"""Iværksættelse: on which days an ordered service can start and stop, and be ordered at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import OrderState


class UnableToOrder(UnableTo):
    """A grant cannot be ordered, or not as asked."""


class UnableToStartOn(UnableTo):
    """A service cannot start on the day asked for."""


class UnableToStopOn(UnableTo):
    """A service cannot stop on the day asked for."""


def _written(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def check_wanted(day: date, granted: Period) -> None:
    """The start that is wished for is a day that is granted. Raises UnableToOrder."""
    if day < granted.start:
        text = screen_text("Bevillingen begynder først %(day)s. Vælg den dag eller en senere.")
        raise UnableToOrder(text, day=_written(granted.start))
    if day not in granted:
        text = screen_text("Bevillingen slutter %(day)s. Vælg en tidligere dag.")
        raise UnableToOrder(text, day=_written(granted.end or day))


def check_sending(purpose: str, wanted: date, granted: Period) -> None:
    """What an order must say before it can be sent. Raises UnableToOrder."""
    if not purpose.strip():
        raise UnableToOrder(screen_text("Skriv, hvad formålet med hjælpen er."))
    check_wanted(wanted, granted)


def check_start(day: date, today: date, granted: Period) -> None:
    """A service starts on a day that is granted and has come. Raises UnableToStartOn."""
    if day < granted.start:
        text = screen_text("Bevillingen begynder først %(day)s. Start på den dag eller senere.")
        raise UnableToStartOn(text, day=_written(granted.start))
    if day not in granted:
        text = screen_text("Bevillingen sluttede %(day)s. Aftal med rådgiveren, hvad der nu sker.")
        raise UnableToStartOn(text, day=_written(granted.end or day))
    if day > today:
        text = screen_text("Start, når dagen er kommet. Indtil da kan du planlægge pladsen.")
        raise UnableToStartOn(text)


def check_stop(day: date, started: date) -> None:
    """The last day of a service lies no earlier than its first. Raises UnableToStopOn."""
    if day < started:
        text = screen_text("Sidste dag kan ikke ligge før starten %(day)s.")
        raise UnableToStopOn(text, day=_written(started))


def check_new_order(
    *, is_granted_main: bool, has_offer: bool, states: Iterable[OrderState]
) -> None:
    """A granted main service with a provider is ordered once at a time. Raises UnableToOrder."""
    if not is_granted_main:
        raise UnableToOrder(screen_text("Kun en bevilget hovedydelse kan bestilles."))
    if not has_offer:
        text = screen_text("Ydelsen har ingen udfører, så der er intet at bestille.")
        raise UnableToOrder(text)
    if any(state.is_alive for state in states):
        text = screen_text("Der er allerede en bestilling på ydelsen. Brug den.")
        raise UnableToOrder(text)
