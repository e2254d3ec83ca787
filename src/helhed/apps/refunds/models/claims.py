"""Claims on the state, and settlement with other municipalities."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.apps.refunds.models.facts import Household
from helhed.kernel.identifiers import uuid7
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.mellemkommunal import DutyBasis, Match, SettlementState
from helhed.rules.refunds.opgoerelse import Scheme


class RefundClaim(models.Model):
    """One claim on the state, through a month: what the refund is, less what was claimed before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    through = models.DateField()
    state = models.CharField(
        max_length=10,
        choices=RefundClaimState.choices(),
        default=RefundClaimState.DRAFT.value,
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipted_on = models.DateField(null=True)
    receipt = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(made_by__isnull=True)
                | ~models.Q(approved_by=models.F("made_by")),
                name="refund_claim_approved_by_another",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="draft"),
                name="one_refund_claim_is_drafted",
            ),
        ]


class RefundClaimLine(models.Model):
    """A payer's month by one law in a claim: the whole refund, what was claimed before, and the
    difference, which is what this claim takes.

    ``turn`` counts the claims that took something of the month: the first takes it once, and no
    two can both be the second, so no month is claimed twice.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(RefundClaim, models.PROTECT, related_name="lines")
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="+")
    household = models.ForeignKey(Household, models.PROTECT, null=True, related_name="+")
    department = models.CharField(max_length=10, blank=True)
    month = models.DateField()
    scheme = models.CharField(max_length=10, choices=Scheme.choices())
    turn = models.PositiveSmallIntegerField()
    basis_oere = models.BigIntegerField()
    refund_oere = models.BigIntegerField()
    before_oere = models.BigIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(citizen__isnull=False, household__isnull=True)
                | models.Q(citizen__isnull=True, household__isnull=False),
                name="refund_line_has_one_payer",
            ),
            models.CheckConstraint(
                condition=models.Q(oere=models.F("refund_oere") - models.F("before_oere")),
                name="refund_line_is_the_difference",
            ),
            models.CheckConstraint(
                condition=models.Q(turn=1, before_oere=0) | models.Q(turn__gt=1),
                name="first_refund_line_has_none_before",
            ),
            models.UniqueConstraint(
                fields=["claim", "citizen", "month", "scheme"], name="one_refund_line_a_citizen"
            ),
            models.UniqueConstraint(
                fields=["claim", "household", "month", "scheme"],
                name="one_refund_line_a_household",
            ),
            models.UniqueConstraint(
                fields=["citizen", "month", "scheme", "turn"],
                name="refund_of_a_citizen_claimed_once",
            ),
            models.UniqueConstraint(
                fields=["household", "month", "scheme", "turn"],
                name="refund_of_a_household_claimed_once",
            ),
        ]
        indexes = [models.Index(fields=["month", "scheme"], name="refund_line_by_month")]


class PayingDuty(models.Model):
    """That another municipality pays for a citizen in a period, and by which rule (RSL § 9 c)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="paying_duties")
    acting = models.CharField(max_length=4)
    paying = models.CharField(max_length=4)
    residence = models.CharField(max_length=4)
    basis = models.CharField(max_length=10, choices=DutyBasis.choices())
    start = models.DateField()
    end = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="paying_duty_ends_after_start",
            ),
            models.UniqueConstraint(fields=["citizen", "start"], name="one_paying_duty_a_day"),
        ]


class SettlementClaim(models.Model):
    """A claim between municipalities for help to one citizen: ours on another (outgoing), or
    theirs on us, held against our own grant (``match``)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=30)
    is_outgoing = models.BooleanField()
    municipality = models.CharField(max_length=4)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="settlements")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="settlements")
    start = models.DateField()
    end = models.DateField()
    oere = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=SettlementState.choices())
    match = models.CharField(max_length=10, choices=Match.choices(), blank=True)
    accepted_oere = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    sent_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="settlement_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["is_outgoing", "municipality", "number"], name="one_settlement_a_number"
            ),
        ]
        indexes = [models.Index(fields=["state", "is_outgoing"], name="settlement_by_state")]


class SettlementLine(models.Model):
    """A grant's month in a claim of ours: what is claimed, and what had lapsed by then."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(SettlementClaim, models.PROTECT, related_name="lines")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="settlement_lines")
    month = models.DateField()
    oere = models.BigIntegerField()
    lapsed_oere = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "grant", "month"], name="one_settlement_line_a_month"
            )
        ]
        indexes = [models.Index(fields=["grant", "month"], name="settlement_line_by_grant")]
