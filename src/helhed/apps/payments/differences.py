"""Where what was paid for a month is not what it should be now: a grant, a rate or a suspension
was changed afterwards, or a delivery began before anybody said so. Nothing of it is hidden."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.pricing import IDS_AT_ONCE
from helhed.apps.decisions.totals import stored_id
from helhed.apps.payments.apart import beside, beside_in_database
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
    suspects = _uneven(units, list(first.until(last))) if units else []
    grants = {grant for grant, _ in suspects}
    paid = _paid(grants, units, (first.first, last.last)) if grants else {}
    return _priced(suspects, paid, units, first, last)


def among(grants: set[UUID], units: list[UUID], first: Month, last: Month) -> list[Difference]:
    """The same of some grants of the units. Raises UnableToPrice."""
    if len(grants) > IDS_AT_ONCE:
        return [one for one in between(units, first, last) if one.grant in grants]
    paid = _paid(grants, units, (first.first, last.last))
    uneven = Counter(paid)
    rows = Commitment.objects.filter(grant__in=grants, month__range=(first.first, last.last))
    for grant, month, oere in rows.values_list("grant_id", "month", "oere"):
        uneven[grant, Month.of(month)] -= oere
    suspects = [key for key, oere in uneven.items() if oere]
    return _priced(suspects, paid, units, first, last)


def _priced(
    suspects: list[tuple[UUID, Month]],
    paid: dict[tuple[UUID, Month], int],
    units: list[UUID],
    first: Month,
    last: Month,
) -> list[Difference]:
    """Those of the suspected grants and months that are to be paid otherwise than they were."""
    if not suspects:
        return []
    grants = {grant for grant, _ in suspects}
    owed = {
        (one.grant, one.month): one.oere
        for one in due(_of(grants, units), first, last, only=grants)
    }
    found = [
        Difference(key[0], key[1], owed.get(key, 0), paid.get(key, 0))
        for key in sorted(suspects, key=lambda one: (one[1], one[0]))
    ]
    return [one for one in found if one.oere]


def _uneven(units: list[UUID], months: list[Month]) -> list[tuple[UUID, Month]]:
    """The grants and months of which a line and a commitment are not the same, or one lacks; what
    is paid beside is taken out again.

    One walk through an index of each; a month of a large municipality is 15,000 rows in both.
    """
    commitment, line = Commitment._meta.db_table, PaymentLine._meta.db_table
    here = f"month IN ({_places(months)}) AND unit_id IN ({_places(units)})"
    few, told = beside_in_database()
    statement = (
        "SELECT grant_id, month FROM ("  # noqa: S608
        f"SELECT grant_id, month, oere FROM {commitment} WHERE {here} UNION ALL "
        f"SELECT grant_id, month, -oere FROM {line} WHERE {here} UNION ALL "
        # A cross join is walked from the left on SQLite: from the few, not from the month.
        f"SELECT grant_id, month, oere FROM ({few}) AS few CROSS JOIN {line} "
        f"WHERE {line}.id = few.id AND {here}) AS uneven "
        "GROUP BY grant_id, month HAVING SUM(oere) <> 0"
    )
    values = [*(month.first.isoformat() for month in months), *map(stored_id, units)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *values, *told, *values])
        rows = cursor.fetchall()
    return [(UUID(str(grant)), Month.of(date.fromisoformat(str(month)))) for grant, month in rows]


def _places(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _of(grants: set[UUID], units: list[UUID]) -> QuerySet[Grant, Grant]:
    """Granted grants with a plan: those asked for, or all of the units when they are many."""
    granted = Grant.objects.filter(state=GrantState.GRANTED.value, payment_plan__isnull=False)
    if len(grants) <= IDS_AT_ONCE:
        return granted.filter(id__in=grants)
    return granted.filter(unit__in=units)


def _paid(
    grants: set[UUID], units: list[UUID], months: tuple[date, date]
) -> dict[tuple[UUID, Month], int]:
    lines = PaymentLine.objects.filter(month__range=months).exclude(beside())
    few = len(grants) <= IDS_AT_ONCE
    some = lines.filter(grant__in=grants) if few else lines.filter(unit__in=units)
    rows = some.values_list("grant_id", "month", "oere")
    found: dict[tuple[UUID, Month], int] = {}
    for grant, month, oere in rows:
        key = grant, Month.of(month)
        found[key] = found.get(key, 0) + oere
    return found
