"""Whose money it is: the unit's that granted it. A pay run is one department's; whoever sees a
part of the department sees that part of the run."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from helhed.apps.access.access import Actor, may, require
from helhed.apps.access.models import Unit
from helhed.rules.access.rights import Action, Matter


def units_within(actor: Actor, action: Action) -> list[Unit]:
    """The units whose money an actor's right to an action holds, from the top down."""
    reach = actor.reach(action)
    return [
        unit
        for unit in actor.units
        if reach.everything or unit.department in reach.departments or unit.id in reach.units
    ]


def departments_of(units: Iterable[Unit]) -> list[str]:
    """The departments that units lie in, in order."""
    return list(dict.fromkeys(unit.department for unit in units))


def ids_of(units: Iterable[Unit]) -> list[UUID]:
    """The ids of units."""
    return [unit.id for unit in units]


def require_run(actor: Actor, action: Action, department: str) -> None:
    """Raises UnableToLetIn when the actor may not do this with a whole department's pay run."""
    require(actor, action, Matter(departments=frozenset([department])))


def may_run(actor: Actor, action: Action, department: str) -> bool:
    """Whether the actor may do this with a whole department's pay run."""
    return may(actor, action, Matter(departments=frozenset([department])))
