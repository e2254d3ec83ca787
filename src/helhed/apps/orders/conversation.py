"""What was said and done in an order, and what still waits for an answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.orders.access import orders_within
from helhed.apps.orders.models import Order, OrderMessage
from helhed.apps.orders.wishes import WayOn, way_of, wish_of
from helhed.kernel.clock import DANISH_TIME
from helhed.rules.access.rights import Action
from helhed.rules.orders.bestilling import Move, Side
from helhed.rules.orders.oenske import Wish
from helhed.rules.orders.samtale import Ask, AskState, answers_to, is_overdue
from helhed.rules.orders.svarfrist import answer_by, last_late_day


@dataclass(frozen=True, slots=True)
class MessageShown:
    """One thing that was said or done in an order. ``asks`` and ``state`` are words to translate;
    ``answers`` are the answers that the reader can give now, ``answered`` what it is the answer to,
    ``way`` where the authority makes a change that it said yes to."""

    id: UUID
    at: datetime
    by: str
    side: Side
    move: str
    day: date | None
    text: str
    asks: str
    asks_key: str
    state: str
    state_key: str
    answer_by: date | None
    is_late: bool
    answers: tuple[AskState, ...]
    answered: str
    wish: Wish | None
    way: WayOn | None


def messages(
    order: Order, today: date, sides: Collection[Side], *, is_untold: bool
) -> list[MessageShown]:
    """The conversation of an order, for whoever acts for some sides of it. ``is_untold``: whether
    what was delivered should be told by now and is not."""
    rows = OrderMessage.objects.filter(order=order).select_related("by", "wish", "answers")
    rows = rows.order_by("at", "id")
    return [_shown(row, order.grant_id, today, sides, is_untold) for row in rows]


def _shown(
    row: OrderMessage, grant: UUID, today: date, sides: Collection[Side], is_untold: bool
) -> MessageShown:
    ask = Ask.of(row.asks) if row.asks else None
    state = AskState.of(row.state) if row.state else None
    is_open = ask is not None and state is AskState.OPEN
    asked_on = row.at.astimezone(DANISH_TIME).date()
    wish = wish_of(row)
    is_met = wish is not None and state is AskState.YES and Side.AUTHORITY in sides
    others = any(side is not Side(row.side) for side in sides)
    return MessageShown(
        row.id,
        row.at,
        row.by.name if row.by else "",
        Side(row.side),
        Move(row.move).done if row.move else "",
        row.day,
        row.text,
        ask.label if ask else "",
        row.asks,
        state.label if state else "",
        row.state,
        answer_by(asked_on) if is_open else None,
        is_overdue(state, asked_on, today),
        answers_to(ask, is_untold=is_untold) if ask and is_open and others else (),
        row.answers.asks if row.answers else "",
        wish,
        way_of(wish, grant) if wish is not None and is_met else None,
    )


def with_open_asks(side: Side) -> Q:
    """The orders in which a side asked for something that has no answer yet."""
    asked = OrderMessage.objects.filter(state=AskState.OPEN.value, side=side.value)
    return Q(id__in=asked.values("order"))


def with_late_asks(today: date) -> Q:
    """The orders in which an answer to either side is late."""
    return Q(id__in=_late_asks(today).values("order"))


def has_late_ask(today: date) -> Exists:
    """Whether an answer to either side is late in an order."""
    return Exists(_late_asks(today).filter(order=OuterRef("pk")))


def _late_asks(today: date) -> QuerySet[OrderMessage, OrderMessage]:
    late = Q(at__lt=_late_before(today))
    return OrderMessage.objects.filter(late, state=AskState.OPEN.value)


def _late_before(today: date) -> datetime:
    """The moment before which what was asked is late today."""
    after = last_late_day(today) + timedelta(days=1)
    return datetime.combine(after, time.min, tzinfo=DANISH_TIME)


@dataclass(frozen=True, slots=True)
class OpenAsk:
    """A question or a wish without an answer, as a line on the day page of either side."""

    order: UUID
    citizen_id: UUID
    citizen: str
    provider: str
    asks: str
    answer_by: date
    is_mine: bool
    is_late: bool


def open_asks(actor: Actor, most: int) -> list[OpenAsk]:
    """What waits for the actor's answer, and what the other side should have answered, in the
    actor's own cases or as a provider; the oldest first. The caller logs whom it shows."""
    reach = actor.reach(Action.ANSWER_ORDER)
    mine = Side.AUTHORITY if reach.is_empty else Side.PROVIDER
    within = Q(case__responsible=actor.id) if reach.is_empty else orders_within(reach)
    waits = Q(side=mine.other.value) | Q(at__lt=_late_before(actor.today))
    rows = OrderMessage.objects.filter(
        waits, state=AskState.OPEN.value, order__in=Order.objects.filter(within)
    )
    found = rows.select_related("order__grant__citizen", "order__provider").order_by("at", "id")
    return [_open(row, mine, actor.today) for row in found[:most]]


def _open(row: OrderMessage, mine: Side, today: date) -> OpenAsk:
    asked_on = row.at.astimezone(DANISH_TIME).date()
    citizen = row.order.grant.citizen
    return OpenAsk(
        row.order_id,
        citizen.id,
        citizen.name,
        row.order.provider.name,
        Ask.of(row.asks).label,
        answer_by(asked_on),
        Side(row.side) is not mine,
        is_overdue(AskState.of(row.state), asked_on, today),
    )
