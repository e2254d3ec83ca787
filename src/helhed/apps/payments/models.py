"""Payment plans, pay runs, lines, and what the ledger says."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Grant, MonthTotal, TwelveMonths
from helhed.apps.offers.models import Provider
from helhed.kernel.identifiers import uuid7
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.faktura import InvoiceFinding, InvoiceState
from helhed.rules.payments.krav import ClaimState
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.rytme import Rhythm
from helhed.rules.payments.udbetaling import PayRunState


class PaymentPlan(models.Model):
    """That a grant is paid, from which day, how often and to whom; how much comes from its dated
    rates."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.OneToOneField(Grant, models.PROTECT, related_name="payment_plan")
    recipient = models.CharField(max_length=10, choices=Payee.choices())
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices(), default=Rhythm.MONTHLY.value)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="payment_plan_ends_after_start",
            )
        ]


class PlanDate(models.Model):
    """A day on which a plan with days of its own is paid."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="dates")
    day = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "day"], name="one_plan_date"),
        ]


class ClosedPeriod(models.Model):
    """A month of the ledger into which nothing is paid any more, until it is opened again: one
    asks, another opens, and the closing is kept with both and why. ``reason``: why it was closed
    while something was missing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    month = models.DateField()
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    open_reason = models.CharField(max_length=200, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                condition=models.Q(opened_at__isnull=True),
                name="month_closed_once",
            ),
            models.CheckConstraint(
                condition=models.Q(opened_by__isnull=True)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(opened_by=models.F("asked_by")),
                name="month_opened_by_another",
            ),
        ]


class PayRun(models.Model):
    """All that is paid for one month in one department: made, reviewed, approved by another than
    the maker, sent to the ledger, receipted and posted by it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    department = models.CharField(max_length=10)
    month = models.DateField()
    state = models.CharField(
        max_length=10, choices=PayRunState.choices(), default=PayRunState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipted_at = models.DateTimeField(null=True)

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
    """What one plan is paid on one pay day of a month, or a correction of a closed month.

    ``due_on`` is the plan's pay day (of a correction: that of the run's month), ``pay_on`` the day
    that the bank was asked for. Without ``run`` it waits for the next one; with a ``hold_reason``
    it waits until somebody releases it. ``waited`` lines came into their run from there.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PayRun, models.PROTECT, null=True, related_name="lines", db_index=False)
    plan = models.ForeignKey(PaymentPlan, models.PROTECT, related_name="lines", db_index=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="payment_lines")
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="payment_lines")
    month = models.DateField()
    kind = models.CharField(
        max_length=10, choices=LineKind.choices(), default=LineKind.ORDINARY.value
    )
    due_on = models.DateField()
    pay_on = models.DateField(null=True)
    oere = models.BigIntegerField()
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    waited = models.BooleanField(default=False)
    hold_reason = models.CharField(max_length=200, blank=True)
    held_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    held_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "month", "due_on", "kind"], name="one_line_a_plan_and_pay_day"
            )
        ]
        indexes = [
            models.Index(fields=["run", "oere", "unit"], name="line_by_run"),
            models.Index(fields=["month", "unit", "grant", "oere"], name="line_by_month"),
        ]


class RunTotal(models.Model):
    """How many lines of a kind are on an account in a unit of a run for a kind of recipient, and
    their sum in øre; written with them (``run_totals``)."""

    run = models.ForeignKey(PayRun, models.PROTECT, related_name="totals", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    account = models.CharField(max_length=24)
    recipient = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    lines = models.PositiveIntegerField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit", "account", "recipient", "kind"], name="one_run_total"
            )
        ]


class LedgerFile(models.Model):
    """A file to the ledger (outbox) or from it (inbox), each once by its checksum.

    ``contents`` are kept until the ledger has receipted a file that goes out, so that sending it
    again gives the same bytes whatever has changed since.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_out = models.BooleanField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    run = models.ForeignKey(PayRun, models.PROTECT, null=True, related_name="files")
    contents = models.TextField(blank=True)
    rows = models.PositiveIntegerField()
    sum_oere = models.BigIntegerField()
    fault = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_out", "sha256"], name="one_file_a_checksum")
        ]


class Posting(models.Model):
    """One posting on an account, as the ledger told it under ``number``; of a payment line, or of
    something else when ``line`` is empty. ``month`` is the one in whose budget it counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.ForeignKey(PaymentLine, models.PROTECT, null=True, related_name="postings")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="postings")
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    posted_on = models.DateField()
    oere = models.BigIntegerField()
    text = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["month", "unit", "account", "grant", "oere"], name="posting_by_month"
            ),
            models.Index(fields=["month", "posted_on"], name="posting_by_month_and_day"),
        ]


