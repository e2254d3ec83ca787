"""From grants in the database to the price engine and back: what each commits each month.

Every sum of money over grants on any screen comes from here. ``recount`` runs in the same
transaction as whatever changed a grant, a rate or a suspension, so commitments are never stale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from helhed.apps.decisions import totals, years
from helhed.apps.decisions.models import (
    Commitment,
    CommitmentTotal,
    CommitmentYear,
    Grant,
    Suspension,
)
from helhed.apps.offers.models import RateAmount
from helhed.commitments import Grants, MissingRate, MonthCosts, Rates, Suspensions, price
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month, Period
from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.pris import DatedAmount

BATCH = 2_000
IDS_AT_ONCE = 500


class UnableToPrice(UnableTo):
    """A grant is active on a day on which its rate has no amount; leads to where the rate is."""

    def __init__(self, missing: MissingRate, grant: Grant | None, rate: UUID) -> None:
        day = f"{missing.day.day}.{missing.day.month}.{missing.day.year}"
        said = {"rate": str(missing.rate), "day": day}
        text = screen_text("Taksten »%(rate)s« har ingen pris den %(day)s. Tilføj prisen først.")
        if grant is not None:
            said |= {"service": service(grant.service).name, "case": grant.decision.case.number}
            text = screen_text(
                "Taksten »%(rate)s« har ingen pris den %(day)s. Ydelsen »%(service)s« i sag "
                "%(case)s løber den dag. Tilføj prisen først."
            )
        super().__init__(text, **said)
        self.grant = missing.grant
        self.day = missing.day
        self.mended_on = ("offers:rate", rate)

    @classmethod
    def of(cls, missing: MissingRate, rate: UUID) -> UnableToPrice:
        """Told with the service and case of a grant that the engine knows by id; one that is not
        in the house yet has none to tell."""
        grants = Grant.objects.select_related("decision__case")
        return cls(missing, grants.filter(id=str(missing.grant)).first(), rate)


@dataclass(frozen=True, slots=True)
class Priced:
    """What the engine needs of a grant, and where its cost belongs.

    ``rests`` are days that cost nothing, besides the grant's own suspensions.
    """

    id: UUID
    kind: str
    rate: UUID
    quantity: Decimal
    start: date
    end: date | None
    account: str = ""
    unit: UUID | None = None
    main: UUID | None = None
    rests: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthCost:
    """What a grant costs in a month, in øre."""

    grant: Priced
    month: Month
    oere: int


def last_day(end: date | None, runs_to: date | None) -> date | None:
    """The last day of a grant: its own end, or the day the law ends it, whichever is first."""
    days = [day for day in (end, runs_to) if day is not None]
    return min(days) if days else None


def priced(grants: QuerySet[Grant, Grant]) -> list[Priced]:
    """The engine's view of grants that are complete enough to be priced."""
    rows = grants.filter(
        rate__isnull=False, quantity__isnull=False, start__isnull=False
    ).values_list(
        *("id", "kind", "rate_id", "quantity", "start", "end", "runs_to"),
        *("account", "unit_id", "main_id"),
    )
    found = []
    for id, kind, rate, quantity, start, end, runs_to, account, unit, main in rows.iterator(BATCH):
        last = last_day(end, runs_to)
        if rate is None or quantity is None or start is None:
            continue
        if last is None or last >= start:
            found.append(Priced(id, kind, rate, quantity, start, last, account, unit, main))
    return found


Changed = Mapping[UUID, Sequence[DatedAmount]]
"""Rates with the amounts that they would have."""


def month_costs(
    grants: Sequence[Priced], first: Month, last: Month, changed: Changed | None = None
) -> list[MonthCost]:
    """What grants cost from one month to another, less their suspensions; or would cost, had some
    rates other amounts (``changed``).

    Raises UnableToPrice for the first day without an amount.
    """
    costs = _engine(grants, first, last, changed)
    return [MonthCost(grants[row], month, oere) for row, month, oere in costs.rows()]


def costs_and_running(
    grants: Sequence[Priced], first: Month, last: Month, month: Month
) -> tuple[list[MonthCost], int]:
    """``month_costs``, and what the grants cost together in a month if none of them rests in it.

    Raises UnableToPrice.
    """
    tables = _tables(grants, {})
    costs = [MonthCost(grants[row], m, oere) for row, m, oere in _run(tables, first, last).rows()]
    running = _run(replace(tables, pauses=Suspensions.of()), month, month)
    return costs, running.total


def total(grants: Sequence[Priced], first: Month, last: Month) -> int:
    """The sum of what grants cost from one month to another. Raises UnableToPrice."""
    return _engine(grants, first, last).total if first <= last else 0


