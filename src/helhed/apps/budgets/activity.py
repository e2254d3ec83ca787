"""A budget year grant by grant: days of help, what is committed, what is expected.

Everything that budgets say of quantity and price is counted from these rows, so that a line, an
explanation and a kept month can be opened to the same grants. What only needs their sums asks for
those, and never sees the rows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, Q, QuerySet, Sum, Value, When

from helhed.apps.access.models import Unit
from helhed.apps.budgets.effort_totals import keep
from helhed.apps.budgets.models import EffortTotal
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.totals import stored_id
from helhed.apps.decisions.years import BY_TIME, IDS_AT_ONCE, MONTHS, sum_of_months
from helhed.apps.payments.models import Posting, PostingYear
from helhed.apps.payments.queries import Known
from helhed.kernel.period import Month
from helhed.rules.budgets.flytning import Kept

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
class EffortYear:
    """The same summed over grants of one service on one account: their days of help, what is
    expected of those that have such days and of the others, and what was paid in closed months."""

    days: int = 0
    with_days: int = 0
    without: int = 0
    paid: int = 0

    def __add__(self, more: EffortYear) -> EffortYear:
        return EffortYear(
            self.days + more.days,
            self.with_days + more.with_days,
            self.without + more.without,
            self.paid + more.paid,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a year whose departments have closed as many months; on one account or all, of
    ``only`` some grants or all."""

    year: int
    closed: int
    units: list[UUID]
    account: str
    only: Collection[UUID] | None = None

    @property
    def committed(self) -> QuerySet[CommitmentYear, CommitmentYear]:
        rows = CommitmentYear.objects.filter(year=self.year, unit__in=self.units)
        return rows.filter(**self._narrowed).order_by()

    @property
    def posted(self) -> QuerySet[PostingYear, PostingYear]:
        rows = PostingYear.objects.filter(year=self.year, unit__in=self.units)
        return rows.filter(**self._narrowed).order_by()

    @property
    def _narrowed(self) -> dict[str, Any]:
        account = {"account": self.account} if self.account else {}
        return account if self.only is None else {**account, "grant__in": self.only}

    @property
    def strayed(self) -> QuerySet[Posting, Posting]:
        """What was posted without a grant for the closed months."""
        firsts = [Month(self.year, number).first for number in range(1, self.closed + 1)]
        rows = Posting.objects.filter(grant=None, month__in=firsts, unit__in=self.units)
        return rows.filter(account=self.account).order_by() if self.account else rows.order_by()


def parts_of(
    year: int,
    units: Iterable[Unit],
    closed: Mapping[str, int],
    account: str = "",
    only: Collection[UUID] | None = None,
) -> list[Part]:
    """A year of units by how many months of it their departments have closed."""
    alike: defaultdict[int, list[UUID]] = defaultdict(list)
    for unit in units:
        alike[closed.get(unit.department, 0)].append(unit.id)
    return [Part(year, number, ids, account, only) for number, ids in alike.items()]


def grant_years(
    year: int,
    units: Iterable[Unit],
    closed: Mapping[str, int],
    account: str = "",
    known: Iterable[Known] = (),
    only: Collection[UUID] | None = None,
) -> list[GrantYear]:
    """The year of every grant in the units; ``closed`` is how many months of the year each
    department has paid (nothing: all is as committed), ``known`` what of them is corrected and
    not posted. Of ``only`` some grants when they are given, among them all with something known;
    and what is posted without a grant."""
    listed = list(units)
    departments = {unit.id: unit.department for unit in listed}
    committed: dict[Cell, tuple[int, int, int]] = {}
    paid: dict[Cell, int] = {}
    for part in parts_of(year, listed, closed, account, only):
        rows = part.committed.annotate(whole=sum_of_months(0), ahead=sum_of_months(part.closed))
        fields = ("grant_id", "account", "unit_id", "whole", "ahead", "days")
        for grant, code, unit, *sums in rows.values_list(*fields).iterator():
            committed[grant, code, unit] = (sums[0], sums[1], sums[2])
        if part.closed:
            paid |= _paid(part)
    corrected = known_cells(known, account)
    cells = {*committed, *paid, *corrected}
    facts = _facts({grant for grant, _, _ in cells if grant}, year, only is not None)
    found = []
    for cell in cells:
        grant, code, unit = cell
        fact = facts.get(grant) if grant else None
        posted = paid.get(cell, 0)
        kept = _kept(fact, committed.get(cell, (0, 0, 0)), posted + corrected.get(cell, 0))
        where = (code, unit, departments[unit])
        service, citizen = (fact.service, fact.citizen) if fact else ("", None)
        found.append(GrantYear(grant, service, *where, posted, kept, citizen))
    return found