class PostingTotal(MonthTotal):
    """What was posted on an account in a unit for a month."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "account", "unit"], name="one_posting_total")
        ]


class PostingYear(TwelveMonths):
    """What was posted of a grant on an account in a unit for each month of a year."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["grant", "year", "account", "unit"], name="one_posting_year"
            )
        ]
        indexes = [models.Index(fields=["year", "unit", "account"], name="postings_of_year")]


class Difference(models.Model):
    """That what was paid and what the ledger posted are not the same: of a line, or of a posting
    that belongs to none. ``oere`` is what is outstanding: paid less posted; 0 when solved.
    ``reversal``: the line that posts back what an own unit was given too much."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.OneToOneField(PaymentLine, models.PROTECT, null=True, related_name="difference")
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, related_name="difference")
    reversal = models.OneToOneField(PaymentLine, models.PROTECT, null=True, related_name="reverses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DifferenceKind.choices())
    state = models.CharField(
        max_length=10, choices=DifferenceState.choices(), default=DifferenceState.OPEN.value
    )
    found_oere = models.BigIntegerField()
    oere = models.BigIntegerField()
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    explanation = models.CharField(max_length=300, blank=True)
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(line__isnull=True) ^ models.Q(posting__isnull=True),
                name="difference_of_a_line_or_a_posting",
            )
        ]
        indexes = [models.Index(fields=["state", "unit"], name="difference_by_state")]


class Claim(models.Model):
    """What somebody was paid too much and must pay back; booked as a debt by its line. It is let
    go when one asks for it, with the reason, and another agrees. ``invoice``: the one that billed
    too much, when it was accepted and paid by the line."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    line = models.OneToOneField(PaymentLine, models.PROTECT, related_name="claim")
    invoice = models.OneToOneField("Invoice", models.PROTECT, null=True, related_name="claim")
    oere = models.BigIntegerField()
    state = models.CharField(
        max_length=12, choices=ClaimState.choices(), default=ClaimState.OPEN.value
    )
    explanation = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    ask_reason = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ClaimState.WRITTEN_OFF.value)
                | models.Q(asked_by__isnull=True)
                | ~models.Q(decided_by=models.F("asked_by")),
                name="claim_let_go_by_another",
            )
        ]


class Instalment(models.Model):
    """One instalment of a claim: what is to come back on a day, and what did."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    oere = models.BigIntegerField()
    paid_oere = models.BigIntegerField(default=0)
    paid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "due_on"], name="one_instalment_a_day")
        ]


class Invoice(models.Model):
    """A provider's invoice, held against what was ordered and delivered in its period.
    ``correction`` pays what an accepted invoice asks for beside that; ``asked_by`` would accept
    one that a second person must accept too."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="invoices")
    number = models.CharField(max_length=40)
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="invoices")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    start = models.DateField()
    end = models.DateField()
    quantity = models.DecimalField(max_digits=11, decimal_places=3)
    oere = models.BigIntegerField()
    delivered_quantity = models.DecimalField(max_digits=11, decimal_places=3, null=True)
    delivered_oere = models.BigIntegerField(null=True)
    finding = models.CharField(max_length=13, choices=InvoiceFinding.choices())
    state = models.CharField(max_length=8, choices=InvoiceState.choices())
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    explanation = models.CharField(max_length=300, blank=True)
    correction = models.OneToOneField(
        PaymentLine, models.PROTECT, null=True, related_name="invoice"
    )
    received_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "number"], name="one_invoice_a_number"),
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="invoice_ends_after_start"
            ),
        ]


class KeptCorrections(models.Model):
    """What closed months lack that counts in a year, kept as it was counted (``known_kept``):
    ``state`` is another when other months are closed or corrected."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=64)
    rows = models.JSONField()


class ToCompareAgain(models.Model):
    """That something changed which the kept corrections of a grant are counted from, or, without a
    grant, those of all. The database writes it itself, once in a transaction (``known_kept``)."""

    transaction = models.BigIntegerField()
    of_grant = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["of_grant", "transaction"], name="to_compare_by_grant")]
