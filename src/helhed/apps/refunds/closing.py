"""Account years of refund: how they stand, and which are closed."""

from __future__ import annotations

from django.db.models import QuerySet

from helhed.apps.refunds.models import ClosedYear


def standing_years() -> QuerySet[ClosedYear, ClosedYear]:
    """The years that are closed or asked to be; not those that were opened again."""
    return ClosedYear.objects.filter(opened_at__isnull=True)


def closed_years() -> set[int]:
    """The years of which nothing more is claimed."""
    return set(standing_years().filter(closed_at__isnull=False).values_list("year", flat=True))