def effort_years(
    year: int,
    units: Iterable[Unit],
    closed: Mapping[str, int],
    account: str = "",
    known: Iterable[Known] = (),
) -> dict[tuple[str, str], EffortYear]:
    """The year of every service on every account, summed by the database; what is known to be
    corrected and not posted comes beside."""
    keep(year)
    found: defaultdict[tuple[str, str], EffortYear] = defaultdict(EffortYear)
    arms = [arm for part in parts_of(year, units, closed, account) for arm in _effort_sums(part)]
    rows = arms[0].union(*arms[1:], all=True) if arms else ()
    for service, code, days, with_days, oere, paid in rows:
        found[service, code] += EffortYear(days, with_days, oere - with_days, paid)
    of_account = [one for one in known if account in ("", one.account)]
    for service, code, has_days, oere in _known_by_effort(year, of_account):
        found[service, code] += EffortYear(0, *((oere, 0) if has_days else (0, oere)))
    return {key: sums for key, sums in found.items() if sums != EffortYear()}


def known_cells(known: Iterable[Known], account: str = "") -> Counter[Cell]:
    """What is known to be corrected of each grant on an account (or all) in a unit, in øre."""
    found: Counter[Cell] = Counter()
    for one in known:
        if account in ("", one.account):
            found[one.grant, one.account, one.unit] += one.oere
    return found


def _known_by_effort(year: int, known: Collection[Known]) -> Iterable[tuple[str, str, bool, int]]:
    """What is known to be corrected by service and account, and whether the grant has days of help
    there in the year."""
    grants = {one.grant for one in known}
    rows = CommitmentYear.objects.filter(year=year, days__gt=0)
    rows = rows.filter(grant__in=grants) if len(grants) <= IDS_AT_ONCE else rows
    listed = rows.values_list("grant_id", "account", "unit_id") if grants else ()
    helped = {cell for cell in listed if cell[0] in grants}
    for one in known:
        cell = (one.grant, one.account, one.unit)
        yield one.service, one.account, cell in helped, one.oere


def _some_of(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    listed = sorted(ids)
    return (listed[low : low + IDS_AT_ONCE] for low in range(0, len(listed), IDS_AT_ONCE))


def effort_sums(rows: Iterable[GrantYear]) -> dict[tuple[str, str], EffortYear]:
    """The same of rows that are at hand."""
    found: defaultdict[tuple[str, str], EffortYear] = defaultdict(EffortYear)
    for row in rows:
        expected = row.kept.expected
        sums = (expected, 0) if row.days else (0, expected)
        found[row.service, row.account] += EffortYear(row.days, *sums, row.paid)
    return dict(found)


def _effort_sums(part: Part) -> Iterable[QuerySet[Any, Any]]:
    """Service, account, days of help, øre expected of grants with such days and of all, and øre
    that were posted for closed months; at last what was posted without a grant."""
    rows = EffortTotal.objects.filter(year=part.year, unit__in=part.units).order_by()
    rows = rows.filter(account=part.account) if part.account else rows
    ahead, past = sum_of_months(part.closed), sum_of_months(0, part.closed)
    expected = Case(When(is_posted=True, then=past), default=ahead, output_field=BigIntegerField())
    yield rows.values_list("service", "account").annotate(
        Sum("days"),
        with_days=Sum(expected, filter=Q(is_helped=True), default=0),
        expected=Sum(expected),
        paid=Sum(past, filter=Q(is_posted=True), default=0),
    )
    if part.closed:
        strayed = part.strayed.values_list(Value(""), "account", Value(0), Value(0))
        yield strayed.annotate(expected=Sum("oere"), paid=Sum("oere"))


def citizens_from(parts: Iterable[Part], oere: int, known: Iterable[Known] = ()) -> dict[UUID, int]:
    """What is expected of the year of each citizen for whom it is so many øre or more."""
    listed = list(parts)
    account = next((part.account for part in listed), "")
    more = Counter[UUID]()
    for one in known:
        if account in ("", one.account):
            more[one.citizen] += one.oere
    selects, values = [], []
    for part in listed:
        for years, months in (
            (CommitmentYear, MONTHS[part.closed :]),
            (PostingYear, MONTHS[: part.closed]),
        ):
            if months:
                units = ", ".join(["%s"] * len(part.units))
                selects.append(
                    f"SELECT grant_id, {' + '.join(months)} AS oere FROM {years._meta.db_table} "  # noqa: S608
                    f"WHERE year = %s AND unit_id IN ({units})"
                    f"{' AND account = %s' if part.account else ''}"
                )
                values += [part.year, *map(stored_id, part.units)]
                values += [part.account] if part.account else []
    if not selects:
        return {}
    statement = (
        f"SELECT citizen_id, SUM(oere) FROM ({' UNION ALL '.join(selects)}) AS part "  # noqa: S608
        f"JOIN {Grant._meta.db_table} one ON one.id = part.grant_id "
        "GROUP BY citizen_id HAVING SUM(oere) >= %s"
    )
    least = oere - max(0, *more.values()) if more else oere
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, least])
        found = Counter({UUID(str(citizen)): int(sum) for citizen, sum in cursor.fetchall()})
    found.update(more)
    return {citizen: sum for citizen, sum in found.items() if sum >= oere}


