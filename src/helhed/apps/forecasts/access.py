"""Whose a forecast is: its department's; one of both departments is for those who see both."""

from __future__ import annotations

from helhed.apps.access.access import Actor, UnableToLetIn, may
from helhed.rules.access.rights import Action, Matter
from helhed.rules.decisions.ydelser import Department


def require_forecast(actor: Actor, action: Action, department: str) -> None:
    """Raises UnableToLetIn when the actor may not do this with a department's forecasts."""
    if not may_forecast(actor, action, department):
        raise UnableToLetIn(action)


def may_forecast(actor: Actor, action: Action, department: str) -> bool:
    """Whether the actor may do this with a department's forecasts; with those of both at once
    (empty) when the actor may with those of each."""
    asked = [department] if department else [one.value for one in Department]
    return all(may(actor, action, Matter(departments=frozenset([one]))) for one in asked)


def departments_of(actor: Actor, action: Action) -> list[str]:
    """The departments whose forecasts the actor may do this with; empty stands for both at once."""
    asked = ["", *(one.value for one in Department)]
    return [one for one in asked if may_forecast(actor, action, one)]
