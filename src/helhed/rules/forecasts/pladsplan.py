"""Pladsplan: what a plan of places may be asked: which services' places, and what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

MOST_SERVICES, MOST_CHANGES = 6, 6
QUARTERS = 16
MOST_PLACES, MOST_OERE = 500, 10**12


class UnableToPlanPlaces(UnableTo):
    """Places cannot be planned as asked."""


@dataclass(frozen=True, slots=True)
class AskedChange:
    """Convert places (from one service's to another's), open (no ``from_service``) or close (no
    ``to_service``): at most so many, ready so many quarters after it is decided, øre once a
    place. ``district`` is where places that come will lie; empty is not known, or where those lie
    that they are made of."""

    from_service: str
    to_service: str
    most: int
    lead: int
    once_oere: int
    district: str = ""


def check_plan(services: Sequence[str], changes: Sequence[AskedChange], fixed_share: int) -> None:
    """Raises UnableToPlanPlaces."""
    if not 1 <= len(services) <= MOST_SERVICES or len(set(services)) < len(services):
        raise UnableToPlanPlaces(screen_text("Vælg fra én til seks ydelser."))
    if not 1 <= len(changes) <= MOST_CHANGES:
        raise UnableToPlanPlaces(screen_text("Skriv fra én til seks ting, der kan gøres."))
    if not 0 <= fixed_share <= 100:
        raise UnableToPlanPlaces(screen_text("Den faste del er fra 0 til 100 procent."))
    for one in changes:
        named = [name for name in (one.from_service, one.to_service) if name]
        if not named or one.from_service == one.to_service:
            raise UnableToPlanPlaces(
                screen_text("Hver ændring skal sige, hvad der lukkes, hvad der åbnes, eller begge.")
            )
        if any(name not in services for name in named):
            raise UnableToPlanPlaces(
                screen_text("En ændring nævner en ydelse, der ikke er valgt. Vælg den også.")
            )
        if not 1 <= one.most <= MOST_PLACES or not 0 <= one.lead < QUARTERS:
            raise UnableToPlanPlaces(
                screen_text("Skriv 1 til 500 pladser og 0 til 15 kvartaler til, de er klar.")
            )
        if one.district and not one.to_service:
            raise UnableToPlanPlaces(
                screen_text("Vælg kun en bydel, hvor der åbnes pladser: det, der lukkes, har sin.")
            )
        if not 0 <= one.once_oere <= MOST_OERE:
            raise UnableToPlanPlaces(screen_text("Skriv, hvad en plads koster én gang."))
