"""Households and facts that refund asks for, incomes, and claims on the state."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.kernel.identifiers import uuid7
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.forhold import FactKind, IncomeKind
from helhed.rules.refunds.graenser import ChangeState
from helhed.rules.refunds.hjemtagning import RefundClaimState
from helhed.rules.refunds.mellemkommunal import DutyBasis, Match, SettlementState
from helhed.rules.refunds.opgoerelse import Scheme, Unknown


class Household(models.Model):
    """Children and young people whose costs are summed (BL § 198 stk. 2)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)


class HouseholdMember(models.Model):
    """That a child belongs to a household in a period."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    household = models.ForeignKey(Household, models.PROTECT, related_name="members")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="households")
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="household_member_ends_after_start",
            ),
            models.UniqueConstraint(fields=["citizen", "start"], name="one_household_a_day"),
        ]


class RefundFact(models.Model):
    """Something about a citizen that changes the refund, from a day on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="refund_facts")
    kind = models.CharField(max_length=14, choices=FactKind.choices())
    start = models.DateField()
    note = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["citizen", "kind"], name="one_refund_fact_a_kind")
        ]


class Income(models.Model):
    """What came in of a grant in a month: paid by the citizen, or refunded by another law."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="incomes")
    kind = models.CharField(max_length=12, choices=IncomeKind.choices())
    month = models.DateField()
    oere = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["month", "grant", "oere"], name="income_by_month")]


class ClosedYear(models.Model):
    """An account year of which nothing more is claimed; opened again with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField(unique=True)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=200)


class NumberChange(models.Model):
    """That somebody asks for a number of refund to be another from a day, which would move what is
    claimed already (``months`` of payers, ``oere`` in all, as it was when it was asked for); and
    what another said to it. Approved, it is a correction like any other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    months = models.PositiveIntegerField()
    oere = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=ChangeState.choices())
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    correction = models.OneToOneField(
        ParameterCorrection, models.PROTECT, null=True, related_name="change"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(asked_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="number_changed_by_two",
            ),
            models.UniqueConstraint(
                fields=["file", "key"],
                condition=models.Q(state="waiting"),
                name="one_change_of_a_number_waits",
            ),
        ]

    def as_correction(self) -> ParameterCorrection:
        """The correction that this is when it is approved, not written yet."""
        return ParameterCorrection(
            file=self.file,
            key=self.key,
            value=self.value,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            source=self.source,
            recorded_at=self.asked_at,
            recorded_by=self.asked_by,
        )


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


class CountedYear(models.Model):
    """That the refund of a year is kept, and what it was counted by: ``state`` is another when the
    rules, the limits or the months that are paid are others; empty when it must be counted anew."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=64, blank=True)


class PayerTotal(models.Model):
    """A payer's year, kept beside what it is counted from: the dearest person's department and case
    number, whom it is of, net cost, refund of what was posted and of what is expected (øre)."""

    year = models.PositiveSmallIntegerField()
    citizen = models.ForeignKey(Citizen, models.CASCADE, null=True, related_name="+")
    household = models.ForeignKey(Household, models.CASCADE, null=True, related_name="+")
    department = models.CharField(max_length=10, blank=True)
    number = models.CharField(max_length=20, blank=True)
    people = models.JSONField()
    months_over = models.PositiveSmallIntegerField()
    basis_oere = models.BigIntegerField()
    earned_oere = models.BigIntegerField()
    expected_oere = models.BigIntegerField()
    is_near = models.BooleanField()
    unknown = models.CharField(max_length=10, choices=Unknown.choices(), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "citizen"], name="one_total_a_citizen"),
            models.UniqueConstraint(fields=["year", "household"], name="one_total_a_household"),
        ]


class PayerMonthTotal(models.Model):
    """The refund of a payer's month in øre, of what was posted or of what is expected."""

    payer = models.ForeignKey(PayerTotal, models.CASCADE, related_name="months")
    month = models.DateField()
    is_expected = models.BooleanField()
    department = models.CharField(max_length=10, blank=True)
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "month", "is_expected"], name="one_total_a_payers_month"
            )
        ]
        indexes = [
            models.Index(
                fields=["month", "is_expected", "department", "oere"], name="payer_month_by_month"
            )
        ]


class PayerLawTotal(models.Model):
    """What the state pays of a payer's posted month by one law, and the cost that counts by it
    (øre); ``is_uncounted``: it cannot be counted, and is no zero either."""

    payer = models.ForeignKey(PayerTotal, models.CASCADE, related_name="by_law")
    month = models.DateField()
    scheme = models.CharField(max_length=10, choices=Scheme.choices())
    department = models.CharField(max_length=10, blank=True)
    basis_oere = models.BigIntegerField()
    oere = models.BigIntegerField()
    is_uncounted = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payer", "month", "scheme"], name="one_total_a_month_and_law"
            )
        ]


class LeftOutTotal(models.Model):
    """What was posted of a citizen in a year and is not claimed for one reason."""

    year = models.PositiveSmallIntegerField()
    citizen = models.ForeignKey(Citizen, models.CASCADE, related_name="+")
    department = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=14, choices=LeftOut.choices())
    lines = models.PositiveIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "citizen", "reason"], name="one_left_out_total_a_reason"
            )
        ]


class ToCountAgain(models.Model):
    """That something changed which a citizen's refund is counted from. The database writes it
    itself (``triggers``); as often as it changes, so that two writers never wait for each other.
    ``year``: the only one in which it matters, when it is known.
    """

    citizen = models.UUIDField()
    year = models.PositiveSmallIntegerField(null=True)
