"""What a provider wishes in an order: as pages show it, and what a yes leads to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext

from helhed.apps.access.access import Actor
from helhed.apps.decisions.actions.change import Rest, suspend_grant
from helhed.apps.orders.models import Order, OrderMessage, OrderWish
from helhed.kernel.period import Period
from helhed.kernel.words import screen_text
from helhed.rules.orders.bestilling import OrderState
from helhed.rules.orders.oenske import Running, Wish, WishKind, rests

_RESTS = screen_text("Fravær: %(kind)s")


@dataclass(frozen=True, slots=True)
class WayOn:
    """The page on which a change that was said yes to is made, and what is known of it already."""

    page: str
    grant: UUID
    known: dict[str, str]

    @property
    def asked(self) -> str:
        """What is known, as the end of an address."""
        return urlencode(self.known)


def running(order: Order, granted: Period) -> Running:
    """What a wish in an order is held against."""
    return Running(
        OrderState(order.state),
        order.started_on,
        granted,
        order.grant.quantity or Decimal(1),
    )


def wish_of(message: OrderMessage) -> Wish | None:
    """What a message wishes in days and amounts; None when it says it in words alone."""
    try:
        row = message.wish
    except ObjectDoesNotExist:
        return None
    return _wish(row)


def _wish(row: OrderWish) -> Wish:
    return Wish(WishKind.of(row.kind), row.start, row.end, row.is_paid, row.quantity)


def keep_wish(message: OrderMessage, wish: Wish) -> None:
    """Write down what a message wishes."""
    OrderWish.objects.create(
        message=message,
        kind=wish.kind.value,
        start=wish.start,
        end=wish.end,
        is_paid=wish.is_paid,
        quantity=wish.quantity,
    )


def meet(actor: Actor, order: Order, wish: Wish) -> Rest | None:
    """What follows at once of a yes: the grant rests while a place is not paid; None otherwise.

    Raises UnableToChangeGrant, UnableToLetIn.
    """
    days = rests(wish)
    if days is None:
        return None
    reason = gettext(_RESTS) % {"kind": gettext(wish.kind.label)}
    return suspend_grant(
        actor, grant=order.grant_id, start=days.start, end=days.end, reason=reason[:200]
    )


def rests_by(message: UUID) -> bool:
    """Whether a yes to a message lets the grant rest."""
    row = OrderMessage.objects.select_related("wish").filter(id=message).first()
    wish = wish_of(row) if row else None
    return wish is not None and rests(wish) is not None


def way_on(message: UUID) -> WayOn | None:
    """Where a change that a message wishes is made; None when it wishes none in days or amounts."""
    row = OrderMessage.objects.select_related("wish", "order").filter(id=message).first()
    wish = wish_of(row) if row else None
    return way_of(wish, row.order.grant_id) if row and wish else None


_PAGES = {
    WishKind.STOP: "payments:end-grant",
    WishKind.EXTEND: "decisions:move-end",
    WishKind.MORE: "decisions:expect-change",
    WishKind.LESS: "decisions:expect-change",
}


def way_of(wish: Wish, grant: UUID) -> WayOn | None:
    """Where the change that is wished for is made; an absence is made by the answer itself."""
    if wish.kind not in _PAGES:
        return None
    known = {"start": wish.start, "end": wish.end}
    told = {name: day.isoformat() for name, day in known.items() if day is not None}
    if wish.quantity is not None:
        told["quantity"] = f"{wish.quantity.normalize():f}"
    return WayOn(_PAGES[wish.kind], grant, {**told, "wish": "provider"})
