"""Employees and their posts."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import Unit, User
from helhed.kernel.identifiers import uuid7


class Employee(models.Model):
    """Somebody employed in a unit, with or without a log-in; ``hours_share`` is in percent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=100)
    name_key = models.CharField(max_length=160, db_index=True)
    title = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="employees")
    user = models.OneToOneField(User, models.PROTECT, null=True, related_name="employee")
    hours_share = models.PositiveSmallIntegerField(default=100)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="employee_ends_after_start",
            )
        ]
