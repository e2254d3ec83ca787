"""The log. Rows are added and never changed."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One thing that somebody did or looked at.

    Holds ids and names of fields, never what stood in them: no text, no name, no CPR number.
    """

    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    role = models.CharField(max_length=30, blank=True)
    action = models.CharField(max_length=60)
    is_write = models.BooleanField()
    object_type = models.CharField(max_length=40)
    object_id = models.UUIDField(null=True)
    citizen = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["citizen", "-at"], name="audit_by_citizen"),
            models.Index(fields=["object_id", "-at"], name="audit_by_object"),
            models.Index(fields=["actor", "-at"], name="audit_by_actor"),
            models.Index(fields=["-at"], name="audit_by_time"),
        ]
