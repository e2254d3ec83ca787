"""Account years of refund: how they stand, and which are closed."""

from __future__ import annotations

from django.db.models import Min, QuerySet

from helhed.apps.payments.models import Posting
from helhed.apps.refunds.models import ClosedYear
from helhed.kernel.period import Month


def standing_years() -> QuerySet[ClosedYear, ClosedYear]:
    """The years that are closed or asked to be; not those that were opened again."""
    return ClosedYear.objects.filter(opened_at__isnull=True)


def closed_years() -> set[int]:
    """The years of which nothing more is claimed."""
    return set(standing_years().filter(closed_at__isnull=False).values_list("year", flat=True))


def open_years(through: Month) -> list[int]:
    """The account years that have postings and are not closed, to a month's."""
    first = Posting.objects.aggregate(first=Min("month"))["first"]
    start, closed = first.year if first else through.year, closed_years()
    return [year for year in range(start, through.year + 1) if year not in closed]
