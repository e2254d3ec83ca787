"""Who may say where somebody is to be: the authority of the case, and the provider of the order.

The board is for everybody with the right to see places; who is in them only for those who may
see the citizen.
"""

from __future__ import annotations

from uuid import UUID

from helhed.apps.access.access import Actor, UnableToLetIn, require
from helhed.apps.cases.access import citizens_within, require_case, require_citizen
from helhed.apps.citizens.models import Citizen
from helhed.apps.orders.access import may_order, require_order
from helhed.apps.orders.lines import started_order
from helhed.apps.orders.models import Order
from helhed.apps.placements.models import Placement
from helhed.rules.access.rights import Action, Matter


def require_board(actor: Actor) -> None:
    """Raises UnableToLetIn when the actor may not see the places."""
    require(actor, Action.SEE_PLACE, Matter())


def may_place(actor: Actor, order: Order) -> bool:
    """Whether the actor may choose the place that an order is delivered in."""
    actions = (Action.PLACE_CITIZEN, Action.ANSWER_ORDER)
    return any(may_order(actor, action, order) for action in actions)


def require_placing(actor: Actor, order: Order) -> None:
    """Raises UnableToLetIn when the actor may not choose the place of an order."""
    if not may_place(actor, order):
        raise UnableToLetIn(Action.PLACE_CITIZEN)


def require_stay(actor: Actor, stay: Placement) -> None:
    """Raises UnableToLetIn when the actor may not move somebody who is in a place.

    The provider may while her order runs; for a stay without a grant the citizen's unit may.
    """
    order = started_order(stay.grant_id) if stay.grant_id else None
    if order is not None:
        require_placing(actor, order)
    elif stay.grant is not None:
        require_case(actor, Action.PLACE_CITIZEN, stay.grant.decision.case)
    else:
        require_citizen(actor, Action.PLACE_CITIZEN, stay.citizen_id)


def require_start(actor: Actor, order: Order) -> None:
    """Raises UnableToLetIn for everybody but the provider of the order."""
    require_order(actor, Action.ANSWER_ORDER, order)


def known_to(actor: Actor, citizens: set[UUID]) -> set[UUID]:
    """Those of the citizens whom the actor may see by name."""
    reach = actor.reach(Action.SEE_CITIZEN)
    if reach.is_empty or not citizens:
        return set()
    found = Citizen.objects.filter(citizens_within(reach), id__in=citizens)
    return set(found.values_list("id", flat=True))
