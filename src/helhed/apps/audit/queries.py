"""Reading the log, where it decides something."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from helhed.apps.audit.models import Entry


def who_did(actions: Collection[str], objects: Collection[UUID]) -> set[UUID]:
    """Everybody who did one of the actions to one of the objects."""
    found = Entry.objects.filter(object_id__in=objects, action__in=actions, actor__isnull=False)
    return {actor for actor in found.values_list("actor", flat=True).distinct() if actor}
