"""Orders as lines on other pages, and what is new or missing in those of an actor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, Max, OuterRef, Q, QuerySet, When

from helhed.apps.access.access import Actor
from helhed.apps.orders.access import orders_within
from helhed.apps.orders.conversation import with_open_asks
from helhed.apps.orders.delivered import waiting
from helhed.apps.orders.lateness import MARKS, anything_marked, marked, missing_in, sent_on
from helhed.apps.orders.models import Order
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service
from helhed.rules.orders.bestilling import OrderState, Side
from helhed.rules.orders.svarfrist import Missing, answer_by

DAYS_AN_ANSWER_IS_NEWS = 14


@dataclass(frozen=True, slots=True)
class OrderShown:
    """An order as a line on another page. ``answer_by`` only while it waits for an answer;
    ``changed_at`` is when the provider was last heard of, and ``missing`` the most pressing of what
    is late, where that was asked for."""

    id: UUID
    grant: UUID
    citizen_id: UUID
    citizen: str
    service: str
    offer: str
    provider: str
    state: str
    state_key: str
    wanted_start: date
    sent_at: datetime | None
    answer_by: date | None
    started_on: date | None
    stopped_on: date | None
    changed_at: datetime | None
    missing: Missing | None


def order_lines(found: QuerySet[Order, Order]) -> list[OrderShown]:
    """Orders as lines, in the order given or the newest first; the caller asks and logs."""
    rows = found.select_related("grant__citizen", "grant__offer", "provider")
    if not rows.ordered:
        rows = rows.order_by("-made_at", "-id")
    return [_shown(row) for row in rows]


def _shown(row: Any) -> OrderShown:
    return OrderShown(
        row.id,
        row.grant_id,
        row.grant.citizen_id,
        row.grant.citizen.name,
        service(row.grant.service).name,
        row.grant.offer.name if row.grant.offer else "",
        row.provider.name,
        OrderState(row.state).label,
        row.state,
        row.wanted_start,
        row.sent_at,
        answer_by(sent_on(row)) if row.state == OrderState.SENT.value else None,
        row.started_on,
        row.stopped_on,
        getattr(row, "heard_at", None),
        missing_in(row),
    )


def orders_of_case(case: UUID) -> list[OrderShown]:
    """The orders of a case, the newest first; the caller asks and logs."""
    return order_lines(Order.objects.filter(case=case))


def started_order(grant: UUID) -> Order | None:
    """The order by which a grant is delivered now, if any."""
    return Order.objects.filter(grant=grant, state=OrderState.STARTED.value).first()


@dataclass(frozen=True, slots=True)
class News:
    """Orders in somebody's own cases: of which the provider said or did something in the last
    fortnight, the newest first; of which something is late, the oldest first; and of which a
    delivery deviates and waits."""

    said: list[OrderShown]
    late: list[OrderShown]
    deviating: list[OrderShown]


def news(actor: Actor, most: int) -> News:
    """What is new or missing in the actor's own orders, in one statement; the caller logs."""
    now, since = actor.now(), actor.now() - timedelta(days=DAYS_AN_ANSWER_IS_NEWS)
    heard = Max("messages__at", filter=Q(messages__side=Side.PROVIDER.value))
    deviates = Exists(waiting().filter(order=OuterRef("pk")))
    theirs = marked(Order.objects.filter(case__responsible=actor.id), actor.today)
    found = theirs.annotate(heard_at=heard, deviates=deviates).filter(
        anything_marked() | Q(deviates=True) | Q(heard_at__gte=since, heard_at__lte=now)
    )
    found = found.select_related("grant__citizen", "grant__offer", "provider")
    order = [f"-{mark}" for mark in MARKS]
    rows = list(found.order_by(*order, "-deviates", "-heard_at", "sent_at")[: 6 * most])
    shown = dict(zip((row.id for row in rows), map(_shown, rows), strict=True))

    def some(of: Callable[[Any], bool]) -> list[OrderShown]:
        return [shown[row.id] for row in rows if of(row)][:most]

    return News(
        some(lambda row: row.heard_at is not None and since <= row.heard_at <= now),
        some(lambda row: missing_in(row) is not None),
        some(lambda row: row.deviates),
    )


def awaiting(actor: Actor, most: int) -> list[OrderShown]:
    """A provider's orders that wait for an answer or a start, in which the authority asked
    something, or in which something is late, the oldest first; the caller logs."""
    within = orders_within(actor.reach(Action.ANSWER_ORDER))
    waiting = [state.value for state in OrderState if state.awaits_provider]
    asked = with_open_asks(Side.AUTHORITY)
    found = marked(Order.objects.filter(within), actor.today)
    found = found.filter(Q(state__in=waiting) | asked | anything_marked())
    is_new = Case(When(state=OrderState.SENT.value, then=0), default=1)
    order = [f"-{mark}" for mark in MARKS]
    return order_lines(found.order_by(is_new, *order, "-state", "sent_at")[:most])
