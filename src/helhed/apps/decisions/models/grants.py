"""Decisions, the grants in them, and what each grant commits per month."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.assessments.models import Assessment
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.efforts.models import Effort
from helhed.apps.offers.models import Offer, Rate
from helhed.apps.plans.models import Goal
from helhed.kernel.identifiers import uuid7
from helhed.kernel.words import screen_text
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.egenbetaling import PaymentBasis
from helhed.rules.decisions.ydelser import PriceKind


class Decision(models.Model):
    """A decision in a case, from draft to its end."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in DecisionState],
        default=DecisionState.DRAFT.value,
    )
    is_refusal = models.BooleanField(default=False)
    citation = models.CharField(max_length=30, blank=True)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="decisions")
    purpose = models.TextField(blank=True)
    facts = models.TextField(blank=True)
    reasons = models.TextField(blank=True)
    hearing = models.CharField(max_length=12, blank=True)
    hearing_note = models.TextField(blank=True)
    citizens_view = models.TextField(blank=True)
    childs_view = models.TextField(blank=True)
    goals = models.ManyToManyField(Goal, related_name="decisions")
    efforts = models.ManyToManyField(Effort, related_name="decisions")
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    prepared_on = models.DateField()
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    returned_reason = models.TextField(blank=True)
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(prepared_by__isnull=True)
                | ~models.Q(decided_by=models.F("prepared_by")),
                name="decided_by_another_than_prepared",
            )
        ]
        indexes = [
            models.Index(fields=["case", "-prepared_on", "id"], name="decision_by_case"),
            models.Index(fields=["-prepared_on", "id"], name="decision_by_day"),
            models.Index(fields=["state", "submitted_at"], name="decision_by_state"),
        ]


class Grant(models.Model):
    """One service granted (or about to be) in a decision; ``main`` points to the main service's,
    ``replaces`` to the grant that it takes over from.

    ``start`` and ``end`` are as written; ``runs_to`` is the last day on which it can run, when
    the law ends it earlier. Account and unit are frozen when it is granted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="grants")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="grants")
    main = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    service = models.CharField(max_length=30)
    citation = models.CharField(max_length=30, blank=True)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in PriceKind])
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="grants")
    rate = models.ForeignKey(Rate, models.PROTECT, null=True, related_name="grants")
    quantity = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    runs_to = models.DateField(null=True)
    state = models.CharField(
        max_length=8, choices=GrantState.choices(), default=GrantState.DRAFT.value
    )
    account = models.CharField(max_length=24, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="granted")
                | (
                    models.Q(start__isnull=False)
                    & models.Q(rate__isnull=False)
                    & models.Q(quantity__isnull=False)
                    & ~models.Q(account="")
                ),
                name="granted_is_complete",
            ),
            models.UniqueConstraint(
                models.F("replaces"), condition=models.Q(state="granted"), name="replaced_once"
            ),
        ]
        indexes = [
            models.Index(fields=["decision"], name="grant_by_decision"),
            models.Index(fields=["citizen", "state"], name="grant_by_citizen"),
            models.Index(fields=["account", "unit"], name="grant_by_account"),
        ]


class GrantChange(models.Model):
    """A later change of a grant's end: what it was, what it became, who said so, when and why."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="changes")
    old_end = models.DateField(null=True)
    new_end = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")


BETWEEN = screen_text("Ophørt og genoptaget")
"""The reason of days that lie between the end of a grant and its new beginning."""


class Suspension(models.Model):
    """Days on which a grant rests."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="suspensions")
    start = models.DateField()
    end = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="suspension_ends_after_start",
            )
        ]

    @property
    def is_gap(self) -> bool:
        """Whether the days were never granted: the grant had ended and began again."""
        return self.reason == BETWEEN


class OwnPayment(models.Model):
    """What the citizen is decided to pay for a grant, from a day to a day: an amount in øre a day
    or a month, and how it was found. It counts once the grant is granted.

    Without ``start`` it holds from the grant's first day, without ``end`` to its last. One that
    was ended, or changed by another from a day, says who did it, when and why; of one that
    ``is_void`` no day stands.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="own_payments")
    basis = models.CharField(max_length=8, choices=PaymentBasis.choices())
    yearly_income_oere = models.BigIntegerField(null=True)
    oere = models.BigIntegerField()
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_void = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    stopped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="own_payment_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(oere__gte=0), name="own_payment_is_no_less_than_0"
            ),
        ]


class Commitment(models.Model):
    """What a granted grant costs in one month, in øre, as the price engine counts it.

    ``month`` is the first day of the month. Rewritten in the same transaction as anything that
    it depends on, so it is never stale.
    """

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="commitments")
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "month"], name="one_commitment_a_month")
        ]
        indexes = [
            models.Index(
                fields=["month", "unit", "account", "grant", "oere"], name="commitment_by_month"
            )
        ]


class MonthTotal(models.Model):
    """The sum of rows of one account, unit and month, in øre; written with them (``totals``)."""

    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    oere = models.BigIntegerField()

    objects: models.Manager[MonthTotal]

    class Meta:
        abstract = True


class CommitmentTotal(MonthTotal):
    """What all grants together commit on an account in a unit in a month."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month", "account", "unit"], name="one_commitment_total"
            )
        ]


class TwelveMonths(models.Model):
    """One grant's øre in each month of a year on an account in a unit; written with the rows that
    it sums (``years``), so that a page reads a year of all grants as one row for each."""

    year = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    m1 = models.BigIntegerField(default=0)
    m2 = models.BigIntegerField(default=0)
    m3 = models.BigIntegerField(default=0)
    m4 = models.BigIntegerField(default=0)
    m5 = models.BigIntegerField(default=0)
    m6 = models.BigIntegerField(default=0)
    m7 = models.BigIntegerField(default=0)
    m8 = models.BigIntegerField(default=0)
    m9 = models.BigIntegerField(default=0)
    m10 = models.BigIntegerField(default=0)
    m11 = models.BigIntegerField(default=0)
    m12 = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class CommitmentYear(TwelveMonths):
    """What a grant commits in a year, and its days of help in it: those on which it runs and does
    not rest; none of a grant that is not paid by time, or that commits nothing."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+", db_index=False)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "year"], name="one_commitment_year")
        ]
        indexes = [models.Index(fields=["year", "unit", "account"], name="commitments_of_year")]
