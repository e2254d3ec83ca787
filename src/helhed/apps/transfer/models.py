"""What was brought in from outside, when and by whom."""

from __future__ import annotations

from django.db import models

from helhed.apps.access.models import User
from helhed.kernel.identifiers import uuid7


class ImportRun(models.Model):
    """One import that went through: how many rows of each table."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=60)
    rows = models.JSONField(default=dict)
