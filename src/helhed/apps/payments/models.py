"""Payment plans, pay runs, lines, and what the ledger says."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant, MonthTotal
from helhed.kernel.identifiers import uuid7
from helhed.rules.payments.udbetaling import PayRunState, Recipient


class PaymentPlan(models.Model):
    """That a grant is paid, from which day and to whom; how much comes from its dated rates."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.OneToOneField(Grant, models.PROTECT, related_name="payment_plan")
    recipient = models.CharField(max_length=10, choices=Recipient.choices())
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="payment_plan_ends_after_start",
            )
        ]


class PayRun(models.Model):
    """All that is paid for one month in one department; posted when another approves it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    department = models.CharField(max_length=10)
    month = models.DateField()
    state = models.CharField(
        max_length=8, choices=PayRunState.choices(), default=PayRunState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["department", "month"], name="one_run_a_month"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(made_by__isnull=True)
                | ~models.Q(approved_by=models.F("made_by")),
                name="run_approved_by_another",
            ),
        ]


class PaymentLine(models.Model):
    """What one plan is paid for one month."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PayRun, models.PROTECT, related_name="lines", db_index=False)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="lines")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payment_lines")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="payment_lines")
    month = models.DateField()
    oere = models.BigIntegerField()
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="one_line_a_plan_and_month")
        ]
        indexes = [
            models.Index(fields=["run", "oere", "unit"], name="line_by_run"),
            models.Index(fields=["month", "unit", "grant", "oere"], name="line_by_month"),
        ]


class RunTotal(models.Model):
    """How many lines of a run are on an account in a unit for a kind of recipient, and their sum
    in øre; written with them (``run_totals``)."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="totals", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=24)
    recipient = models.CharField(max_length=10)
    lines = models.PositiveIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit", "account", "recipient"], name="one_run_total"
            )
        ]


class Posting(models.Model):
    """One posting on an account: of a payment line, or of something else when ``line`` is empty."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.OneToOneField(PaymentLine, models.PROTECT, null=True, related_name="posting")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="postings")
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    posted_on = models.DateField()
    oere = models.BigIntegerField()
    text = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["month", "unit", "account", "grant", "oere"], name="posting_by_month"
            )
        ]


class PostingTotal(MonthTotal):
    """What was posted on an account in a unit for a month."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "account", "unit"], name="one_posting_total")
        ]
