"""The person that it is all about, and the people around."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.kernel.cpr import Cpr
from helhed.kernel.identifiers import uuid7
from helhed.rules.citizens.nummer import CorrectionKind, CorrectionState
from helhed.rules.citizens.person import GuardianKind, RelationKind, SexCode


class Citizen(models.Model):
    """A citizen. The address is shown to nobody without the right when it is protected."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cpr = models.CharField(max_length=10, unique=True, null=True)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=7, choices=SexCode.choices())
    address = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=4, blank=True)
    city = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    address_is_protected = models.BooleanField(default=False)
    acting_municipality = models.CharField(max_length=4)
    paying_municipality = models.CharField(max_length=4)
    died_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"citizen {self.id}"

    @property
    def cpr_shown(self) -> str:
        """The number as people write it; empty when there is none."""
        return Cpr(self.cpr).formatted if self.cpr else ""


class NumberCorrection(models.Model):
    """A CPR number that another takes the place of, asked for by one and seen to by another.

    ``used_from`` is the first day on which the house is known to have used the old number;
    ``told_at`` is when what was reported under it was taken back and told again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="number_corrections")
    old_number = models.CharField(max_length=10, db_index=True)
    new_number = models.CharField(max_length=10)
    kind = models.CharField(max_length=8, choices=CorrectionKind.choices())
    reason = models.CharField(max_length=300)
    state = models.CharField(
        max_length=8, choices=CorrectionState.choices(), default=CorrectionState.ASKED.value
    )
    used_from = models.DateField(null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen"],
                condition=models.Q(state="asked"),
                name="one_correction_asked_at_a_time",
            )
        ]
        indexes = [models.Index(fields=["state", "settled_at"], name="correction_by_state")]


class Relation(models.Model):
    """Family of a citizen: another citizen of the house, or somebody known by name alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="related_from")
    name = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=RelationKind.choices())
    has_custody = models.BooleanField(default=False)
    phone = models.CharField(max_length=20, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(other__isnull=False) | ~models.Q(name=""),
                name="relation_is_to_somebody",
            )
        ]


class NetworkPerson(models.Model):
    """Somebody in the citizen's own network, and what they mean to each other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="network")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=60)
    meaning = models.TextField(blank=True)
    phone = models.CharField(max_length=20, blank=True)


class Guardian(models.Model):
    """A guardian or representative in a period, and for what."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="guardians")
    kind = models.CharField(max_length=30, choices=GuardianKind.choices())
    name = models.CharField(max_length=120)
    scope = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="guardian_ends_after_start",
            )
        ]


class Consent(models.Model):
    """What the citizen has said yes to, until it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="consents")
    subject = models.CharField(max_length=200)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True)
