"""Reading a provider's notes: all of them by the provider, those that are shared by others."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helhed.apps.orders.models import Order, ProviderNote
from helhed.rules.orders.bestilling import Side
from helhed.rules.orders.notat import sees_unshared

MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class NoteShown:
    """A provider's note."""

    id: UUID
    day: date
    by: str
    text: str
    is_shared: bool


def notes(order: Order, sides: Collection[Side]) -> list[NoteShown]:
    """The newest notes of an order that whoever acts for some sides of it may read."""
    rows = ProviderNote.objects.filter(order=order)
    if not sees_unshared(sides):
        rows = rows.filter(shared_at__isnull=False)
    found = rows.select_related("written_by").order_by("-day", "-written_at", "-id")[:MOST_SHOWN]
    return [
        NoteShown(
            row.id,
            row.day,
            row.written_by.name if row.written_by else "",
            row.text,
            row.shared_at is not None,
        )
        for row in found
    ]