def recount(grants: QuerySet[Grant, Grant], last: Month) -> None:
    """Write the commitments of granted grants again, from their first month to ``last``.

    What is expected to change in them is written again too (``expecting``). Runs inside the
    caller's transaction. Raises UnableToPrice; then nothing is changed.
    """
    from helhed.apps.decisions import expecting  # it prices by this very module

    locked = grants.order_by("id").select_for_update(of=("self",))
    ids = list(locked.values_list("id", flat=True))
    moved: Counter[totals.Key] = Counter()
    for low in range(0, len(ids), IDS_AT_ONCE):
        some = ids[low : low + IDS_AT_ONCE]
        rows = Commitment.objects.filter(grant__in=some)
        moved.subtract(totals.sums(rows))
        rows.delete()
        CommitmentYear.objects.filter(grant__in=some).delete()
        counted = priced(Grant.objects.filter(id__in=some, state="granted"))
        _add_commitments(counted, last)
        moved.update(totals.sums(rows.all()))
    totals.add(CommitmentTotal, moved)
    expecting.recount_with(ids, last)


def count_all(last: Month) -> int:
    """Write every commitment of an empty table, and what is expected beside. Returns how many
    commitments."""
    from helhed.apps.decisions import expecting

    CommitmentYear.objects.all().delete()
    count = _add_commitments(priced(Grant.objects.filter(state="granted").order_by("id")), last)
    totals.anew(CommitmentTotal, Commitment)
    expecting.count_all(last)
    return count


def _add_commitments(grants: Sequence[Priced], last: Month) -> int:
    if not grants:
        return 0
    first = Month.of(min(grant.start for grant in grants))
    costs = _engine(grants, first, max(first, last))
    rows = [
        (
            totals.stored_id(grants[row].id),
            grants[row].account,
            totals.stored_id(grants[row].unit),
            month.first.isoformat(),
            oere,
        )
        for row, month, oere in costs.rows()
    ]
    table = Commitment._meta.db_table
    statement = (
        f"INSERT INTO {table} (grant_id, account, unit_id, month, oere) "  # noqa: S608
        "VALUES (%s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)
    years.add_committed([_counted(grant) for grant in grants], costs.rows())
    return len(costs)


def _counted(grant: Priced) -> years.Counted:
    assert grant.unit is not None  # no granted one is without
    period = Period(grant.start, grant.end)
    return years.Counted(grant.id, grant.account, grant.unit, grant.kind, period)


@dataclass(frozen=True, slots=True)
class _Tables:
    """What the engine reads, loaded once."""

    grants: Sequence[Priced]
    table: Grants
    rates: Rates
    pauses: Suspensions


def _tables(grants: Sequence[Priced], changed: Changed) -> _Tables:
    rates = _rates({grant.rate for grant in grants}, changed)
    index = {id: number for number, id in enumerate(rates.ids)}
    table = Grants.of((g.id, g.kind, index[g.rate], g.quantity, g.start, g.end) for g in grants)
    return _Tables(grants, table, rates.table, _suspensions(grants))


def _run(tables: _Tables, first: Month, last: Month) -> MonthCosts:
    try:
        return price(tables.table, tables.rates, tables.pauses, first, last)
    except MissingRate as missing:
        asked = next(grant for grant in tables.grants if grant.id == missing.grant)
        raise UnableToPrice.of(missing, asked.rate) from missing


def _engine(
    grants: Sequence[Priced], first: Month, last: Month, changed: Changed | None = None
) -> MonthCosts:
    return _run(_tables(grants, changed or {}), first, last)


@dataclass(frozen=True, slots=True)
class _RateTable:
    ids: list[UUID]
    table: Rates


def _rates(wanted: set[UUID], changed: Changed) -> _RateTable:
    """The amounts of the wanted rates; the name of a rate is what an error calls it."""
    amounts = RateAmount.objects.order_by("rate", "start")
    if len(wanted) <= IDS_AT_ONCE:
        amounts = amounts.filter(rate__in=wanted)
    rows = amounts.values_list("rate_id", "rate__name", "start", "end", "oere")
    names = dict.fromkeys(wanted, "?")
    found = []
    for rate, name, start, end, oere in rows.iterator(BATCH):
        if rate in names:
            names[rate] = name
            if rate not in changed:
                found.append((rate, start, end, oere))
    for rate in wanted & changed.keys():
        found += [(rate, one.start, one.end, one.oere) for one in changed[rate]]
    ids = list(names)
    index = {id: number for number, id in enumerate(ids)}
    table = Rates.of([names[id] for id in ids], [(index[r], s, e, o) for r, s, e, o in found])
    return _RateTable(ids, table)


def _suspensions(grants: Sequence[Priced]) -> Suspensions:
    index = {grant.id: row for row, grant in enumerate(grants)}
    pauses = Suspension.objects.order_by()
    if len(index) <= IDS_AT_ONCE:
        pauses = pauses.filter(grant__in=list(index))
    rows = pauses.values_list("grant_id", "start", "end")
    held = [(index[grant], a, b) for grant, a, b in rows.iterator(BATCH) if grant in index]
    rests = [(row, rest.start, rest.end) for row, g in enumerate(grants) for rest in g.rests]
    return Suspensions.of([*held, *rests])
