"""Who is where, from when to when."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Place
from helhed.kernel.identifiers import uuid7


class Placement(models.Model):
    """A citizen in a place, now, before or planned; for which grant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="placements")
    place = models.ForeignKey(Place, models.PROTECT, related_name="placements")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="placements")
    start = models.DateField()
    end = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="placement_ends_after_start",
            )
        ]
        indexes = [
            models.Index(fields=["place", "start"], name="placement_by_place"),
            models.Index(fields=["citizen", "-start"], name="placement_by_citizen"),
            models.Index(fields=["grant"], name="placement_by_grant"),
        ]
