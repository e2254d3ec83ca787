"""The plan, its goals and how it went."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.cases.models import Case
from helhed.apps.efforts.models import Effort
from helhed.kernel.identifiers import uuid7
from helhed.rules.plans.plan import GoalState, PartKind, PlanKind, PlanOffer
from helhed.rules.plans.status import Progress


class Plan(models.Model):
    """A citizen's plan in a case, or that none was wanted or needed: ``offered_on`` is when it was
    offered, ``offer_reason`` why there is none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=8, choices=PlanKind.choices())
    offer = models.CharField(
        max_length=8, choices=PlanOffer.choices(), default=PlanOffer.WANTED.value
    )
    offered_on = models.DateField(null=True)
    offer_reason = models.TextField(blank=True)
    hopes = models.TextField(blank=True)
    purpose = models.TextField(blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    next_follow_up = models.DateField(null=True)
    follow_up_reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-started_on"], name="plan_by_case"),
            models.Index(fields=["ended_on", "next_follow_up"], name="plan_by_follow_up"),
        ]


class Goal(models.Model):
    """A goal, first in the citizen's own words, then in FFB."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    position = models.PositiveSmallIntegerField()
    own_words = models.TextField()
    wording = models.TextField(blank=True)
    primary_theme = models.CharField(max_length=36, blank=True)
    change = models.CharField(max_length=36, blank=True)
    level_now = models.SmallIntegerField(null=True)
    expected_level = models.SmallIntegerField(null=True)
    due = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=GoalState.choices(), default=GoalState.ACTIVE.value
    )
    own_score = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(own_score__isnull=True) | models.Q(own_score__range=(0, 10)),
                name="own_score_is_0_to_10",
            )
        ]
        indexes = [models.Index(fields=["plan", "position"], name="goal_by_plan")]


class SecondaryTheme(models.Model):
    """A theme that a goal is about beside the primary one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="secondary_themes")
    code = models.CharField(max_length=36)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "code"], name="theme_once")]


class PlanPart(models.Model):
    """What somebody does as a part of the plan: the citizen, the network, a voluntary, a provider
    or another authority; ``goal`` when it is for one goal. It ends with a day and perhaps why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="parts")
    kind = models.CharField(max_length=10, choices=PartKind.choices())
    who = models.CharField(max_length=120, blank=True)
    what = models.TextField()
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, related_name="parts")
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="plan_part_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="citizen") | ~models.Q(who=""),
                name="plan_part_says_who",
            ),
        ]
        indexes = [models.Index(fields=["plan", "started_on"], name="plan_part_by_plan")]


class FollowUp(models.Model):
    """A meeting where the plan was looked at again; ``outcome`` is an FFB code, empty where each
    effort has its own (``EffortResult``). ``due_on`` is the day that was planned beforehand: when
    it stands as the next one, they met in between."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="follow_ups")
    held_on = models.DateField()
    held_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    participants = models.CharField(max_length=200, blank=True)
    own_words = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=36, blank=True)
    next_on = models.DateField(null=True)
    due_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "-held_on"], name="follow_up_by_plan")]


class GoalResult(models.Model):
    """How one goal stood at a follow-up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="results")
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="results")
    level = models.SmallIntegerField(null=True)
    own_score = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "goal"], name="one_result_a_follow_up")
        ]


class EffortResult(models.Model):
    """What a follow-up came to for one effort: go on, change or stop (FFB code)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="effort_results")
    effort = models.ForeignKey(Effort, models.PROTECT, related_name="results")
    outcome = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "effort"], name="one_outcome_a_follow_up")
        ]


class GoalStatus(models.Model):
    """What a provider told of a goal between follow-ups; ``own_score`` is the citizen's own, and
    ``told_from`` the provider's name as it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, models.PROTECT, related_name="statuses")
    told_at = models.DateTimeField()
    told_on = models.DateField()
    told_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    told_from = models.CharField(max_length=200, blank=True)
    progress = models.CharField(max_length=8, choices=Progress.choices())
    own_score = models.PositiveSmallIntegerField(null=True)
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(own_score__isnull=True) | models.Q(own_score__range=(0, 10)),
                name="told_score_is_0_to_10",
            )
        ]
        indexes = [models.Index(fields=["goal", "-told_at"], name="status_by_goal")]
