"""A budget year grant by grant: days of help, what is committed, what is expected.

Everything that budgets say of quantity and price is counted from these rows, so that a line, an
explanation and a kept month can be opened to the same grants.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Commitment, Grant, Suspension
from helhed.apps.decisions.pricing import last_day
from helhed.apps.payments.models import Posting
from helhed.kernel.period import Month, Period
from helhed.rules.budgets.flytning import Kept
from helhed.rules.decisions.ydelser import PriceKind

BY_TIME = (PriceKind.DAY.value, PriceKind.MONTH.value, PriceKind.WEEKLY_HOURS.value)
"""Kinds of price whose days are days of help."""
Cell = tuple[UUID | None, str, UUID]
"""Grant, account and unit."""


@dataclass(frozen=True, slots=True)
class GrantYear:
    """One grant on an account in a unit in a year; without a grant: what was posted.

    ``paid`` is what was posted for the months that are closed.
    """

    grant: UUID | None
    service: str
    account: str
    unit: UUID
    department: str
    paid: int
    kept: Kept
    citizen: UUID | None = None

    @property
    def days(self) -> int:
        return self.kept.days


@dataclass(frozen=True, slots=True)
class _Facts:
    service: str
    kind: str
    quantity: Decimal
    start: date
    last: date | None
    citizen: UUID


def grant_years(year: int, units: Iterable[Unit], closed: Mapping[str, int]) -> list[GrantYear]:
    """The year of every grant in the units; ``closed`` is how many months of the year each
    department has paid (nothing: all is as committed)."""
    listed = list(units)
    committed = _committed(year, listed, closed)
    paid = _paid(year, listed, closed)
    facts = _facts(year)
    pauses = _pauses(year)
    departments = {unit.id: unit.department for unit in listed}
    found = []
    for cell in {*committed, *paid}:
        grant, account, unit = cell
        whole, ahead = committed.get(cell, (0, 0))
        fact = facts.get(grant) if grant else None
        posted = paid.get(cell, 0)
        kept = _kept(year, fact, pauses.get(grant, ()), whole, ahead + posted)
        service = fact.service if fact else ""
        where = (account, unit, departments[unit])
        citizen = fact.citizen if fact else None
        found.append(GrantYear(grant, service, *where, posted, kept, citizen))
    return found


def _kept(
    year: int, fact: _Facts | None, pauses: Iterable[Period], committed: int, expected: int
) -> Kept:
    if fact is None:
        return Kept(committed, expected, 0, 0, None)
    days = help_days(fact.start, fact.last, pauses, Period.of_year(year))
    days = days if fact.kind in BY_TIME and committed else 0
    volume = days * int(fact.quantity * 1000)
    is_one_off = fact.kind not in BY_TIME
    return Kept(committed, expected, days, volume, fact.last, is_one_off)


def help_days(start: date, last: date | None, pauses: Iterable[Period], within: Period) -> int:
    """Days of a period on which a grant runs and does not rest."""
    if last is not None and last < start:
        return 0
    running = Period(start, last).intersect(within)
    if running is None:
        return 0
    return sum(part.length for part in running.subtract_all(pauses))


def _firsts(year: int, after: int = 0) -> list[date]:
    return [Month(year, number).first for number in range(after + 1, 13)]


def _committed(
    year: int, units: list[Unit], closed: Mapping[str, int]
) -> dict[Cell, tuple[int, int]]:
    """What is committed in the year, and in its months that are not closed."""
    found: dict[Cell, tuple[int, int]] = {}
    for department, ids in _by_department(units).items():
        rows = Commitment.objects.filter(month__in=_firsts(year), unit__in=ids).order_by()
        open_months = Q(month__in=_firsts(year, closed.get(department, 0)))
        sums = rows.values_list("grant_id", "account", "unit_id").annotate(
            Sum("oere"), ahead=Sum("oere", filter=open_months)
        )
        for *cell, whole, ahead in sums.iterator():
            found[_cell(cell)] = (whole or 0, ahead or 0)
    return found


def _paid(year: int, units: list[Unit], closed: Mapping[str, int]) -> dict[Cell, int]:
    """What was posted for the months that are closed."""
    found: dict[Cell, int] = {}
    for department, ids in _by_department(units).items():
        months = _firsts(year)[: closed.get(department, 0)]
        rows = Posting.objects.filter(month__in=months, unit__in=ids).order_by()
        sums = rows.values_list("grant_id", "account", "unit_id").annotate(Sum("oere"))
        found |= {_cell(cell): oere for *cell, oere in sums.iterator()}
    return found


def _cell(values: list[Any]) -> Cell:
    grant, account, unit = values
    return grant, account, unit


def _by_department(units: list[Unit]) -> dict[str, list[UUID]]:
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    for unit in units:
        found[unit.department].append(unit.id)
    return found


def _running(year: int) -> QuerySet[Grant, Grant]:
    first, last = Month(year, 1).first, Month(year, 12).last
    return Grant.objects.filter(state="granted", start__lte=last).filter(
        Q(end__isnull=True) | Q(end__gte=first), Q(runs_to__isnull=True) | Q(runs_to__gte=first)
    )


def _facts(year: int) -> dict[UUID | None, _Facts]:
    """Of every grant that runs in the year or is paid for something in it."""
    paid = Posting.objects.filter(month__in=_firsts(year), grant__isnull=False).values("grant")
    fields = ("id", "service", "kind", "quantity", "start", "end", "runs_to", "citizen_id")
    found: dict[UUID | None, _Facts] = {}
    earlier = Grant.objects.filter(id__in=paid).exclude(id__in=_running(year).values("id"))
    for rows in (_running(year), earlier):
        listed = rows.values_list(*fields).iterator()
        for id, service, kind, quantity, start, end, runs_to, citizen in listed:
            if start is not None:
                last = last_day(end, runs_to)
                found[id] = _Facts(service, kind, quantity or Decimal(0), start, last, citizen)
    return found


def _pauses(year: int) -> dict[UUID | None, list[Period]]:
    first, last = Month(year, 1).first, Month(year, 12).last
    rows = Suspension.objects.filter(start__lte=last).filter(
        Q(end__isnull=True) | Q(end__gte=first)
    )
    found: defaultdict[UUID | None, list[Period]] = defaultdict(list)
    for grant, start, end in rows.values_list("grant_id", "start", "end"):
        found[grant].append(Period(start, end))
    return dict(found)
