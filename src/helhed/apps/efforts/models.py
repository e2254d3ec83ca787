"""What a caseworker recommends, and the efforts that are looked at for it."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.models import Case
from helhed.kernel.identifiers import uuid7
from helhed.rules.efforts.indsats import Agreement, Standing


class Recommendation(models.Model):
    """A recommendation on an assessment; once handed on it stands."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="recommendations")
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, related_name="recommendations"
    )
    text = models.TextField(blank=True)
    agreement = models.CharField(
        max_length=10, choices=Agreement.choices(), default=Agreement.NOT_ASKED.value
    )
    citizens_words = models.TextField(blank=True)
    made_on = models.DateField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    handed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-made_on"], name="recommendation_by_case")]


class Effort(models.Model):
    """One effort: a kind of offer (FFB) with its services, by a service and paragraph of the
    house. It is the social effort that KL's guide reports, and keeps its id for life."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="efforts")
    position = models.PositiveSmallIntegerField()
    standing = models.CharField(
        max_length=12, choices=Standing.choices(), default=Standing.RECOMMENDED.value
    )
    offer_kind = models.CharField(max_length=36)
    service = models.CharField(max_length=30)
    citation = models.CharField(max_length=30)
    extent = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    yearly_oere = models.BigIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(starts_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="effort_ends_after_start",
            )
        ]
        indexes = [models.Index(fields=["recommendation", "position"], name="effort_by_place")]


class EffortService(models.Model):
    """One service (ydelse, FFB) of an effort."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    effort = models.ForeignKey(Effort, models.CASCADE, related_name="services")
    code = models.CharField(max_length=36)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["effort", "code"], name="service_once")]
