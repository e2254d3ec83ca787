"""Moving data in and out is the house's own command, or somebody with the right to it."""

from __future__ import annotations

from helhed.apps.access.access import NOBODYS, Actor, House, require
from helhed.rules.access.rights import Action

Mover = Actor | House
"""Whoever moves data: a person with the right, or the house by its command line."""


def require_mover(mover: Mover) -> None:
    """Raises UnableToLetIn when a person has no right to move data."""
    if isinstance(mover, Actor):
        require(mover, Action.MOVE_DATA, NOBODYS)
