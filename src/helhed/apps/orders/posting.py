"""An order as the message that leaves: told, built, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import House
from helhed.apps.audit.actions import read
from helhed.apps.orders.models import Order, ReceivedOrder
from helhed.apps.orders.passing_on import passed_on
from helhed.apps.orders.telling import message
from helhed.fhir import Finding, check, errors
from helhed.fhir.ordering import bundle
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.identifiers import uuid7


@dataclass(frozen=True, slots=True)
class Posted:
    """A message and what the checker found wrong with it; with faults it may not leave."""

    bundle: dict[str, Any]
    faults: list[Finding]


def posted(house: House, order: UUID) -> Posted | None:
    """The message of an order, under a new id, or of one that came, under its own; None when there
    is no such order.

    Raises UnableToTellOrder.
    """
    with transaction.atomic():
        row = find(order)
        if row is None:
            return _received(house, order)
        read(house, "order.tell", row, row.grant.citizen_id)
        return of(row, house)


def _received(house: House, order: UUID) -> Posted | None:
    row = ReceivedOrder.objects.select_related("case__citizen").filter(id=order).first()
    if row is None:
        return None
    read(house, "order.tell", row, row.case.citizen_id)
    built = bundle(passed_on(row))
    return Posted(built, errors(check(built)))


def find(order: UUID) -> Order | None:
    """An order with what its message is made of."""
    rows = Order.objects.select_related(
        "grant__citizen",
        "grant__decision__assessment",
        "case__unit",
        "case__responsible",
        "provider",
    )
    return rows.filter(id=order).first()


def of(row: Order, house: House) -> Posted:
    """The message of an order that is at hand. Raises UnableToTellOrder."""
    made = house.now().astimezone(DANISH_TIME).isoformat(timespec="seconds")
    built = bundle(message(row, str(uuid7()), made, house.today))
    return Posted(built, errors(check(built)))
