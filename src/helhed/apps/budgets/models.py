"""Accounts and what the council set aside for them."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.kernel.identifiers import uuid7
from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.decisions.ydelser import Department


class Account(models.Model):
    """An account as the budget has it: function, dranst, ejerforhold, grouping, art."""

    code = models.CharField(max_length=24, primary_key=True)
    name = models.CharField(max_length=160)
    department = models.CharField(max_length=10, choices=[(d.value, d.label) for d in Department])


class Frame(models.Model):
    """That an account in a unit has a budget in a year; how much is the sum of its changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="frames")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="frames")
    year = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "unit", "year"], name="one_frame_a_year")
        ]
        indexes = [models.Index(fields=["year"], name="frame_by_year")]


class FrameChange(models.Model):
    """What was added to a frame (or taken, below 0), who said so, when and why.

    Money that is moved is one row that adds to ``frame`` what it takes from ``taken_from``, so
    what is moved sums to nothing whatever is written.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    frame = models.ForeignKey(Frame, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=10, choices=FrameKind.choices())
    taken_from = models.ForeignKey(Frame, models.PROTECT, null=True, related_name="given")
    oere = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="moved", taken_from__isnull=False, oere__gt=0)
                | (~models.Q(kind="moved") & models.Q(taken_from__isnull=True)),
                name="frame_moved_from_another",
            ),
            models.CheckConstraint(
                condition=models.Q(taken_from__isnull=True)
                | ~models.Q(taken_from=models.F("frame")),
                name="frame_not_moved_to_itself",
            ),
        ]
