"""Orders to providers and what the two sides said."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Provider
from helhed.apps.plans.models import Goal
from helhed.kernel.identifiers import uuid7
from helhed.rules.orders.bestilling import Move, OrderState, Side
from helhed.rules.orders.levering import DeliveryState
from helhed.rules.orders.oenske import WishKind
from helhed.rules.orders.samtale import Ask, AskState


class Order(models.Model):
    """An order for a main service and what follows it. ``provider`` is the offer's.

    ``case`` is its grant's: lists ask it of every order, to know whose the order is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="orders")
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders", db_index=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="orders")
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in OrderState],
        default=OrderState.DRAFT.value,
    )
    purpose = models.TextField(blank=True)
    needs = models.TextField(blank=True)
    goals = models.ManyToManyField(Goal, related_name="orders")
    wanted_start = models.DateField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    started_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["provider", "state", "-sent_at"], name="order_by_provider"),
            models.Index(fields=["case", "-sent_at", "provider", "id"], name="order_by_case"),
            models.Index(fields=["-sent_at", "id"], name="order_by_day"),
            models.Index(fields=["state", "sent_at"], name="order_by_state"),
        ]


class OrderMessage(models.Model):
    """One move or message in the conversation. One that ``asks`` has a state, until another
    ``answers`` it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=10, choices=[(s.value, s.value) for s in Side])
    move = models.CharField(max_length=10, blank=True, choices=[(m.value, m.label) for m in Move])
    day = models.DateField(null=True)
    text = models.TextField(blank=True)
    asks = models.CharField(max_length=8, blank=True, choices=Ask.choices())
    state = models.CharField(max_length=8, blank=True, choices=AskState.choices())
    answers = models.OneToOneField("self", models.PROTECT, null=True, related_name="answer")

    class Meta:
        indexes = [
            models.Index(fields=["order", "at"], name="message_by_order"),
            models.Index(
                fields=["at", "side", "order"],
                condition=models.Q(state=AskState.OPEN.value),
                name="message_that_waits",
            ),
        ]


class OrderWish(models.Model):
    """What a message asks for in days and amounts: that the citizen is away, or another help."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.OneToOneField(OrderMessage, models.PROTECT, related_name="wish")
    kind = models.CharField(max_length=8, choices=WishKind.choices())
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    is_paid = models.BooleanField(null=True)
    quantity = models.DecimalField(max_digits=9, decimal_places=3, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start__isnull=True)
                | models.Q(end__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="wish_ends_after_start",
            )
        ]


class DeliveredPeriod(models.Model):
    """How much of an ordered grant its provider delivered in a month or a week, beside how much
    was ordered for it when it was written down, both in the grant's own unit. What deviates has
    an owner until it is settled."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="delivered")
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="delivered")
    start = models.DateField()
    end = models.DateField()
    quantity = models.DecimalField(max_digits=9, decimal_places=3)
    ordered = models.DecimalField(max_digits=9, decimal_places=3)
    state = models.CharField(max_length=8, choices=DeliveryState.choices())
    text = models.TextField(blank=True)
    typed_at = models.DateTimeField()
    typed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    explanation = models.TextField(blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")),
                name="delivered_ends_after_start",
            ),
            models.UniqueConstraint(fields=["grant", "start"], name="delivered_once"),
        ]
        indexes = [
            models.Index(fields=["order", "-start"], name="delivered_by_order"),
            models.Index(
                fields=["owner", "start"],
                condition=models.Q(state__in=["under", "over"]),
                name="delivery_that_waits",
            ),
        ]


class OrderTolerance(models.Model):
    """How far the two sides of an order agreed that the delivered may lie from the ordered, for
    periods that begin on ``start`` or later: promille, hours a week, or both. A new agreement is a
    new row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="tolerances")
    start = models.DateField()
    promille = models.PositiveIntegerField(null=True)
    hours = models.DecimalField(max_digits=6, decimal_places=3, null=True)
    text = models.TextField()
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(promille__isnull=False) | models.Q(hours__isnull=False),
                name="tolerance_says_something",
            )
        ]
        indexes = [models.Index(fields=["order", "agreed_at"], name="tolerance_by_order")]


class ProviderNote(models.Model):
    """A provider's own note of a day in an order; the authority reads it from ``shared_at`` on."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="notes")
    day = models.DateField()
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["order", "-day"], name="note_by_order")]


class HandedPart(models.Model):
    """A part of the citizen's plan that the authority hands to the provider: what is asked of her,
    and what she wrote, the newest words; taken back when ``taken_back_at`` is written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(Order, models.PROTECT, related_name="handed")
    asked = models.TextField()
    handed_at = models.DateTimeField()
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    told = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True)
    told_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told="", told_at__isnull=True)
                | (~models.Q(told="") & models.Q(told_at__isnull=False)),
                name="handed_part_told_has_a_moment",
            )
        ]
        indexes = [models.Index(fields=["order", "handed_at"], name="handed_part_by_order")]


class ReceivedOrder(models.Model):
    """An order that came from another house as KL's order message; its id is the message's.

    ``contents`` is the message as it came. ``services``, ``contacts`` and ``account`` are what it
    told that no other row holds, in words; ``unplaced`` is what the record has no place for.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="received_orders")
    sender = models.CharField(max_length=200)
    source = models.CharField(max_length=300)
    receiver = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    wanted_start = models.DateField(null=True)
    contents = models.TextField()
    services = models.JSONField(default=list)
    contacts = models.JSONField(default=list)
    account = models.JSONField(default=dict)
    unplaced = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-received_at", "id"], name="received_by_time")]
