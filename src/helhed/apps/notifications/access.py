"""Whose a notification is: the team that judges it."""

from __future__ import annotations

from django.db.models import Q

from helhed.apps.access.access import Actor, require
from helhed.apps.notifications.models import Notification
from helhed.rules.access.rights import Action, Matter, Reach


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
