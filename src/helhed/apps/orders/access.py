"""Whose an order is: its grant's case's, and from the day it is sent its provider's as well.

What a provider's user may know of the citizen is no more than the work needs (GDPR article
5(1)(c)): the name and the age, and what the order says. Phone and address come when the provider
has accepted and is to meet the citizen, and go again when the order is over; a protected address
never comes. CPR number and case are never shown: nothing in the work of an order needs them.
"""

from __future__ import annotations

from dataclasses import replace

from django.db.models import Q

from helhed.apps.access.access import Actor, UnableToLetIn, may, require
from helhed.apps.cases.access import cases_within, matter_of
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.models import Order
from helhed.rules.access.rights import Action, Matter, Reach
from helhed.rules.orders.bestilling import OrderState, Side

RIGHT_OF_SIDE = {Side.AUTHORITY: Action.SEND_ORDER, Side.PROVIDER: Action.ANSWER_ORDER}
STATES_WITH_CONTACT = frozenset({OrderState.ACCEPTED, OrderState.STARTED})


def matter_of_order(order: Order) -> Matter:
    """An order, told by whose it is. A draft is nobody's but the authority's."""
    case = matter_of(order.case)
    if order.state == OrderState.DRAFT.value:
        return case
    return replace(case, providers=frozenset([order.provider_id]))


def require_order(actor: Actor, action: Action, order: Order) -> None:
    """Raises UnableToLetIn when the actor may not do this with the order."""
    require(actor, action, matter_of_order(order))


def may_order(actor: Actor, action: Action, order: Order) -> bool:
    """Whether the actor may do this with the order."""
    return may(actor, action, matter_of_order(order))


def sides_of(actor: Actor, order: Order) -> list[Side]:
    """The sides of an order that the actor may act for; mostly one, or none for onlookers."""
    return [side for side, action in RIGHT_OF_SIDE.items() if may_order(actor, action, order)]


def require_a_side(actor: Actor, order: Order) -> list[Side]:
    """The sides the actor may act for. Raises UnableToLetIn when there is none."""
    sides = sides_of(actor, order)
    if not sides:
        raise UnableToLetIn(Action.SEND_ORDER)
    return sides


def require_ordering(actor: Actor, grant: Grant) -> None:
    """Raises UnableToLetIn when the actor may not order what is granted."""
    require(actor, Action.SEND_ORDER, matter_of(grant.decision.case))


def orders_within(reach: Reach) -> Q:
    """The orders that a reach holds, as a filter; a provider's reach holds no drafts."""
    found = cases_within(reach, "case__")
    if reach.providers and not reach.everything:
        found |= Q(provider__in=reach.providers) & ~Q(state=OrderState.DRAFT.value)
    return found
