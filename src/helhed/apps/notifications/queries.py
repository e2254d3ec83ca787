"""Reading notifications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.models import Case
from helhed.apps.layout.first import First, first
from helhed.apps.notifications.access import (
    may_notification,
    notifications_within,
    require_notification,
)
from helhed.apps.notifications.models import Notification
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import Concern, NotifierKind


@dataclass(frozen=True, slots=True)
class NotificationFilter:
    """Which notifications to list."""

    state: str = "open"
    concern: str = ""
    unit: UUID | None = None


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """A notification and what can be done with it."""

    row: Notification
    notifier: str
    concern: str
    outcome: str
    has_open_case: bool
    may_handle: bool
    is_late: bool


def notifications(actor: Actor, wanted: NotificationFilter) -> QuerySet[Notification, Notification]:
    """The notifications that the actor may see and asked for."""
    require_at_all(actor, Action.SEE_NOTIFICATION)
    found = Notification.objects.filter(notifications_within(actor.reach(Action.SEE_NOTIFICATION)))
    if wanted.state == "open":
        found = found.filter(outcome="")
    elif wanted.state == "unjudged":
        found = found.filter(assessed_at=None)
    if wanted.concern:
        found = found.filter(concern=wanted.concern)
    if wanted.unit:
        found = found.filter(unit=wanted.unit)
    return found.select_related("citizen", "unit")


def row_of(notification: Notification, now: datetime) -> dict[str, Any]:
    """A notification as a row of the list."""
    return {
        "id": notification.id,
        "citizen_id": notification.citizen_id,
        "received_at": notification.received_at,
        "citizen": notification.citizen.name,
        "concern": Concern.of(notification.concern).label,
        "notifier": NotifierKind.of(notification.notifier_kind).label,
        "unit": notification.unit.name,
        "clock": clock_words(notification, now),
        "outcome": Outcome(notification.outcome).label if notification.outcome else "",
    }


def clock_words(notification: Notification, now: datetime) -> str:
    """How the 24 hours stand."""
    if notification.assessed_at is not None:
        if notification.assessed_at > notification.assess_before:
            return screen_text("Vurderet for sent")
        return screen_text("Vurderet i tide")
    if now > notification.assess_before:
        return screen_text("Fristen er overskredet")
    return screen_text("Skal vurderes")


def notification_page(actor: Actor, notification: UUID) -> NotificationPage:
    """One notification, logged."""
    with transaction.atomic():
        rows = Notification.objects.select_related(
            "citizen", "unit", "case", "assessed_by", "outcome_by"
        )
        row = rows.filter(id=notification).first()
        if row is None:
            raise Http404
        require_notification(actor, Action.SEE_NOTIFICATION, row)
        read(actor, "notification.read", row, row.citizen_id)
        has_open = Case.objects.filter(
            citizen=row.citizen_id, department="children", closed_on=None
        ).exists()
        return NotificationPage(
            row,
            NotifierKind.of(row.notifier_kind).label,
            Concern.of(row.concern).label,
            Outcome(row.outcome).label if row.outcome else "",
            has_open,
            may_notification(actor, Action.HANDLE_NOTIFICATION, row),
            row.assessed_at is None and actor.now() > row.assess_before,
        )


def of_citizen(actor: Actor, citizen: UUID) -> list[Notification]:
    """The notifications about a citizen that the actor may see, the newest first."""
    within = notifications_within(actor.reach(Action.SEE_NOTIFICATION))
    return list(Notification.objects.filter(within, citizen=citizen).order_by("-received_at"))


def waiting(actor: Actor, most: int) -> First[Notification]:
    """Notifications without an outcome: those not judged yet first, the most urgent of them first.

    Late are those for which the 24 hours are over.
    """
    within = notifications_within(actor.reach(Action.SEE_NOTIFICATION))
    rows = Notification.objects.filter(within, outcome="").select_related("citizen", "unit")
    urgent = rows.order_by(F("assessed_at").asc(nulls_first=True), "assess_before", "id")
    return first(urgent, most, Q(assessed_at=None, assess_before__lt=actor.now()))
