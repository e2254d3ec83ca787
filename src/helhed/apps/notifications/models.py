"""A report of concern about a child."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.kernel.identifiers import uuid7
from helhed.rules.notifications.underretning import Outcome
from helhed.rules.notifications.underretter import Concern, NotifierKind


class Notification(models.Model):
    """An underretning with its two clocks, from receipt to outcome."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="notifications")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notifications")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notifications")
    received_at = models.DateTimeField()
    notifier_kind = models.CharField(max_length=14, choices=NotifierKind.choices())
    notifier_name = models.CharField(max_length=120, blank=True)
    concern = models.CharField(max_length=12, choices=Concern.choices())
    text = models.TextField()
    assess_before = models.DateTimeField()
    receipt_by = models.DateField()
    assessed_at = models.DateTimeField(null=True)
    assessed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    in_danger = models.BooleanField(null=True)
    assessment = models.TextField(blank=True)
    receipt_sent_at = models.DateTimeField(null=True)
    receipt_sent_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(
        max_length=24, blank=True, choices=[(o.value, o.label) for o in Outcome]
    )
    outcome_at = models.DateTimeField(null=True)
    outcome_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    outcome_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["unit", "outcome", "-received_at"], name="notification_by_unit"),
            models.Index(fields=["-received_at"], name="notification_by_time"),
        ]
