"""A year of each grant as one row, kept beside the rows that it sums.

A page that says how many were helped at what price has to see the year of every grant. That is
twelve times as many rows as grants, and their pauses; so whoever writes commitments or postings
writes their years too, in the same transaction. The years can always be made anew from the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, Sum, Value
from django.db.models.expressions import Combinable

from helhed.apps.decisions.models import CommitmentYear, Suspension, TwelveMonths
from helhed.apps.decisions.totals import stored_id
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind

BY_TIME = (PriceKind.DAY.value, PriceKind.MONTH.value, PriceKind.WEEKLY_HOURS.value)
"""Kinds of price whose days are days of help."""
MONTHS = tuple(f"m{number}" for number in range(1, 13))
"""The columns of a year."""
IDS_AT_ONCE = 500
Cell = tuple[UUID, str, UUID, int]
"""Grant, account, unit and year."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A grant whose commitments were counted, and the days on which it runs."""

    id: UUID
    account: str
    unit: UUID
    kind: str
    period: Period


def add_committed(grants: Sequence[Counted], costs: Iterable[tuple[int, Month, int]]) -> None:
    """Write the years of grants that have none: ``costs`` are the row of the grant, the month and
    the øre of each commitment."""
    years: defaultdict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * 12)
    for row, month, oere in costs:
        years[row, month.year][month.month - 1] += oere
    pauses = _pauses(grants)
    rows = (
        [
            stored_id(grants[row].id),
            grants[row].account,
            stored_id(grants[row].unit),
            year,
            *months,
            _days(grants[row], year, pauses) if sum(months) else 0,
        ]
        for (row, year), months in years.items()
    )
    names = ("grant_id", "account", "unit_id", "year", *MONTHS, "days")
    with connection.cursor() as cursor:
        cursor.executemany(_insert(CommitmentYear, names), list(rows))


def add_months(years: type[TwelveMonths], moved: Mapping[Cell, Mapping[int, int]]) -> None:
    """Add what moved in months of years of grants; in one order always, so that two writers never
    wait for each other in a circle."""
    names = ("grant_id", "account", "unit_id", "year", *MONTHS)
    table = years._meta.db_table
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in MONTHS)
    key = "grant_id, year, account, unit_id"
    insert = _insert(years, names)
    statement = f"{insert} ON CONFLICT ({key}) DO UPDATE SET {added}"
    rows = [
        [
            stored_id(grant),
            account,
            stored_id(unit),
            year,
            *(months.get(number, 0) for number in range(1, 13)),
        ]
        for (grant, account, unit, year), months in sorted(moved.items())
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def move(
    years: type[TwelveMonths],
    before: Mapping[Cell, Mapping[int, int]],
    now: Mapping[Cell, Mapping[int, int]],
) -> None:
    """Take rows out of the years as they were, and add them as they are."""
    taken = {cell: {n: -oere for n, oere in months.items()} for cell, months in before.items()}
    add_months(years, taken)
    add_months(years, now)


def by_grant(rows: QuerySet[Any, Any]) -> dict[Cell, Counter[int]]:
    """What rows with grant, account, unit, month and øre sum to in the months of years."""
    listed = rows.filter(grant__isnull=False).order_by()
    found: defaultdict[Cell, Counter[int]] = defaultdict(Counter)
    sums = listed.values_list("grant_id", "account", "unit_id", "month").annotate(Sum("oere"))
    for grant, account, unit, month, oere in sums.iterator():
        found[grant, account, unit, month.year][month.month] += oere
    return dict(found)


def sum_of_months(after: int, to: int = 12) -> Combinable:
    """The expression for the øre of a year's months after a number, to another."""
    months = MONTHS[after:to]
    found: Combinable = Value(0)
    for name in months:
        found = found + F(name)
    return found


def help_days(start: date, last: date | None, pauses: Iterable[Period], within: Period) -> int:
    """Days of a period on which a grant runs and does not rest."""
    if last is not None and last < start:
        return 0
    running = Period(start, last).intersect(within)
    if running is None:
        return 0
    return sum(part.length for part in running.subtract_all(pauses))


def _days(one: Counted, year: int, pauses: Mapping[UUID, list[Period]]) -> int:
    if one.kind not in BY_TIME:
        return 0
    period = one.period
    return help_days(period.start, period.end, pauses.get(one.id, ()), Period.of_year(year))


def _pauses(grants: Sequence[Counted]) -> dict[UUID, list[Period]]:
    """The pauses of grants; of all when they are many."""
    rows = Suspension.objects.order_by()
    if len(grants) <= IDS_AT_ONCE:
        rows = rows.filter(grant__in=[one.id for one in grants])
    found: defaultdict[UUID, list[Period]] = defaultdict(list)
    for grant, start, end in rows.values_list("grant_id", "start", "end"):
        found[grant].append(Period(start, end))
    return dict(found)


def _insert(years: type[TwelveMonths], names: Sequence[str]) -> str:
    places = ", ".join(["%s"] * len(names))
    return f"INSERT INTO {years._meta.db_table} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
