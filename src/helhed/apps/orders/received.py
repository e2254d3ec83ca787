"""Reading orders that came as messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import cases_within, require_case
from helhed.apps.orders.landing.landed import day_of
from helhed.apps.orders.models import ReceivedOrder
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class ReceivedPage:
    """An order that came: what was ordered, what stands beside, whom to ask."""

    row: ReceivedOrder
    ordered: list[dict[str, Any]]
    beside: list[dict[str, Any]]


def received_orders(actor: Actor) -> QuerySet[ReceivedOrder, ReceivedOrder]:
    """The orders that came, of cases that the actor may see."""
    require_at_all(actor, Action.SEE_CASE)
    found = ReceivedOrder.objects.filter(cases_within(actor.reach(Action.SEE_CASE), "case__"))
    return found.select_related("case__citizen")


def received_row(row: ReceivedOrder) -> dict[str, Any]:
    """An order that came as a row of the list."""
    return {
        "id": row.id,
        "citizen_id": row.case.citizen_id,
        "citizen": row.case.citizen.name,
        "number": row.case.number,
        "sender": row.sender,
        "received_at": row.received_at,
        "wanted_start": row.wanted_start,
        "unplaced": len(row.unplaced),
    }


def received_page(actor: Actor, received: UUID) -> ReceivedPage:
    """One order that came. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        row = ReceivedOrder.objects.select_related("case__citizen").filter(id=received).first()
        if row is None:
            raise Http404
        require_case(actor, Action.SEE_CASE, row.case)
        read(actor, "order.received", row, row.case.citizen_id)
    listed = [
        {**one, "start": day_of(one["start"]), "end": day_of(one["end"])} for one in row.services
    ]
    ordered = [one for one in listed if one["ordered"]]
    return ReceivedPage(row, ordered, [one for one in listed if not one["ordered"]])
