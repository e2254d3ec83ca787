"""What the record knows, as the engine takes it: grants that are paid by time are stays in a
service at an owner, one row for each year with that year's price; and what they cost each month.

One-off costs are no stays. They are told apart, month by month.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from helhed.apps.decisions.models import CommitmentYear
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.years import BY_TIME, MONTHS
from helhed.apps.forecasts.models import PopulationProjection
from helhed.apps.forecasts.projections import latest
from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.told import Episodes, State

NO_OFFER = "none"
"""The owner of what is delivered without an offer."""
DAYS_OF_A_YEAR = 365.25
_OF_GRANT = (
    "grant_id",
    "grant__citizen_id",
    "grant__citizen__birth_date",
    "grant__service",
    "grant__kind",
    "grant__offer__provider__ownership",
    "grant__start",
    "grant__runs_to",
    "grant__end",
)
Unit = tuple[str, str]
"""A service and an owner; ``("", "")`` are one-off costs."""
ONE_OFF: Unit = ("", "")


@dataclass(slots=True)
class Known:
    """Stays, øre by unit and month (a number since year 0), and the projection of the population
    that is followed. ``grants`` are those behind the stays, one for each."""

    episodes: Episodes
    costs: dict[Unit, dict[int, int]]
    unpriced: int
    projection: PopulationProjection | None = None
    grants: list[UUID] = field(default_factory=list)

    def cost(self, unit: Unit, month: int) -> int:
        """Øre of a unit in a month."""
        return self.costs.get(unit, {}).get(month, 0)


@dataclass(slots=True)
class _Rows:
    grant: list[UUID] = field(default_factory=list)
    person: list[str] = field(default_factory=list)
    birth: list[int] = field(default_factory=list)
    state: list[State] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    end: list[int] = field(default_factory=list)
    oere: list[float] = field(default_factory=list)


def known(department: str, years: tuple[int, int] | None = None) -> Known:
    """What all granted help of a department (empty: both) was and will be, as it is decided; of
    some years alone where the first and the last are asked."""
    rows, costs, unpriced = _Rows(), defaultdict[Unit, dict[int, int]](dict), 0
    found = _years(department)
    if years is not None:
        found = found.filter(year__range=years)
    for row in found.iterator():
        *facts, year = row[: len(_OF_GRANT) + 1]
        months: Sequence[int] = row[len(_OF_GRANT) + 1 :]
        grant, citizen, birth, service, kind, owner, start, runs_to, end = facts
        unit = (service, owner or NO_OFFER) if kind in BY_TIME else ONE_OFF
        _add(costs[unit], year, months)
        if kind in BY_TIME:
            days = (start, last_day(end, runs_to))
            stays = len(rows.person)
            unpriced += not _stay(rows, citizen, birth, unit, year, months, days)
            rows.grant += [grant] * (len(rows.person) - stays)
    return Known(_episodes(rows), dict(costs), unpriced, latest(), rows.grant)


def _years(department: str) -> QuerySet[CommitmentYear, Any]:
    found = CommitmentYear.objects.filter(grant__state="granted")
    if department:
        found = found.filter(unit__department=department)
    ordered = found.order_by("grant__start", "grant_id", "year")
    return ordered.values_list(*_OF_GRANT, "year", *MONTHS)


def _add(costs: dict[int, int], year: int, months: Iterable[int]) -> None:
    for number, oere in enumerate(months):
        if oere:
            costs[12 * year + number] = costs.get(12 * year + number, 0) + oere


def _stay(
    rows: _Rows,
    citizen: UUID,
    birth: date | None,
    unit: Unit,
    year: int,
    months: Sequence[int],
    days: tuple[date, date | None],
) -> bool:
    """Add a grant's year to the stays; False when it costs nothing there and has no price."""
    first = max(days[0], date(year, 1, 1))
    last = min(days[1] or date.max, date(year, 12, 31))
    if last < first:
        return True
    oere = sum(months)
    rows.person.append(citizen.hex)
    rows.birth.append(12 * birth.year + birth.month - 1 if birth else UNKNOWN_BIRTH)
    rows.state.append(State(unit[0], unit[1], ""))
    rows.start.append(first.toordinal())
    rows.end.append(last.toordinal())
    length = (last - first).days + 1
    rows.oere.append(oere / length * DAYS_OF_A_YEAR if oere else np.nan)
    return bool(oere)


def _episodes(rows: _Rows) -> Episodes:
    whole = lambda values: np.array(values, dtype=np.int64)  # noqa: E731
    return Episodes(
        rows.person,
        whole(rows.birth),
        rows.state,
        whole(rows.start),
        whole(rows.end),
        np.array(rows.oere, dtype=float),
    )
