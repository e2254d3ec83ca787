"""Whose a frame is: its unit's. A figure is always of exactly the units that one may see."""

from __future__ import annotations

from helhed.apps.access.access import Actor, may_at_all, require
from helhed.apps.access.models import Unit
from helhed.rules.access.rights import Action, Matter


def require_unit(actor: Actor, action: Action, unit: Unit) -> None:
    """Raises UnableToLetIn when the actor may not do this with a unit's budget."""
    departments = frozenset([unit.department]) if unit.department else frozenset()
    require(actor, action, Matter(frozenset([unit.id]), departments))


def may_set(actor: Actor) -> bool:
    """Whether the actor may set any frame at all."""
    return may_at_all(actor, Action.SET_BUDGET)
