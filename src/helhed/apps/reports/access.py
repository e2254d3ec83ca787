"""Whose a report is: the case's it tells of first. Only adults are reported."""

from __future__ import annotations

from helhed.apps.access.access import Actor, may_at_all
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department


def has_reports(actor: Actor) -> bool:
    """Whether a person may see reports and works where there are any."""
    works_there = any(post.department == Department.ADULTS.value for post in actor.posts)
    return works_there and may_at_all(actor, Action.SEE_REPORT)
