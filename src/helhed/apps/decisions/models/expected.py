"""What is expected and not granted yet, and what it would move."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models.grants import Grant, MonthTotal
from helhed.apps.offers.models import Offer, Rate
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.forventning import OPEN, Change, ExpectedState
from helhed.rules.decisions.ydelser import PriceKind


class ExpectedChange(models.Model):
    """A change that is expected of a grant, or a service that is expected, and not granted yet.

    ``grant`` is the granted one that it would change (none for a new service), ``main`` the main
    service that a new one would follow. Of a moved end, ``start`` is the day on which an ended
    grant would go on, empty when it goes on at once. ``line`` is the line of a decision by which
    it is to be granted. Account and unit are those that it would draw on.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="expected_changes")
    change = models.CharField(max_length=8, choices=Change.choices())
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="expected_changes")
    main = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="expected_supplements")
    line = models.ForeignKey(Grant, models.SET_NULL, null=True, related_name="expected_as")
    service = models.CharField(max_length=30)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in PriceKind])
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="+")
    rate = models.ForeignKey(Rate, models.PROTECT, null=True, related_name="expected_changes")
    quantity = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10,
        choices=ExpectedState.choices(),
        default=ExpectedState.EXPECTED.value,
    )
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    prepared_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    outcome_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.F("grant"),
                condition=models.Q(state__in=[state.value for state in OPEN]),
                name="one_open_change_a_grant",
            ),
            models.CheckConstraint(
                condition=models.Q(change="end", grant__isnull=False)
                | models.Q(rate__isnull=False, quantity__isnull=False, start__isnull=False),
                name="expected_is_complete",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True)
                | models.Q(prepared_by__isnull=True)
                | ~models.Q(change="end", state="granted")
                | ~models.Q(decided_by=models.F("prepared_by")),
                name="change_granted_by_another",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "state"], name="expected_by_case"),
            models.Index(fields=["state", "start"], name="expected_by_state"),
        ]


class ExpectedCost(models.Model):
    """What an open expected change would move in one month, in øre: less is negative.

    ``month`` is the first day of the month. Rewritten like commitments, never summed with them.
    """

    expected = models.ForeignKey(ExpectedChange, models.PROTECT, related_name="costs")
    account = models.CharField(max_length=24)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    month = models.DateField()
    oere = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["expected", "month", "account", "unit"], name="one_expected_cost_a_month"
            )
        ]


class ExpectedTotal(MonthTotal):
    """What all open expected changes together would move on an account in a unit in a month."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "account", "unit"], name="one_expected_total")
        ]
