"""Writing down what was delivered, and settling what deviates from the order."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.word_index import keep
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.access import require_order
from helhed.apps.orders.actions import locked
from helhed.apps.orders.delivered import lines_delivered, ordered_in, pauses_of, run_of
from helhed.apps.orders.lateness import is_behind
from helhed.apps.orders.models import DeliveredPeriod, Order
from helhed.apps.orders.reminding import answered
from helhed.apps.orders.texts import of_order
from helhed.apps.orders.tolerances import agreements, tolerated
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.orders.levering import (
    DeliveryState,
    UnableToDeliver,
    check_period,
    check_settling,
    check_words,
    judge,
)
from helhed.rules.orders.samtale import Ask

MOST_QUANTITY = 999_999


def deliver(
    actor: Actor, *, order: UUID, grant: UUID, period: Period, quantity: Decimal, text: str
) -> DeliveredPeriod:
    """Write down how much of an ordered grant was delivered in a month or a week, in the grant's
    own unit; written again, it replaces what was written and is judged anew.

    What lies further from the order than the tolerance waits for the caseworker. When nothing is
    late any more, what was reminded of is answered. Raises
    UnableToDeliver.
    """
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        line = next((one for one in lines_delivered(row) if one.id == grant), None)
        run = run_of(row, line) if line else None
        if line is None or run is None:
            raise UnableToDeliver(screen_text("Hjælpen er ikke startet, så intet er leveret."))
        if not 0 <= quantity <= MOST_QUANTITY:
            raise UnableToDeliver(screen_text("Skriv, hvor meget der er leveret."))
        check_period(period, run, actor.today, _others(line, period))
        ordered = ordered_in(line, run, period, pauses_of(line))
        promille = tolerated(line, period.start, agreements(row))
        state = judge(Fraction(quantity), Fraction(ordered), promille)
        check_words(state, text)
        typed = _written(actor, row, line, period, quantity, ordered, state, text)
        if not is_behind(row, actor.today):
            answered(actor, row, Ask.DELIVERED)
        keep(of_order(row))
        wrote(actor, "order.deliver", typed, row.grant.citizen_id, order=str(row.id))
    return typed


def _others(grant: Grant, period: Period) -> list[Period]:
    rows = DeliveredPeriod.objects.filter(grant=grant).values_list("start", "end")
    return [found for start, end in rows if (found := Period(start, end)) != period]


def _written(
    actor: Actor,
    order: Order,
    line: Grant,
    period: Period,
    quantity: Decimal,
    ordered: Decimal,
    state: DeliveryState,
    text: str,
) -> DeliveredPeriod:
    values = {
        "order": order,
        "end": period.end,
        "quantity": quantity,
        "ordered": ordered,
        "state": state.value,
        "text": text.strip()[:20_000],
        "typed_at": actor.now(),
        "typed_by": actor.user,
        "owner": order.case.responsible if state.waits else None,
        "explanation": "",
        "settled_at": None,
        "settled_by": None,
    }
    typed, _ = DeliveredPeriod.objects.update_or_create(
        grant=line, start=period.start, defaults=values
    )
    return typed


def settle(actor: Actor, *, delivered: UUID, explanation: str) -> None:
    """Say how a deviation was settled, so that it waits no longer. Raises UnableToDeliver."""
    with transaction.atomic():
        row = DeliveredPeriod.objects.select_for_update().filter(id=delivered).first()
        if row is None:
            raise Http404
        order = locked(row.order_id)
        require_order(actor, Action.SEND_ORDER, order)
        check_settling(DeliveryState.of(row.state), explanation)
        row.state, row.explanation = DeliveryState.SETTLED.value, explanation.strip()[:20_000]
        row.settled_at, row.settled_by = actor.now(), actor.user
        row.save(update_fields=["state", "explanation", "settled_at", "settled_by"])
        keep(of_order(order))
        wrote(actor, "order.settle", row, order.grant.citizen_id, order=str(order.id))
