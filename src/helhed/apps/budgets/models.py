"""Accounts and what the council set aside for them."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.ydelser import Department


class Account(models.Model):
    """An account as the budget has it: function, dranst, ejerforhold, grouping, art."""

    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=160)
    department = models.CharField(max_length=10, choices=[(d.value, d.label) for d in Department])


class Frame(models.Model):
    """What is set aside for an account in a unit in a year, in øre."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="frames")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "unit", "year"], name="one_frame_a_year")
        ]
        indexes = [models.Index(fields=["year"], name="frame_by_year")]


class FrameChange(models.Model):
    """A frame that was set: what it was, what it became, who said so, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    frame = models.ForeignKey(Frame, models.PROTECT, related_name="changes")
    old_oere = models.BigIntegerField(null=True)
    new_oere = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
