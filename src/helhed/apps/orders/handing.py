"""A part of the plan handed to the provider (SEL § 141): asked for, written, and taken back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.word_index import keep
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import locked
from helhed.apps.orders.models import HandedPart, Order
from helhed.apps.orders.texts import of_order
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.delplan import UnableToHandPart, check_asked, check_part


def hand(actor: Actor, *, order: UUID, asked: str) -> HandedPart:
    """Hand a part of the plan to the provider of an order. Raises UnableToHandPart when nothing is
    asked, or the provider has not taken the order."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        check_asked(asked, OrderState(row.state))
        made = HandedPart.objects.create(
            order=row, asked=asked.strip(), handed_at=actor.now(), handed_by=actor.user
        )
        keep(of_order(row))
        wrote(actor, "order.hand", made, row.grant.citizen_id, order=str(row.id))
    return made


def write_part(actor: Actor, *, handedpart: UUID, text: str) -> None:
    """Write the part, or write it anew, by the provider. Raises UnableToHandPart."""
    with transaction.atomic():
        row, order = _handed(handedpart)
        require_order(actor, Action.ANSWER_ORDER, order)
        check_part(text, OrderState(order.state), row.taken_back_at is not None)
        row.told, row.told_at, row.told_by = text.strip(), actor.now(), actor.user
        row.save(update_fields=["told", "told_at", "told_by"])
        keep(of_order(order))
        wrote(actor, "order.part", row, order.grant.citizen_id, order=str(order.id))


def take_back(actor: Actor, *, handedpart: UUID) -> None:
    """Take a part back that was handed over; what was written is kept. Raises UnableToHandPart."""
    with transaction.atomic():
        row, order = _handed(handedpart)
        require_order(actor, Action.SEND_ORDER, order)
        if row.taken_back_at is not None:
            raise UnableToHandPart(screen_text("Delen er allerede taget tilbage."))
        row.taken_back_at = actor.now()
        row.save(update_fields=["taken_back_at"])
        wrote(actor, "order.take_back", row, order.grant.citizen_id, order=str(order.id))


def _handed(handedpart: UUID) -> tuple[HandedPart, Order]:
    row = HandedPart.objects.select_for_update().filter(id=handedpart).first()
    if row is None:
        raise Http404
    return row, locked(row.order_id)
