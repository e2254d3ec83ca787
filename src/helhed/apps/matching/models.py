"""What a case needs a place for, which offers the citizen wishes, what was chosen, and who is to be
together or apart."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen
from helhed.apps.decisions.models import Decision
from helhed.apps.offers.models import Offer
from helhed.kernel.identifiers import uuid7
from helhed.rules.placements.oensker import LAST_WISH, Bond, Teller
from helhed.rules.placements.valg import WhyNotFirst


class PlaceNeed(models.Model):
    """That a case needs a place of a service: since when, by when, and how urgent it is (empty:
    nobody has said so). One without a decision waits until ``ended_on``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="place_needs")
    service = models.CharField(max_length=30)
    since = models.DateField()
    latest = models.DateField()
    urgency = models.PositiveSmallIntegerField(null=True)
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "service"], name="one_place_need_a_service"),
            models.CheckConstraint(
                condition=models.Q(urgency__isnull=True) | models.Q(urgency__range=(0, 4)),
                name="urgency_is_0_to_4",
            ),
        ]


class PlaceWish(models.Model):
    """An offer that the citizen wishes, 1 before 2 before 3; 0 is *not there*."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="place_wishes")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="wished_by")
    wish = models.PositiveSmallIntegerField()
    told_by = models.CharField(max_length=12, choices=Teller.choices())
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "offer"], name="one_wish_an_offer"),
            models.UniqueConstraint(
                fields=["case", "wish"],
                condition=models.Q(wish__gt=0),
                name="one_offer_a_wish",
            ),
            models.CheckConstraint(
                condition=models.Q(wish__range=(0, LAST_WISH)), name="wish_is_0_to_3"
            ),
        ]


class PlaceChoice(models.Model):
    """That somebody chose an offer for a case from the ranked list: its rank then (empty: it was
    not kept), its points and those of the first on the list; and why it was another than the first,
    as a kind of reason that can be counted and in words. ``decision`` is the draft that got the
    offer; a draft may be discarded, the choice stays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="place_choices")
    service = models.CharField(max_length=30)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(null=True)
    points = models.IntegerField()
    first = models.ForeignKey(Offer, models.PROTECT, related_name="+")
    first_points = models.IntegerField()
    why = models.CharField(max_length=10, blank=True, choices=WhyNotFirst.choices())
    reason = models.CharField(max_length=300, blank=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="place_choices")
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offer=models.F("first")) | ~models.Q(reason=""),
                name="another_than_the_first_has_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(rank__isnull=True)
                | models.Q(rank=1, offer=models.F("first"))
                | (models.Q(rank__gt=1) & ~models.Q(offer=models.F("first"))),
                name="only_the_first_has_rank_1",
            ),
        ]
        indexes = [models.Index(fields=["case", "-chosen_at"], name="place_choice_by_case")]


class PlaceBond(models.Model):
    """Two citizens who are to be in the same offer, or not in the same; why, and until when. Only
    those who share places out see it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    citizen = models.ForeignKey(Citizen, models.PROTECT, related_name="place_bonds")
    other = models.ForeignKey(Citizen, models.PROTECT, related_name="+")
    bond = models.CharField(max_length=8, choices=Bond.choices())
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(citizen=models.F("other")), name="bond_is_of_two"
            )
        ]
