"""Pladsplan: what a plan of places may be asked: which services' places, and what may be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text

MOST_SERVICES, MOST_CHANGES = 6, 4
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


@dataclass(frozen=True, slots=True)
class PlanFault:
    """What of a plan cannot be as it is asked (Danish): of which change, from 1 (0: of all), and of
    which part of it."""

    number: int
    part: str
    text: str


def faults_of_plan(
    services: Sequence[str], changes: Sequence[AskedChange], fixed_share: int
) -> Iterator[PlanFault]:
    """All that is wrong with what is asked, so that it can be mended at once."""
    if not 1 <= len(services) <= MOST_SERVICES or len(set(services)) < len(services):
        yield PlanFault(0, "services", screen_text("Vælg fra én til seks ydelser."))
    if not 1 <= len(changes) <= MOST_CHANGES:
        yield PlanFault(0, "changes", screen_text("Skriv fra én til fire ting, der kan gøres."))
    if not 0 <= fixed_share <= 100:
        text = screen_text("Den faste del er fra 0 til 100 procent.")
        yield PlanFault(0, "fixed_share", text)
    for number, one in enumerate(changes, 1):
        for part, text in _faults_of_change(services, one):
            yield PlanFault(number, part, text)


def _faults_of_change(services: Sequence[str], one: AskedChange) -> Iterator[tuple[str, str]]:
    if one.from_service == one.to_service:
        text = screen_text("Hver ændring skal sige, hvad der lukkes, hvad der åbnes, eller begge.")
        yield "from", text
    for part, name in (("from", one.from_service), ("to", one.to_service)):
        if name and name not in services:
            text = screen_text("En ændring nævner en ydelse, der ikke er valgt. Vælg den også.")
            yield part, text
    if not 1 <= one.most <= MOST_PLACES:
        yield "most", screen_text("Skriv, hvor mange pladser det højst kan være: 1 til 500.")
    if not 0 <= one.lead < QUARTERS:
        yield "lead", screen_text("Skriv 0 til 15 kvartaler til, de er klar.")
    if one.district and not one.to_service:
        text = screen_text("Vælg kun en bydel, hvor der åbnes pladser: det, der lukkes, har sin.")
        yield "district", text
    if not 0 <= one.once_oere <= MOST_OERE:
        yield "once", screen_text("Skriv, hvad en plads koster én gang.")


def check_plan(services: Sequence[str], changes: Sequence[AskedChange], fixed_share: int) -> None:
    """Raises UnableToPlanPlaces, with the first of what is wrong."""
    for fault in faults_of_plan(services, changes, fixed_share):
        raise UnableToPlanPlaces(fault.text)
