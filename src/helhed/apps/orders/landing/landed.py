"""A message on its way into the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.audit.actions import Doer
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.fhir.ordering import Message
from helhed.fhir.ordering import parts as p
from helhed.kernel.identifiers import uuid7
from helhed.kernel.words import screen_text

PartT = TypeVar("PartT", bound=p.Part)


@dataclass(slots=True)
class Landing:
    """What is landed, for whom, and what was found no place for, in words."""

    doer: Doer
    user: User | None
    message: Message
    citizen: Citizen
    case: Case
    unplaced: list[dict[str, str]] = field(default_factory=list)

    def all(self, kind: type[PartT]) -> list[PartT]:
        """The parts of a kind, in the order of the message."""
        return [part for part in self.message.parts if isinstance(part, kind)]

    def find(self, to: p.To | None, kind: type[PartT]) -> PartT | None:
        """The part of a kind that is referred to."""
        if to is None:
            return None
        return next((part for part in self.all(kind) if part.id == to.id), None)

    def no_place(self, what: str, text: object) -> None:
        """Something has no place in the record."""
        if text:
            self.unplaced.append({"what": what, "text": str(text)})

    def more(self, what: str, texts: Iterable[str], keep: int = 1) -> str:
        """The first of some texts; the others have no place."""
        listed = [text for text in texts if text]
        for text in listed[keep:]:
            self.no_place(what, text)
        return listed[0] if listed else ""

    @property
    def now(self) -> datetime:
        return self.doer.now()

    @property
    def day(self) -> date:
        """The Danish day of the message."""
        return day_of(self.message.made) or self.now.date()


def day_of(text: str) -> date | None:
    """The day of a date or moment as FHIR writes it; None for less than a day."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def own_id(text: str, model: type[models.Model]) -> UUID:
    """The id of a resource when it is a UUID that no row has yet; else a new one."""
    try:
        found = UUID(text)
    except ValueError:
        return uuid7()
    return uuid7() if model._base_manager.filter(pk=found).exists() else found


def whole_name(name: p.Named) -> str:
    """A name as one writes it."""
    return " ".join([*name.given, name.family]).strip()


def lines(address: p.Address) -> str:
    """The street of an address."""
    return ", ".join(address.lines)


TELEPHONE = screen_text("Endnu et telefonnummer")
MAIL = screen_text("E-mail")
ADDRESS = screen_text("Adresse")
