"""Account years of refund: which are closed."""

from __future__ import annotations

from helhed.apps.refunds.models import ClosedYear


def closed_years() -> set[int]:
    """The years of which nothing more is claimed."""
    return set(ClosedYear.objects.values_list("year", flat=True))
