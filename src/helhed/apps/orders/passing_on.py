"""A received order sent on: the message as it came, with what the record says now."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

from helhed.apps.orders.models import ReceivedOrder
from helhed.apps.plans.models import Goal
from helhed.fhir.ordering import Message, facts
from helhed.fhir.ordering import parts as p


def passed_on(received: ReceivedOrder) -> Message:
    """The message of a received order, under its own id. Words of goals and how the citizen is
    reached are those of today; the rest stands as it came."""
    message = facts(json.loads(received.contents))
    return replace(message, parts=tuple(_today(received, part) for part in message.parts))


def _today(received: ReceivedOrder, part: p.Part) -> p.Part:
    if isinstance(part, p.Goal) and part.kind == "goal":
        key = _uuid(part.id)
        row = Goal.objects.filter(id=key, plan__case=received.case).first() if key else None
        return replace(part, text=row.wording or row.own_words) if row else part
    if isinstance(part, p.Citizen):
        return replace(part, reach=_reach(received, part.reach))
    return part


def _reach(received: ReceivedOrder, came: p.Reach) -> p.Reach:
    citizen = received.case.citizen
    phones = (citizen.phone, *came.phones[1:]) if citizen.phone else came.phones
    emails = (citizen.email, *came.emails[1:]) if citizen.email else came.emails
    return p.Reach(phones, emails)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
