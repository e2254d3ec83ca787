"""Households and facts that refund asks for, incomes, closed years and changes of numbers."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.catalogue.models import ParameterCorrection
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant
from helhed.kernel.identifiers import uuid7
from helhed.rules.refunds.forhold import FactKind, IncomeKind
from helhed.rules.refunds.graenser import ChangeState
from helhed.rules.refunds.regnskabsaar import YearState, stands


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
    """What came in of a grant in a month: paid by the citizen, or refunded by another law. A row
    that is withdrawn counts nowhere and stays; one that was corrected names what came instead."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="incomes")
    kind = models.CharField(max_length=12, choices=IncomeKind.choices())
    month = models.DateField()
    oere = models.BigIntegerField()
    note = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_why = models.CharField(max_length=200, blank=True)
    replaced_by = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaces")

    class Meta:
        indexes = [models.Index(fields=["month", "grant", "oere"], name="income_by_month")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_why="")),
                name="income_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(replaced_by__isnull=True) | models.Q(withdrawn_at__isnull=False),
                name="income_replaced_when_withdrawn",
            ),
        ]


class ClosedYear(models.Model):
    """An account year of which nothing more is claimed: one asked for it to be closed (``note``:
    why), another closed it. It is opened again in the same way, and the closing is kept with all
    four and why. Without ``closed_at`` it is only asked for."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveSmallIntegerField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    note = models.CharField(max_length=200)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    open_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    open_asked_at = models.DateTimeField(null=True)
    open_note = models.CharField(max_length=200, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=models.Q(opened_at__isnull=True),
                name="refund_year_closed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_by__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(closed_by=models.F("asked_by")),
                name="refund_year_closed_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_by__isnull=True)
                | models.Q(open_asked_by__isnull=True)
                | ~models.Q(opened_by=models.F("open_asked_by")),
                name="refund_year_opened_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=False) | models.Q(open_asked_at__isnull=True),
                name="only_a_closed_refund_year_is_opened",
            ),
        ]

    @property
    def state(self) -> YearState:
        return stands(
            is_asked=True,
            is_closed=self.closed_at is not None,
            is_asked_open=self.open_asked_at is not None,
        )


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
