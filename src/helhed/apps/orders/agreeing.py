"""Agreeing how far the delivered may lie from the ordered in one order."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.word_index import keep
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import locked
from helhed.apps.orders.delivered import waiting
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.models import Order, OrderTolerance
from helhed.apps.orders.texts import of_order
from helhed.apps.orders.tolerances import agreements, tolerated
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.levering import Agreed, check_agreed, judge


def agree_tolerance(
    actor: Actor,
    *,
    order: UUID,
    start: date,
    promille: int | None,
    hours: Decimal | None,
    text: str,
) -> OrderTolerance:
    """Write down what the two sides agreed, for periods that begin on a day or later.

    What waits because it deviates is judged anew: what is within the new tolerance waits no more.
    What was found to fit stays so, for its provider was not asked why. Raises UnableToAgree.
    """
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        agreed = Agreed(start, promille, None if hours is None else Fraction(hours))
        check_agreed(agreed, OrderState(row.state), granted_period(row.grant), text)
        made = OrderTolerance.objects.create(
            order=row,
            start=start,
            promille=promille,
            hours=hours,
            text=text.strip()[:2_000],
            agreed_at=actor.now(),
            agreed_by=actor.user,
        )
        fits = _judge_anew(row, start)
        keep(of_order(row))
        wrote(actor, "order.tolerance", made, row.grant.citizen_id, order=str(row.id), fits=fits)
    return made


def _judge_anew(order: Order, start: date) -> int:
    """Judge what waits anew; how many periods fit now."""
    agreed, fits = agreements(order), 0
    for row in waiting().filter(order=order, start__gte=start).select_related("grant"):
        promille = tolerated(row.grant, row.start, agreed)
        state = judge(Fraction(row.quantity), Fraction(row.ordered), promille)
        if not state.waits:
            row.state, row.owner = state.value, None
            row.save(update_fields=["state", "owner"])
            fits += 1
    return fits
