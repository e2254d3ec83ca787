"""Users, the units of the house, and the roles that users hold."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from helhed.kernel.identifiers import uuid7
from helhed.rules.access.enhed import UnitKind
from helhed.rules.access.rights import Role
from helhed.rules.decisions.ydelser import Department


class Municipality(models.Model):
    """The one municipality that this house serves; a demonstration stands still on one day."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=80)
    is_demo = models.BooleanField(default=False)
    fixed_today = models.DateField(null=True)


class Unit(models.Model):
    """A department, centre, team or house. ``path`` is the ids from the top, each ended by /."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=UnitKind.choices())
    department = models.CharField(
        max_length=10, blank=True, choices=[(d.value, d.label) for d in Department]
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    path = models.CharField(max_length=240, db_index=True)
    cost_place = models.CharField(max_length=4)

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Finds users for log-in."""


class User(AbstractBaseUser):
    """Somebody who can log in."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="da")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def __str__(self) -> str:
        return self.name


class RoleHolding(models.Model):
    """A role that a user holds in a unit (or for a provider) in a period."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="holdings")
    role = models.CharField(max_length=30, choices=[(r.value, r.label) for r in Role])
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="holdings")
    provider = models.UUIDField(null=True)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="role_holding_ends_after_start",
            )
        ]


class WrongLogIn(models.Model):
    """A wrong try to log in, kept for a quarter of an hour. What was typed and from where stand
    only as keyed digests, so that tries can be counted and nothing be read."""

    at = models.DateTimeField()
    name = models.CharField(max_length=64)
    address = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["name", "at"], name="wrong_log_in_by_name"),
            models.Index(fields=["address", "at"], name="wrong_log_in_by_address"),
        ]


class UnsentWords(models.Model):
    """What a user has typed in a form and not sent yet, for that user's eyes alone: the address
    that the form is sent to, and the values of its fields by their names."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="unsent")
    address = models.CharField(max_length=300)
    fields = models.JSONField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "address"], name="unsent_words_once")
        ]
