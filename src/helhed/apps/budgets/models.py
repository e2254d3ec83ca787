"""Accounts, what the council set aside for them, how it was built, and what was decided to save."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.decisions.models import Grant, TwelveMonths
from helhed.kernel.identifiers import uuid7
from helhed.rules.budgets.budgetmodel import BudgetModel, VersionState
from helhed.rules.budgets.fordeling import Profile
from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.budgets.tiltag import MeasureState
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


class BudgetVersion(models.Model):
    """One proposal for the budget of a year; what stands in the adopted one is fixed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    model = models.CharField(max_length=10, choices=BudgetModel.choices())
    profile = models.CharField(max_length=10, choices=Profile.choices())
    state = models.CharField(
        max_length=7, choices=VersionState.choices(), default=VersionState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("year"),
                condition=models.Q(state="adopted"),
                name="one_adopted_budget_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft", adopted_at__isnull=True)
                | models.Q(state="adopted", adopted_at__isnull=False),
                name="adopted_version_has_its_time",
            ),
            models.CheckConstraint(
                condition=models.Q(adopted_by__isnull=True)
                | models.Q(made_by__isnull=True)
                | ~models.Q(adopted_by=models.F("made_by")),
                name="version_adopted_by_another",
            ),
        ]


class BudgetLine(models.Model):
    """The assumption of one service on an account in a unit: thousandths of helårspersoner, øre
    per helårsperson, and øre that no person's days make. ``seed_oere`` is what it began as;
    ``carried_oere`` is the part of ``fixed_oere`` that was taken over from the one-offs of the year
    before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(BudgetVersion, models.PROTECT, related_name="lines")
    service = models.CharField(max_length=30)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    persons = models.PositiveIntegerField()
    price_oere = models.BigIntegerField()
    fixed_oere = models.BigIntegerField(default=0)
    seed_oere = models.BigIntegerField(default=0)
    carried_oere = models.BigIntegerField(default=0)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "service", "account", "unit"], name="one_line_a_version"
            )
        ]


class Measure(models.Model):
    """A decided measure: whose it is, what was decided, and how it is counted."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="measures")
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="measures")
    decided_on = models.DateField()
    decision = models.TextField()
    start = models.DateField()
    state = models.CharField(max_length=11, choices=MeasureState.choices(), blank=True)
    state_note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class MeasureTarget(models.Model):
    """What a measure is to save in a year, in øre."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure", "year"], name="one_target_a_year")
        ]


class MeasureGrant(models.Model):
    """A pair that a measure names: the grant that ends, the one that comes instead, or only one
    of them. ``baseline_oere`` per day is stated where no grant tells what it would have cost."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="grants")
    before = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")
    baseline_oere = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(before__isnull=False)
                | models.Q(after__isnull=False, baseline_oere__isnull=False),
                name="measure_has_a_baseline",
            )
        ]


class KeptMonth(models.Model):
    """The budget year as it stood when a month was over: kept, and never changed after."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField(unique=True)
    version = models.ForeignKey(BudgetVersion, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()
    kept_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


class KeptGrant(models.Model):
    """One grant's year in a kept month; without a grant it is what was posted on the account."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kept = models.ForeignKey(KeptMonth, models.PROTECT, related_name="grants")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="+")
    service = models.CharField(max_length=30, blank=True)
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    committed_oere = models.BigIntegerField()
    expected_oere = models.BigIntegerField()
    days = models.PositiveIntegerField()
    volume = models.BigIntegerField()
    end = models.DateField(null=True)
    is_one_off = models.BooleanField(default=False)


class EffortTotal(TwelveMonths):
    """What all grants of one service commit, or were posted (``is_posted``), on an account in a
    unit in each month of a year, in øre; apart of those that have days of help there in the year
    (``is_helped``), and the sum of these days. Kept beside the grants' years
    (``effort_totals``)."""

    service = models.CharField(max_length=30)
    is_posted = models.BooleanField()
    is_helped = models.BooleanField()
    days = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "unit", "account", "service", "is_posted", "is_helped"],
                name="one_effort_total",
            )
        ]


class SummedYear(models.Model):
    """That the effort totals of a year are kept."""

    year = models.PositiveSmallIntegerField(primary_key=True)


class ToSumAgain(models.Model):
    """That a grant's year changed on an account in a unit. The database writes it itself
    (``effort_totals``); as often as it changes, so that two writers never wait for each other."""

    year = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=24)
    unit = models.UUIDField()
