"""Notat: a provider's own daily notes, and who may read them.

A provider's notes are its own. The authority reads a note from the day the provider shares it, and
none before; a note that is shared stays so. What the authority may demand for the case's
elucidation it asks for in the order's conversation, and the provider shares that note.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import Side


class UnableToNote(UnableTo):
    """A note cannot be written or shared as asked."""


def sees_unshared(sides: Collection[Side]) -> bool:
    """Whether whoever acts for some sides reads notes that are not shared."""
    return Side.PROVIDER in sides


def check_note(text: str, day: date, today: date, started: date | None) -> None:
    """Raises UnableToNote for a note without words, or of a day on which no help was given."""
    if not text.strip():
        raise UnableToNote(screen_text("Skriv noget i notatet."))
    if started is None or day < started:
        raise UnableToNote(screen_text("Hjælpen var ikke startet den dag."))
    if day > today:
        raise UnableToNote(screen_text("Dagen er ikke kommet endnu."))


def check_sharing(is_shared: bool) -> None:
    """Raises UnableToNote when a note is shared already."""
    if is_shared:
        raise UnableToNote(screen_text("Notatet er allerede delt med kommunen."))
