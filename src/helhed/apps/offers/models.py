"""Providers, what they offer, their places and their dated rates."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.apps.citizens.models import Citizen
from helhed.kernel.identifiers import uuid7
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.indeksering import IndexationState
from helhed.rules.offers.takst import TakstState
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


class OfferGroup(models.Model):
    """A target group (FFB code) that an offer takes, on some days. An offer without any takes
    every group."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="groups")
    code = models.CharField(max_length=36)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="offer_group_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["offer", "code", "start"], name="one_offer_group_from_a_day"
            ),
        ]


class OfferSupport(models.Model):
    """The most support (0 to 4) that an offer gives in a theme (FFB code), on some days."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="supports")
    theme = models.CharField(max_length=36)
    level = models.PositiveSmallIntegerField()
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="offer_support_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(level__range=(0, 4)), name="offer_support_is_0_to_4"
            ),
            models.UniqueConstraint(
                fields=["offer", "theme", "start"], name="one_offer_support_from_a_day"
            ),
        ]


class DistrictDistance(models.Model):
    """Metres between two districts, the same both ways; ``one`` is first by letters."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    one = models.CharField(max_length=40)
    other = models.CharField(max_length=40)
    metres = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["one", "other"], name="one_distance_a_pair")]


class VatShare(models.Model):
    """How many percent of a private provider's prices are VAT, from a day; who said so, and where
    it is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="vat_shares")
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    start = models.DateField()
    end = models.DateField(null=True)
    source = models.CharField(max_length=160)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="vat_share_ends_after_start",
            ),
            models.UniqueConstraint(fields=["provider", "start"], name="one_vat_share_from_a_day"),
        ]


class Rate(models.Model):
    """A rate with a name: of one offer, or of the municipality for a service without offer.

    With a ``base`` it is ``percent`` of that rate, and its amounts follow. With a ``citizen`` it
    is a price agreed for that one and never offered to others.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, related_name="rates")
    service = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=[(k.value, k.label) for k in PriceKind])
    base = models.ForeignKey("self", models.PROTECT, null=True, related_name="supplements")
    percent = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    citizen = models.ForeignKey(Citizen, models.PROTECT, null=True, related_name="own_rates")
    agreed_by = models.CharField(max_length=80, blank=True)
    agreed_on = models.DateField(null=True)
    agreement = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offer__isnull=False) | ~models.Q(service=""),
                name="rate_is_of_offer_or_service",
            ),
            models.CheckConstraint(
                condition=models.Q(base__isnull=True, percent__isnull=True)
                | models.Q(base__isnull=False, percent__gt=0),
                name="percent_is_of_a_base",
            ),
            models.CheckConstraint(
                condition=models.Q(citizen__isnull=True)
                | (models.Q(agreed_on__isnull=False) & ~models.Q(agreed_by="")),
                name="own_rate_was_agreed",
            ),
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


class WithdrawnAmount(models.Model):
    """An amount that was written and then taken back: what it was, who took it back, and why.

    What holds stands in RateAmount alone, so no sum has to leave anything out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rate = models.ForeignKey(Rate, models.PROTECT, related_name="withdrawn")
    oere = models.BigIntegerField()
    start = models.DateField()
    end = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="withdrawn_amount_ends_after_start",
            )
        ]


class Indexation(models.Model):
    """A run that raises chosen rates by a percentage from 1 January of a year; carried out when
    another approves it. Empty ``kind`` and ``provider`` choose all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    year = models.PositiveIntegerField()
    percent = models.DecimalField(max_digits=6, decimal_places=3)
    owner = models.CharField(max_length=20)
    kind = models.CharField(max_length=24, blank=True)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+")
    agreed_too = models.BooleanField(default=False)
    source = models.CharField(max_length=160)
    state = models.CharField(
        max_length=10, choices=IndexationState.choices(), default=IndexationState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(made_by__isnull=True)
                | ~models.Q(approved_by=models.F("made_by")),
                name="indexation_approved_by_another",
            )
        ]


class IndexationLine(models.Model):
    """What an indexation made of one rate, in øre. A rate is indexed once a year at most; without
    a ``year`` the indexation was taken back, and the rate may be indexed for it again."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    indexation = models.ForeignKey(Indexation, models.PROTECT, related_name="lines")
    rate = models.ForeignKey(Rate, models.PROTECT, related_name="indexations")
    year = models.PositiveIntegerField(null=True)
    before = models.BigIntegerField()
    after = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate", "year"], name="one_indexation_a_year")
        ]


class Takst(models.Model):
    """The rate of an own offer for a year, built from its budget; øre. ``oere`` is what it came
    to, and becomes the rate's amount from 1 January when another approves.

    ``number`` is places, or expected citizens in treatment for addiction. ``deviation`` is where
    it was approved that the occupancy is not that of the accounts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rate = models.ForeignKey(Rate, models.PROTECT, related_name="taksts")
    year = models.PositiveIntegerField()
    direct = models.BigIntegerField()
    overhead = models.BigIntegerField()
    depreciation = models.BigIntegerField()
    interest = models.BigIntegerField()
    number = models.DecimalField(max_digits=7, decimal_places=1)
    occupancy = models.DecimalField(max_digits=6, decimal_places=3)
    deviation = models.CharField(max_length=160, blank=True)
    correction = models.BigIntegerField()
    oere = models.BigIntegerField()
    state = models.CharField(
        max_length=10, choices=TakstState.choices(), default=TakstState.DRAFT.value
    )
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate", "year"], name="one_takst_a_year"),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True)
                | models.Q(made_by__isnull=True)
                | ~models.Q(approved_by=models.F("made_by")),
                name="takst_approved_by_another",
            ),
        ]


class TakstAccount(models.Model):
    """What a year of an own offer became: cost and income in øre, days that places were used
    (``other_days`` of them by citizens for whom another municipality pays) and existed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rate = models.ForeignKey(Rate, models.PROTECT, related_name="takst_accounts")
    year = models.PositiveIntegerField()
    basis = models.BigIntegerField()
    correction = models.BigIntegerField()
    cost = models.BigIntegerField()
    income = models.BigIntegerField()
    days = models.PositiveIntegerField()
    other_days = models.PositiveIntegerField()
    place_days = models.PositiveIntegerField()
    set_aside = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rate", "year"], name="one_takst_account_a_year"),
            models.CheckConstraint(
                condition=models.Q(other_days__lte=models.F("days")),
                name="days_of_others_are_among_all",
            ),
        ]
