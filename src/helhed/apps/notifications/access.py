"""Whose a notification is: the team that judges it."""

from __future__ import annotations

from django.db.models import Q

from helhed.apps.access.access import Actor, may_at_all, require
from helhed.apps.notifications.models import Notification
from helhed.rules.access.rights import Action, Matter, Reach
from helhed.rules.decisions.ydelser import Department


def matter_of(notification: Notification) -> Matter:
    """A notification, told by whose it is."""
    unit = notification.unit
    return Matter(frozenset([unit.id]), frozenset([unit.department]))


def require_notification(actor: Actor, action: Action, notification: Notification) -> None:
    """Raises UnableToLetIn when the actor may not do this with the notification."""
    require(actor, action, matter_of(notification))


def may_notification(actor: Actor, action: Action, notification: Notification) -> bool:
    """Whether the actor may do this with the notification."""
    return actor.reach(action).holds(matter_of(notification))


def notifications_within(reach: Reach) -> Q:
    """The notifications that a reach holds, as a filter."""
    if reach.everything:
        return Q()
    return Q(unit__in=reach.units) | Q(unit__department__in=reach.departments)


def receives_notifications(actor: Actor) -> bool:
    """Whether any post of the actor's lies where notifications come in: with children."""
    if not may_at_all(actor, Action.SEE_NOTIFICATION):
        return False
    return any(post.department == Department.CHILDREN.value for post in actor.posts)
