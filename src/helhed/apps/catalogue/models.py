"""What the house changed in the rules and numbers that it came with: rows are only ever added."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.kernel.dated import Certainty
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.kompetence import ApprovalLevel


class Dated(models.Model):
    """Something that holds from a day, with who wrote it down, when and whence it is known."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="%(class)s_ends_after_it_begins",
            )
        ]


class RuleChange(Dated):
    """What the rule for a service under a paragraph is from a day; or that it is switched off.

    Lists are words with a bar between; ``groupings`` are pairs like ``mental_health=003``.
    """

    service = models.CharField(max_length=30)
    citation = models.CharField(max_length=30)
    is_off = models.BooleanField(default=False)
    areas = models.CharField(max_length=120)
    steps = models.CharField(max_length=20, blank=True)
    follows = models.TextField(blank=True)
    function = models.CharField(max_length=10)
    grouping = models.CharField(max_length=10)
    groupings = models.CharField(max_length=200, blank=True)
    alias = models.CharField(max_length=20, blank=True)
    kle = models.CharField(max_length=10, blank=True)
    level = models.PositiveSmallIntegerField(choices=[(v.value, v.label) for v in ApprovalLevel])
    certainty = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Certainty])

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["service", "citation"], name="rule_change_by_rule")]


class ParameterCorrection(Dated):
    """What a number of the law or of the house is from a day, read in a source; or that a code was
    (``file`` begins with ``codes/``)."""

    file = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=40)

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["file", "key"], name="correction_by_parameter")]
