"""Providers, what they offer, their places and their dated rates."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind


class Provider(models.Model):
    """Somebody who delivers: own house, other municipality, region, private, foster family."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    ownership = models.CharField(max_length=20, choices=[(o.value, o.label) for o in Ownership])
    cvr = models.CharField(max_length=8, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="providers")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)


class Offer(models.Model):
    """One house or service of a provider."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="offers")
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=24, choices=OfferKind.choices(), db_index=True)
    address = models.CharField(max_length=120, blank=True)
    district = models.CharField(max_length=40, blank=True)
    about = models.TextField(blank=True)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="offer_ends_after_start",
            )
        ]


class Place(models.Model):
    """A place in an offer, on the days on which it exists."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="places")
    name = models.CharField(max_length=40)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="place_ends_after_start",
            ),
            models.UniqueConstraint(fields=["offer", "name"], name="place_name_once_an_offer"),
        ]


class Rate(models.Model):
    """A rate with a name: of one offer, or of the municipality for a service without offer."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="rates")
    service = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in PriceKind])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offer__isnull=False) | ~models.Q(service=""),
                name="rate_is_of_offer_or_service",
            )
        ]


class RateAmount(models.Model):
    """What a rate is, in øre, from a day; and when somebody said so."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rate = models.ForeignKey(Rate, models.PROTECT, related_name="amounts")
    oere = models.BigIntegerField()
    start = models.DateField()
    end = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="rate_amount_ends_after_start",
            ),
            models.UniqueConstraint(fields=["rate", "start"], name="one_amount_from_a_day"),
        ]
