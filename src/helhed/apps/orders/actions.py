"""What the two sides do with an order: draft, send, answer, talk. To start, stop and withdraw
takes or frees a place, so those acts live with the placements and come here through ``advance``.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.quoting import drop_quotes, quoted_words
from helhed.apps.cases.word_index import drop as forget
from helhed.apps.cases.word_index import keep
from helhed.apps.decisions.actions.change import Rest
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.access import require_a_side, require_order, require_ordering
from helhed.apps.orders.drafting import needs_in_words
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.handed_on import keep_handed
from helhed.apps.orders.lateness import is_behind
from helhed.apps.orders.models import Order, OrderMessage
from helhed.apps.orders.texts import of_order
from helhed.apps.orders.wishes import keep_wish, meet, running, wish_of
from helhed.apps.plans.models import Goal
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.citat import Target
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.orders.bestilling import Move, OrderState, Side, Step, moves_open_to, step
from helhed.rules.orders.ivaerksaettelse import (
    UnableToOrder,
    check_new_order,
    check_sending,
    check_wanted,
)
from helhed.rules.orders.oenske import Wish, check_wish
from helhed.rules.orders.samtale import Ask, AskState, check_answer

MOST_TEXT = 20_000


def begin(
    actor: Actor,
    *,
    grant: UUID,
    purpose: str,
    parts: Collection[str],
    needs: str,
    goals: Sequence[UUID],
    wanted_start: date,
) -> Order:
    """Draft an order for a granted main service to the provider it is granted at.

    ``parts`` are the keys of those parts of the assessment that the provider is to know; nothing
    else of it is sent. What is handed on keeps its source beside it. Raises UnableToOrder.
    """
    with transaction.atomic():
        row = _grant(grant)
        require_ordering(actor, row)
        states = [OrderState(s) for s in row.orders.values_list("state", flat=True)]
        check_new_order(
            is_granted_main=row.main_id is None and row.state == GrantState.GRANTED,
            has_offer=row.offer_id is not None,
            states=states,
        )
        assert row.offer is not None
        check_wanted(wanted_start, granted_period(row))
        order = Order.objects.create(
            grant=row,
            case_id=row.decision.case_id,
            provider_id=row.offer.provider_id,
            purpose=_short(purpose),
            needs=_short(needs_in_words(row, parts, needs)),
            wanted_start=wanted_start,
            made_at=actor.now(),
        )
        order.goals.set(Goal.objects.filter(plan__case=row.decision.case_id, id__in=goals))
        keep_handed(actor, order, parts)
        keep(of_order(order))
        wrote(actor, "order.begin", order, row.citizen_id)
    return order


def change(
    actor: Actor,
    *,
    order: UUID,
    purpose: str,
    needs: str,
    goals: Sequence[UUID],
    wanted_start: date,
) -> None:
    """Write a draft again. Raises UnableToOrder."""
    with transaction.atomic():
        row = _draft(actor, order)
        check_wanted(wanted_start, granted_period(row.grant))
        row.purpose, row.needs, row.wanted_start = _short(purpose), _short(needs), wanted_start
        row.save(update_fields=["purpose", "needs", "wanted_start"])
        row.goals.set(Goal.objects.filter(plan__case=row.grant.decision.case_id, id__in=goals))
        keep(of_order(row))
        wrote(actor, "order.write", row, row.grant.citizen_id)


def drop(actor: Actor, *, order: UUID) -> None:
    """Throw a draft away: nobody has seen it."""
    with transaction.atomic():
        row = _draft(actor, order)
        wrote(actor, "order.drop", row, row.grant.citizen_id)
        forget([row.id])
        drop_quotes(Target.ORDER, row.id)
        row.delete()


def send(actor: Actor, *, order: UUID) -> None:
    """Send a draft to its provider. Raises UnableToOrder, UnableToMoveOrder."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.SEND_ORDER, row)
        purpose = row.purpose or quoted_words(Target.ORDER, row.id).get("purpose", "")
        check_sending(purpose, row.wanted_start, granted_period(row.grant))
        if row.grant.state != GrantState.GRANTED:
            raise UnableToOrder(screen_text("Ydelsen er ikke bevilget længere."))
        advance(actor, row, Move.SEND)


