"""Meetings that look at decisions, and what they said."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.decisions.models.grants import Decision
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.visitationsmoede import Advice, MeetingState


class PanelMeeting(models.Model):
    """A meeting that looks at decisions of a unit, and of the units below it, and advises."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    day = models.DateField()
    state = models.CharField(
        max_length=7, choices=MeetingState.choices(), default=MeetingState.PLANNED.value
    )
    present = models.CharField(max_length=300, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day"], name="one_meeting_a_unit_and_day")
        ]


class PanelPoint(models.Model):
    """A decision on a meeting's agenda: what is asked, and what the meeting said to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    meeting = models.ForeignKey(PanelMeeting, models.PROTECT, related_name="points")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="points")
    question = models.TextField()
    put_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    put_at = models.DateTimeField()
    advice = models.CharField(max_length=11, choices=Advice.choices(), default=Advice.NONE.value)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "decision"], name="once_on_an_agenda")
        ]
