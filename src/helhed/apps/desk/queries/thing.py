"""One thing of a case in the form that all have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from uuid import UUID

from django.utils import timezone

from helhed.kernel.words import screen_text


class ThingKind(Enum):
    """The kinds of things, in the order in which a file is read."""

    JOURNAL = "journal"
    DOCUMENT = "document"
    ASSESSMENT = "assessment"
    RECOMMENDATION = "recommendation"
    PLAN = "plan"
    FOLLOW_UP = "follow_up"
    PLACE_NEED = "place_need"
    PLACE_WISH = "place_wish"
    PLACE_CHOICE = "place_choice"
    DECISION = "decision"
    ORDER = "order"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    ThingKind.JOURNAL: screen_text("Journal"),
    ThingKind.DOCUMENT: screen_text("Dokumenter"),
    ThingKind.ASSESSMENT: screen_text("Udredning"),
    ThingKind.RECOMMENDATION: screen_text("Indstillinger"),
    ThingKind.PLAN: screen_text("Planer"),
    ThingKind.FOLLOW_UP: screen_text("Opfølgninger"),
    ThingKind.PLACE_NEED: screen_text("Behov for plads"),
    ThingKind.PLACE_WISH: screen_text("Ønsker om plads"),
    ThingKind.PLACE_CHOICE: screen_text("Valg af plads"),
    ThingKind.DECISION: screen_text("Afgørelser"),
    ThingKind.ORDER: screen_text("Bestillinger"),
}

Said = tuple[str, str]
"""A label, translated, and what was written."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing; ``said`` is a word to translate, ``title`` and ``parts`` are as written."""

    kind: ThingKind
    id: UUID
    case: UUID
    day: date
    said: str
    title: str
    parts: tuple[Said, ...]
    href: str
    by: str = ""
    stands: bool = True
    """Whether it counts: no draft any more, and not taken back."""

    @property
    def text(self) -> str:
        """All that was written in it."""
        return "\n".join(text for _label, text in self.parts)

    @property
    def glance(self) -> str:
        """What was written in it on one line, its parts told apart."""
        return " · ".join(text.strip() for _label, text in self.parts)


def written(*parts: Said) -> tuple[Said, ...]:
    """Parts that hold any words."""
    return tuple((label, text) for label, text in parts if text.strip())


def day_of(moment: datetime) -> date:
    """The Danish day of a moment."""
    return timezone.localtime(moment).date()
