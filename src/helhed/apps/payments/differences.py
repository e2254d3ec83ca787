"""Where what was paid for a month is not what it should be now: a grant, a rate or a suspension
was changed afterwards, or a delivery began before anybody said so. Nothing of it is hidden."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.pricing import IDS_AT_ONCE
from helhed.apps.decisions.totals import stored_id
from helhed.apps.payments.apart import beside_in_database
from helhed.apps.payments.due import due
from helhed.apps.payments.models import PaymentLine, PayRun
from helhed.kernel.period import Month
from helhed.rules.decisions.bevilling import GrantState


@dataclass(frozen=True, slots=True)
class Difference:
    """One grant in one month that was paid otherwise than it should be, in øre."""

    grant: UUID
    month: Month
    due: int
    paid: int

    @property
    def oere(self) -> int:
        """Still to be paid; negative is to come back."""
        return self.due - self.paid


def of_run(run: PayRun) -> list[Difference]:
    """The differences in a run's own month. Raises UnableToPrice."""
    month = Month.of(run.month)
    units = Unit.objects.filter(department=run.department).values_list("id", flat=True)
    return between(list(units), month, month)


def between(units: list[UUID], first: Month, last: Month) -> list[Difference]:
    """The differences of some units' grants from one month to another, by grant and month.

    Commitments are compared with lines in the database; only grants that differ there are priced
    again, for a plan can begin or end inside a month. Raises UnableToPrice.
    """
    return _priced(_uneven(units, first, last), units, first, last) if units else []


def among(grants: set[UUID], units: list[UUID], first: Month, last: Month) -> list[Difference]:
    """The same of some grants of the units. Raises UnableToPrice."""
    if len(grants) > IDS_AT_ONCE:
        uneven = _uneven(units, first, last) if units else {}
        return _priced({k: v for k, v in uneven.items() if k[0] in grants}, units, first, last)
    return _priced(_uneven(grants, first, last, "grant_id"), units, first, last)


def _priced(
    paid: dict[tuple[UUID, Month], int], units: list[UUID], first: Month, last: Month
) -> list[Difference]:
    """Those of the suspected grants and months that are to be paid otherwise than they were."""
    if not paid:
        return []
    grants = {grant for grant, _ in paid}
    owed = {
        (one.grant, one.month): one.oere
        for one in due(_of(grants, units), first, last, only=grants)
    }
    found = [
        Difference(key[0], key[1], owed.get(key, 0), paid[key])
        for key in sorted(paid, key=lambda one: (one[1], one[0]))
    ]
    return [one for one in found if one.oere]


def _uneven(
    of: Collection[UUID], first: Month, last: Month, by: str = "unit_id"
) -> dict[tuple[UUID, Month], int]:
    """The grants and months of which a line and a commitment are not the same, or one lacks, with
    what the lines paid; what is paid beside is taken out again. ``of`` units, or some grants.

    One walk through an index of each; a month of a large municipality is 15,000 rows in both.
    """
    commitment, line = Commitment._meta.db_table, PaymentLine._meta.db_table
    months = list(first.until(last))
    here = f"month IN ({_places(months)}) AND {by} IN ({_places(of)})"
    few, told = beside_in_database()
    statement = (
        "SELECT grant_id, month, SUM(paid) FROM ("  # noqa: S608
        f"SELECT grant_id, month, oere, 0 AS paid FROM {commitment} WHERE {here} UNION ALL "
        f"SELECT grant_id, month, -oere, oere FROM {line} WHERE {here} UNION ALL "
        # A cross join is walked from the left on SQLite: from the few, not from the month.
        f"SELECT grant_id, month, oere, -oere FROM ({few}) AS few CROSS JOIN {line} "
        f"WHERE {line}.id = few.id AND {here}) AS uneven "
        "GROUP BY grant_id, month HAVING SUM(oere) <> 0"
    )
    values = [*(month.first.isoformat() for month in months), *map(stored_id, of)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *values, *told, *values])
        rows = cursor.fetchall()
    return {
        (UUID(str(grant)), Month.of(date.fromisoformat(str(month)))): int(paid)
        for grant, month, paid in rows
    }


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _of(grants: set[UUID], units: list[UUID]) -> QuerySet[Grant, Grant]:
    """Granted grants with a plan: those asked for, or all of the units when they are many."""
    granted = Grant.objects.filter(state=GrantState.GRANTED.value, payment_plan__isnull=False)
    if len(grants) <= IDS_AT_ONCE:
        return granted.filter(id__in=grants)
    return granted.filter(unit__in=units)
