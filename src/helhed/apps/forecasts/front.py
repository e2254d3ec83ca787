"""Which run stands first for all of a department: the house's own, made each month, until somebody
chooses another; what one person asks for to see what if moves nobody else's page."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet

from helhed.apps.forecasts.models import Forecast
from helhed.rules.forecasts.koersel import RunState


def in_order(found: QuerySet[Forecast, Forecast]) -> QuerySet[Forecast, Forecast]:
    """Runs that are done, the one that stands first at the top: the latest day's, and of that the
    one chosen last, else the house's own; others only where no run is either."""
    stands = Q(asked_by__isnull=True) | Q(front_at__isnull=False)
    done = found.filter(state=RunState.DONE.value).annotate(stands=stands)
    return done.order_by(
        "-stands",
        "-as_of",
        F("front_at").desc(nulls_last=True),
        F("asked_by").desc(nulls_first=True),
        "-ended_at",
    )


def fronts(departments: Collection[str]) -> list[UUID]:
    """The runs that stand first in several departments, asked for at once."""
    found: dict[str, UUID] = {}
    rows = in_order(Forecast.objects.filter(department__in=departments))
    for department, run in rows.values_list("department", "id"):
        found.setdefault(department, run)
    return list(found.values())


def front(department: str, before: date | None = None) -> Forecast | None:
    """The run that stands first; of those as of a day before one, when that is asked."""
    found = Forecast.objects.filter(department=department).select_related("asked_by")
    if before is not None:
        found = found.filter(as_of__lt=before)
    return in_order(found).first()
