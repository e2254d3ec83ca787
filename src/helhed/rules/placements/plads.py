"""When a place can be taken: it exists, and nobody else is there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text


class UnableToPlace(UnableTo):
    """A citizen cannot be in a place in the period asked for."""


def _written(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def check_place(
    exists: Period, taken: Iterable[Period], own: Iterable[Period], wanted: Period
) -> None:
    """A stay fits a place (``taken``: others' stays there) and a citizen (``own``: their other
    stays in offers of the same kind). Raises UnableToPlace and says what to do."""
    if wanted.start < exists.start:
        text = screen_text("Pladsen findes først fra %(day)s. Vælg en anden plads eller dag.")
        raise UnableToPlace(text, day=_written(exists.start))
    if not exists.covers(wanted):
        text = screen_text("Pladsen lukker %(day)s. Vælg en anden plads, eller skriv en slutdag.")
        raise UnableToPlace(text, day=_written(exists.end or wanted.start))
    if any(stay.overlaps(wanted) for stay in taken):
        text = screen_text("Pladsen er optaget i perioden. Vælg en anden plads eller dag.")
        raise UnableToPlace(text)
    if any(stay.overlaps(wanted) for stay in own):
        text = screen_text("Borgeren har allerede en plads af samme slags i perioden. Slut den.")
        raise UnableToPlace(text)