def grants_in(parts: Iterable[Part], known: Iterable[Known] = ()) -> int:
    """How many grants commit something in the year, or were paid for closed months of it or are
    to be."""
    arms: list[QuerySet[Any, Any]] = []
    for part in parts:
        arms.append(part.committed.values_list("grant_id"))
        if part.closed:
            paid = part.posted.annotate(oere=sum_of_months(0, part.closed)).exclude(oere=0)
            arms.append(paid.values_list("grant_id"))
    more = {one.grant for one in known}
    if not more:
        return arms[0].union(*arms[1:]).count() if arms else 0
    return len(more.union(grant for arm in arms for (grant,) in arm.iterator()))


@dataclass(frozen=True, slots=True)
class _Facts:
    service: str
    kind: str
    quantity: Decimal
    last: date | None
    citizen: UUID


def _kept(fact: _Facts | None, committed: tuple[int, int, int], posted: int) -> Kept:
    whole, ahead, days = committed
    if fact is None:
        return Kept(whole, ahead + posted, 0, 0, None)
    volume = days * int(fact.quantity * 1000)
    return Kept(whole, ahead + posted, days, volume, fact.last, fact.kind not in BY_TIME)


def _paid(part: Part) -> dict[Cell, int]:
    """What was posted for the months that are closed."""
    rows = part.posted.annotate(oere=sum_of_months(0, part.closed)).exclude(oere=0)
    found: dict[Cell, int] = {
        (grant, code, unit): oere
        for grant, code, unit, oere in rows.values_list("grant_id", "account", "unit_id", "oere")
    }
    sums = part.strayed.values_list("account", "unit_id").annotate(Sum("oere"))
    return found | {(None, code, unit): oere for code, unit, oere in sums}


def _facts(grants: Collection[UUID], year: int, are_few: bool) -> dict[UUID, _Facts]:
    """Of each grant; those of a year are read together, however many they are."""
    of_year = CommitmentYear.objects.filter(year=year).values("grant")
    paid = PostingYear.objects.filter(year=year).values("grant")
    of_all = Q(id__in=of_year) | Q(id__in=paid)
    found = _read_facts(Grant.objects.filter(Q(id__in=grants) if are_few else of_all))
    for some in _some_of({*grants} - {*found}):
        found |= _read_facts(Grant.objects.filter(id__in=some))
    return {id: fact for id, fact in found.items() if id in grants}


def _read_facts(rows: QuerySet[Grant, Grant]) -> dict[UUID, _Facts]:
    fields = ("id", "service", "kind", "quantity", "end", "runs_to", "citizen_id")
    return {
        id: _Facts(service, kind, quantity or Decimal(0), last_day(end, runs_to), citizen)
        for id, service, kind, quantity, end, runs_to, citizen in (
            rows.values_list(*fields).iterator()
        )
    }