def accept(actor: Actor, *, order: UUID) -> None:
    """Say yes to an order. Raises UnableToMoveOrder."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        advance(actor, row, Move.ACCEPT)


def reject(actor: Actor, *, order: UUID, reason: str) -> None:
    """Say no to an order, and why. Raises UnableToMoveOrder without a reason."""
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        advance(actor, row, Move.REJECT, reason=reason)


def write(actor: Actor, *, order: UUID, text: str, asks: Ask | None = None) -> OrderMessage:
    """Write to the other side, perhaps with a question or a wish that it is to answer.

    Raises UnableToOrder for an empty message or a draft.
    """
    with transaction.atomic():
        row = locked(order)
        side = require_a_side(actor, row)[0]
        if row.state == OrderState.DRAFT.value:
            raise UnableToOrder(screen_text("Send bestillingen, før du skriver til udføreren."))
        if not text.strip():
            raise UnableToOrder(screen_text("Skriv en besked."))
        said = say(actor, row, side, None, _short(text), None)
        if asks is not None:
            said.asks, said.state = asks.value, AskState.OPEN.value
            said.save(update_fields=["asks", "state"])
        wrote(actor, "order.message", said, row.grant.citizen_id, order=str(row.id))
    return said


def wish(actor: Actor, *, order: UUID, wish: Wish, text: str) -> OrderMessage:
    """Tell the authority that the citizen is away, or ask for another help; it is to answer.

    Raises UnableToWish.
    """
    with transaction.atomic():
        row = locked(order)
        require_order(actor, Action.ANSWER_ORDER, row)
        check_wish(wish, running(row, granted_period(row.grant)), text)
        said = say(actor, row, Side.PROVIDER, None, _short(text), None)
        said.asks, said.state = wish.kind.ask.value, AskState.OPEN.value
        said.save(update_fields=["asks", "state"])
        keep_wish(said, wish)
        wrote(actor, "order.wish", said, row.grant.citizen_id, order=str(row.id))
    return said


@dataclass(frozen=True, slots=True)
class Answered:
    """What was said, and how the grant rests because of it, if it does."""

    said: OrderMessage
    rest: Rest | None


def answer(actor: Actor, *, message: UUID, answer: AskState, text: str) -> Answered:
    """Answer a question or a wish of the other side; a yes to an absence lets the grant rest
    while the place is not paid. Raises UnableToAnswer, UnableToChangeGrant."""
    with transaction.atomic():
        asked = OrderMessage.objects.filter(id=message).first()
        if asked is None:
            raise Http404
        row = locked(asked.order_id)
        sides = require_a_side(actor, row)
        asked.refresh_from_db()
        others = [side for side in sides if side is not Side(asked.side)]
        check_answer(
            Ask.of(asked.asks) if asked.asks else None,
            AskState.of(asked.state) if asked.state else None,
            Side(asked.side),
            (others or sides)[0],
            answer,
            text,
            is_untold=is_behind(row, actor.today),
        )
        said = say(actor, row, others[0], None, _short(text), None)
        said.answers = asked
        said.save(update_fields=["answers"])
        asked.state = answer.value
        asked.save(update_fields=["state"])
        wanted = wish_of(asked) if answer is AskState.YES else None
        rest = meet(actor, row, wanted) if wanted is not None else None
        wrote(actor, "order.answer", said, row.grant.citizen_id, order=str(row.id))
    return Answered(said, rest)


def locked(order: UUID) -> Order:
    """An order that nobody else can move until the transaction ends. Raises Http404."""
    rows = Order.objects.select_for_update(of=("self",))
    found = rows.select_related("grant__decision__case", "grant__citizen", "grant__offer")
    row = found.filter(id=order).first()
    if row is None:
        raise Http404
    return row


def advance(
    actor: Actor, order: Order, move: Move, *, reason: str = "", day: date | None = None
) -> Step:
    """Make a move with a locked order, inside an act that goes on with it.

    Asks for a right to one of the sides itself. Raises UnableToLetIn, UnableToMoveOrder.
    """
    state = OrderState(order.state)
    sides = require_a_side(actor, order)
    open_to = [s for s in sides if any(o.move is move for o in moves_open_to(state, s))]
    taken = step(state, move, (open_to or sides)[0], reason)
    order.state = taken.new.value
    changed = ["state", *_stamp(order, actor, move, day)]
    order.save(update_fields=changed)
    say(actor, order, taken.side, move, _short(reason), day)
    wrote(actor, f"order.{move.value}", order, order.grant.citizen_id, state=taken.new.value)
    return taken


def _stamp(order: Order, actor: Actor, move: Move, day: date | None) -> list[str]:
    """Write when a move was made, and say in which fields."""
    match move:
        case Move.SEND:
            order.sent_at = actor.now()
            return ["sent_at"]
        case Move.ACCEPT | Move.REJECT:
            order.answered_at = actor.now()
            return ["answered_at"]
        case Move.START:
            order.started_on = day
            return ["started_on"]
        case Move.STOP:
            order.stopped_on = day
            return ["stopped_on"]
        case Move.WITHDRAW:
            return []


def say(
    actor: Actor, order: Order, side: Side, move: Move | None, text: str, day: date | None
) -> OrderMessage:
    """Put a message in the conversation of a locked order, inside an act that goes on with it."""
    said = OrderMessage.objects.create(
        order=order,
        at=actor.now(),
        by=actor.user,
        side=side.value,
        move=move.value if move else "",
        day=day,
        text=text,
    )
    keep(of_order(order))
    return said


def _grant(grant: UUID) -> Grant:
    """A grant that nobody else can order at the same time."""
    rows = Grant.objects.select_for_update(of=("self",))
    found = rows.select_related("decision__case", "decision__assessment", "offer", "citizen")
    row = found.filter(id=grant).first()
    if row is None:
        raise Http404
    return row


def _draft(actor: Actor, order: UUID) -> Order:
    row = locked(order)
    require_order(actor, Action.SEND_ORDER, row)
    if row.state != OrderState.DRAFT.value:
        raise UnableToOrder(
            screen_text("Bestillingen er sendt og kan ikke rettes. Skriv en besked.")
        )
    return row


def _short(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise UnableToOrder(
            screen_text("Teksten er for lang. Der er plads til %(most)s tegn."), most=MOST_TEXT
        )
    return text.strip()
