"""What the day page is made of: figures, and sections of things that wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

MOST = 8


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of the day, and where it leads."""

    figure: str
    words: str
    href: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. ``text``, ``when`` and ``more`` are ready to read."""

    text: str
    href: str
    when: str = ""
    more: str = ""
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one kind that wait; what to say when nothing does."""

    title: str
    items: list[Item]
    empty: str
    href: str = ""
    anchor: str = ""


@dataclass(slots=True)
class DayPage:
    """Everything that the day page shows."""

    tiles: list[Tile] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    citizens: list[UUID] = field(default_factory=list)


def is_past(day: date | None, today: date) -> bool:
    """Whether a day that may not be known has gone."""
    return day is not None and day < today
