"""Whom one sees on the way from child to adult, and whose money.

Names are for whoever may see one of the cases. What help costs is shown for each case within the
right to see grants; the two departments together only for those who hold it in both. The sums by
year of birth name nobody: they are for whoever may see what help costs, also without any case.
Whoever sees the whole of the adults' department is told how many are on their way to it, and not
who, until a case is opened there.
"""

from __future__ import annotations

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department


def require_young(actor: Actor) -> None:
    """Raises UnableToLetIn when the actor may see no case at all."""
    require_at_all(actor, Action.SEE_CASE)


def require_sums(actor: Actor) -> None:
    """Raises UnableToLetIn when the actor may see of nobody what help costs."""
    require_at_all(actor, Action.SEE_GRANT)


def sees_names(actor: Actor) -> bool:
    """Whether the actor may see who the young people are."""
    return may_at_all(actor, Action.SEE_CASE)


def sees_adults(actor: Actor) -> bool:
    """Whether the actor sees the cases of the whole adults' department."""
    reach = actor.reach(Action.SEE_CASE)
    return reach.everything or Department.ADULTS.value in reach.departments


def sees_both(actor: Actor) -> bool:
    """Whether the actor sees what help costs in both departments."""
    reach = actor.reach(Action.SEE_GRANT)
    departments = {one.value for one in Department}
    return reach.everything or departments <= reach.departments
