"""The queue of delivery reports."""

from __future__ import annotations

from django.db import models

from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.kernel.identifiers import uuid7
from helhed.rules.reports.indberetning import DeliveryState, Purpose


class Delivery(models.Model):
    """One delivery report: of one citizen and day, under an id that is never used again. ``part``
    tells apart those of one day, each with what came after the one before.

    ``case`` is whose it is to mend. ``contents`` is the bundle as it leaves, ``lacks`` what the
    record lacked, ``faults`` what the checker found, ``answers`` what the gateway said, oldest
    first. ``ticket`` is where a late answer is fetched. ``replaces`` is the one it was made instead
    of. ``purpose`` is more than the changes of a day only where a CPR number was corrected:
    ``correction`` tells which.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="deliveries")
    case = models.ForeignKey(Case, models.PROTECT, related_name="deliveries")
    day = models.DateField()
    part = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=DeliveryState.choices())
    made_at = models.DateTimeField()
    contents = models.TextField(blank=True)
    resources = models.PositiveIntegerField(default=0)
    lacks = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    tries = models.PositiveIntegerField(default=0)
    ticket = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True)
    purpose = models.CharField(max_length=5, choices=Purpose.choices(), default=Purpose.DAY.value)
    correction = models.ForeignKey(
        NumberCorrection, models.PROTECT, null=True, related_name="deliveries"
    )
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen", "day", "part"],
                condition=~models.Q(state="replaced"),
                name="one_delivery_a_part_of_a_day",
            )
        ]
        indexes = [
            models.Index(fields=["state", "-day"], name="delivery_by_state"),
            models.Index(fields=["-day", "id"], name="delivery_by_day"),
            models.Index(fields=["case", "-day"], name="delivery_by_case"),
        ]
