"""Whose a forecast is: its department's; one of both departments is for those who see both."""

from __future__ import annotations

from helhed.apps.access.access import Actor, may, require
from helhed.rules.access.rights import Action, Matter
from helhed.rules.decisions.ydelser import Department


def matter_of(department: str) -> Matter:
    """A department's forecast; of both it is nobody's, so that only a right to everything holds."""
    return Matter(departments=frozenset([department] if department else []))


def require_forecast(actor: Actor, action: Action, department: str) -> None:
    """Raises UnableToLetIn when the actor may not do this with a department's forecasts."""
    require(actor, action, matter_of(department))


def may_forecast(actor: Actor, action: Action, department: str) -> bool:
    """Whether the actor may do this with a department's forecasts."""
    return may(actor, action, matter_of(department))


def departments_of(actor: Actor, action: Action) -> list[str]:
    """The departments whose forecasts the actor may do this with; empty stands for both at once."""
    asked = ["", *(one.value for one in Department)]
    return [one for one in asked if may_forecast(actor, action, one)]
