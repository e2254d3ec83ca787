"""Reminding the provider of what is missing, and asking for its status on the goals."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import locked, say
from helhed.apps.orders.lateness import is_behind
from helhed.apps.orders.models import Order, OrderMessage
from helhed.kernel.clock import DANISH_TIME
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import OrderState, Side
from helhed.rules.orders.manglende import check_reminder
from helhed.rules.orders.samtale import Ask, AskState


def remind_of_delivery(actor: Actor, *, order: UUID) -> OrderMessage:
    """Remind the provider that what was delivered is not told. Raises UnableToRemind when nothing
    is late, or when it was reminded of today."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        return _ask(actor, row, Ask.DELIVERED, is_behind(row, actor.today))


def ask_for_status(actor: Actor, *, order: UUID) -> OrderMessage:
    """Ask the provider how it goes with the goals. Raises UnableToRemind when the help does not
    run or has no goals, or when it was asked for today."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        runs = row.state == OrderState.STARTED.value
        return _ask(actor, row, Ask.STATUS, runs and row.goals.exists())


def _ask(actor: Actor, order: Order, ask: Ask, is_missing: bool) -> OrderMessage:
    earlier = OrderMessage.objects.filter(order=order, asks=ask.value)
    sent = {at.astimezone(DANISH_TIME).date() for at in earlier.values_list("at", flat=True)}
    check_reminder(is_missing, sent, actor.today)
    said = say(actor, order, Side.AUTHORITY, None, "", None)
    said.asks, said.state = ask.value, AskState.OPEN.value
    said.save(update_fields=["asks", "state"])
    wrote(actor, "order.remind", said, order.grant.citizen_id, order=str(order.id))
    return said


def answered(actor: Actor, order: Order, ask: Ask) -> None:
    """Answer what the authority asked for in a locked order, by the act that tells it."""
    waiting = OrderMessage.objects.filter(
        order=order, asks=ask.value, state=AskState.OPEN.value, side=Side.AUTHORITY.value
    )
    for asked in waiting.order_by("at", "id"):
        said = say(actor, order, Side.PROVIDER, None, "", None)
        said.answers = asked
        said.save(update_fields=["answers"])
        asked.state = AskState.ANSWERED.value
        asked.save(update_fields=["state"])
        wrote(actor, "order.answer", said, order.grant.citizen_id, order=str(order.id))
