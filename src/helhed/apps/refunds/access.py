"""Whose refund it is: the department's where the citizen costs most. Claims are the house's."""

from __future__ import annotations

from django.db.models import Q

from helhed.apps.access.access import Actor, may, require
from helhed.rules.access.rights import Action, Matter

HOUSE = Matter()


def sees(actor: Actor, department: str) -> bool:
    """Whether the actor may see a payer of a department."""
    return may(actor, Action.SEE_REFUND, Matter(departments=frozenset([department])))


def require_house(actor: Actor, action: Action) -> None:
    """Raises UnableToLetIn when the actor may not do this for the whole municipality."""
    require(actor, action, HOUSE)


def may_house(actor: Actor, action: Action) -> bool:
    """Whether the actor may do this for the whole municipality."""
    return may(actor, action, HOUSE)


def lines_seen(actor: Actor, prefix: str = "") -> Q:
    """The lines of claims that the actor may see: those of departments in reach."""
    reach = actor.reach(Action.SEE_REFUND)
    if reach.everything:
        return Q()
    return Q(**{f"{prefix}department__in": reach.departments})
