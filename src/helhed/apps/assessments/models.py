"""An assessment and the themes that matter in it."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.cases.models import Case
from helhed.kernel.identifiers import uuid7
from helhed.rules.assessments.udredning import AssessmentKind


class Assessment(models.Model):
    """An assessment in a case, until it is finished a draft. Empty support need is not yet judged;
    −1 is "ikke vurderet". The moments are when it was written down: begun, finished, the need
    judged; ``primary_target_group_on`` is the day on which the case first got that group."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=6, choices=[(k.value, k.label) for k in AssessmentKind])
    purpose = models.TextField(blank=True)
    own_words = models.TextField(blank=True)
    parents_words = models.TextField(blank=True)
    child_spoken_on = models.DateField(null=True)
    why_not_spoken_to = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    overall = models.TextField(blank=True)
    support_need = models.SmallIntegerField(null=True)
    support_need_reason = models.TextField(blank=True)
    support_need_at = models.DateTimeField(null=True)
    primary_target_group = models.CharField(max_length=36, blank=True)
    primary_target_group_on = models.DateField(null=True)
    effort_step = models.PositiveSmallIntegerField(null=True)
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="carried_to")
    started_on = models.DateField()
    started_at = models.DateTimeField(null=True)
    started_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    finished_on = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)
    finished_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(support_need__isnull=True)
                | models.Q(support_need__range=(-1, 4)),
                name="support_need_is_0_to_4",
            )
        ]
        indexes = [models.Index(fields=["case", "-started_on"], name="assessment_by_case")]


class SecondaryTargetGroup(models.Model):
    """A target group beside the primary one; ``recorded_on`` is when the case first got it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assessment = models.ForeignKey(
        Assessment, models.CASCADE, related_name="secondary_target_groups"
    )
    code = models.CharField(max_length=36)
    recorded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="target_group_once")
        ]


class ThemeNote(models.Model):
    """What is known of one subtheme (FFB code), or of one side of a child's life (its key).

    ``recorded_at`` is when the case first got the subtheme, ``asserted_on`` the last day on which
    a later assessment judged it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="notes")
    subtheme = models.CharField(max_length=36)
    own_words = models.TextField(blank=True)
    professional = models.TextField(blank=True)
    source = models.CharField(max_length=120, blank=True)
    level = models.SmallIntegerField(null=True)
    is_carried = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(null=True)
    asserted_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "subtheme"], name="subtheme_once"),
            models.CheckConstraint(
                condition=models.Q(level__isnull=True) | models.Q(level__range=(-1, 4)),
                name="level_is_0_to_4",
            ),
        ]


class FieldVersion(models.Model):
    """How many times a field of an assessment was written in, and by whom last; ``window`` is the
    browser window that wrote."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="versions")
    field = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    window = models.CharField(max_length=36, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessment", "field"], name="one_version_a_field")
        ]
