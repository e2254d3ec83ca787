"""Offers are nobody's in particular: the right alone decides."""

from __future__ import annotations

from helhed.apps.access.access import NOBODYS, Actor, may, require
from helhed.rules.access.rights import Action


def require_offers(actor: Actor, action: Action) -> None:
    """Raises UnableToLetIn when the actor may not do this with offers."""
    require(actor, action, NOBODYS)


def may_offers(actor: Actor, action: Action) -> bool:
    """Whether the actor may do this with offers."""
    return may(actor, action, NOBODYS)
