"""What refund comes to, kept as it is counted, and what is to be counted again."""

from __future__ import annotations

from django.db import models

from helhed.apps.citizens.models import Citizen
from helhed.apps.refunds.models.facts import Household
from helhed.rules.refunds.betingelser import LeftOut
from helhed.rules.refunds.opgoerelse import Scheme, Unknown


class CountedYear(models.Model):
    """That the refund of a year is kept, and what it was counted by: ``state`` is another when the
    rules, the limits or the months that are paid are others; empty when it must be counted anew."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=64, blank=True)


class CorrectedRefund(models.Model):
    """What the known corrections of a ``state`` move of a year's refund, by department (øre); it is
    forgotten when the refund of a year is counted again."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    state = models.CharField(max_length=64)
    moved = models.JSONField()


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
