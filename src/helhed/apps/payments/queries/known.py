"""What closed months are known to lack or to have too much, and the ledger has not posted.

A rate or a pause that is told late changes what a closed month costs. Until the ledger has posted
the correction it lies in a line that is not posted, or in none, for no run was made since. Both are
known, so whoever says what a year ends at counts them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import CommitmentYear, Grant
from helhed.apps.decisions.totals import stored_id
from helhed.apps.decisions.years import MONTHS
from helhed.apps.payments import known_kept
from helhed.apps.payments.apart import beside_in_database
from helhed.apps.payments.corrections import accounts_used, earliest
from helhed.apps.payments.differences import Difference, among
from helhed.apps.payments.models import Difference as OfLedger
from helhed.apps.payments.models import PaymentLine, PayRun, Posting, PostingYear
from helhed.apps.payments.queries.posted import months_closed
from helhed.kernel.period import Month
from helhed.rules.payments.afstemning import DifferenceState
from helhed.rules.payments.linjer import counts_in
from helhed.rules.payments.udbetaling import PayRunState

_Cell = tuple[UUID, str, UUID, Month]
"""Grant, account, unit, and the month in whose budget it counts."""


@dataclass(frozen=True, slots=True)
class Known:
    """What of one grant is corrected in the budget of a month and not posted, in øre; below 0 it
    comes back."""

    grant: UUID
    account: str
    unit: UUID
    month: Month
    oere: int
    service: str
    citizen: UUID


@dataclass(frozen=True, slots=True)
class _Of:
    """What a grant is now."""

    account: str
    unit: UUID | None
    service: str
    citizen: UUID


@dataclass(frozen=True, slots=True)
class Told:
    """How far the ledger has told what years cost: the last month that is posted for each
    department with all before it, and what of those months is corrected and not posted."""

    through: dict[str, date]
    known: list[Known]

    def closed(self, year: int) -> dict[str, int]:
        """How many months of a year are posted for each department."""
        return months_closed(self.through, year)


@dataclass(frozen=True, slots=True)
class _Runs:
    """A department's runs: its first month, the last that is approved, the last that is posted
    with all before it, and those that are not posted."""

    first: Month
    approved: Month
    closed: Month
    unposted: dict[UUID, Month]


def told(today: date, years: Collection[int], units: Collection[Unit]) -> Told:
    """How far the ledger has told what some years cost, and the corrections that count in the
    budgets of the years and units; one row of each grant, account, unit and month.

    Only what a run would correct is counted: as far back as a claim lasts. It is kept until
    something changes that it is counted from. Raises UnableToPrice.
    """
    runs = _runs()
    kept = known_kept.kept({year: _state(today, year, runs) for year in years})
    if kept is None:
        with transaction.atomic():
            again = known_kept.begin()  # first: what is read from here on is as new as it
            runs = _runs()
            kept = [row for rows in _count_again(today, years, runs, again) for row in rows]
    through = {key: one.closed.first for key, one in runs.items()}
    here = {str(unit.id) for unit in units}
    return Told(through, [_unpacked(row) for row in kept if row[2] in here])


def _count_again(
    today: date, years: Collection[int], runs: Mapping[str, _Runs], again: set[UUID] | None
) -> Iterator[list[list[Any]]]:
    """The corrections of each of some years, kept anew: of the grants that changed where the others
    are kept, of all grants where they are not (``again`` is None: any can have changed)."""
    there = known_kept.years_kept()
    for year in sorted({*years, *there}):
        state, of = _state(today, year, runs), there.get(year)
        is_kept = again is not None and of is not None and of[0] == state
        if not is_kept and year not in years:
            known_kept.forget([year])
            continue
        changed = {str(grant) for grant in again or ()}
        rows = [row for row in of[1] if row[0] not in changed] if is_kept and of else []
        if not is_kept or again:
            rows += map(_packed, _counted(today, year, runs, again if is_kept else None))
            rows.sort()
            known_kept.keep(year, state, rows)
        if year in years:
            yield rows


def _state(today: date, year: int, runs: Mapping[str, _Runs]) -> str:
    """What a year's corrections are counted by beside the rows that are watched."""
    return sha256(repr((_spans(today, [year], runs), sorted(runs.items()))).encode()).hexdigest()


def _packed(one: Known) -> list[Any]:
    month = one.month.first.isoformat()
    key = [str(one.grant), one.account, str(one.unit), month]
    return [*key, one.oere, one.service, str(one.citizen)]


def _unpacked(row: list[Any]) -> Known:
    grant, account, unit, month, oere, service, citizen = row
    of = Month.of(date.fromisoformat(month))
    return Known(UUID(grant), account, UUID(unit), of, oere, service, UUID(citizen))


def _counted(
    today: date, year: int, runs: Mapping[str, _Runs], only: Collection[UUID] | None = None
) -> Iterator[Known]:
    """The corrections that count in a year, of all grants or of some. Raises UnableToPrice."""
    rows = Unit.objects.filter(department__in=list(runs)).values_list("id", "department")
    department = dict(rows)
    if not department or year < min(one.first.year for one in runs.values()):
        return
    found: Counter[_Cell] = Counter()
    grants: dict[UUID, _Of] = {}
    facts: dict[UUID, _Of] = {}
    spans = _spans(today, [year], runs)
    carried_by = {run: month for one in runs.values() for run, month in one.unposted.items()}
    left_over = _not_posted_or_uneven(department, runs, spans, only)
    for (grant, account, unit, month, run, left), fact in left_over:
        facts[grant] = fact
        if account is None or unit is None:
            grants[grant] = fact
        elif unit in department and month <= runs[department[unit]].closed:
            grants[grant] = fact
            carried = carried_by[run] if run else runs[department[unit]].approved.plus(1)
            found[grant, account, unit, counts_in(month, carried)] += left
    if spans and grants:
        found.update(_in_no_line(grants, department, spans, runs))
    for key, oere in found.items():
        of = facts[key[0]]
        if oere and key[3].year == year:
            yield Known(*key, oere, of.service, of.citizen)


def corrections_known(today: date, years: Collection[int], units: Collection[Unit]) -> list[Known]:
    """The corrections alone."""
    return told(today, years, units).known


def _runs() -> dict[str, _Runs]:
    """The runs of each department that has a posted month."""
    by_department: defaultdict[str, list[tuple[Month, UUID, PayRunState]]] = defaultdict(list)
    rows = PayRun.objects.order_by("month").values_list("department", "month", "id", "state")
    for department, month, id, state in rows:
        by_department[department].append((Month.of(month), id, PayRunState.of(state)))
    found = {}
    for department, listed in by_department.items():
        posted = [month for month, _, state in listed if state is PayRunState.POSTED]
        unposted = {id: month for month, id, state in listed if state is not PayRunState.POSTED}
        if posted:
            before = min(unposted.values()).plus(-1) if unposted else posted[-1]
            approved = max(month for month, _, state in listed if not state.is_open)
            closed = min(posted[-1], before)
            found[department] = _Runs(listed[0][0], approved, closed, unposted)
    return found


def _spans(
    today: date, years: Collection[int], runs: Mapping[str, _Runs]
) -> dict[str, tuple[Month, Month]]:
    """The closed months that the next run of each department corrects; none when that run counts
    in other years."""
    return {
        key: (earliest(one.approved.plus(1), one.first, today), one.closed)
        for key, one in runs.items()
        if one.approved.plus(1).year in years
    }


def _not_posted_or_uneven(
    department: Mapping[UUID, str],
    runs: Mapping[str, _Runs],
    spans: Mapping[str, tuple[Month, Month]],
    only: Collection[UUID] | None,
) -> Iterator[tuple[tuple[UUID, str | None, UUID | None, Month, UUID | None, int], _Of]]:
    """In one question: the lines up to the last posted month that are in no run or in one that is
    not posted, with what of each the ledger has not posted; and, without an account, the grants
    that can lack something beside. With each what its grant is now."""
    line, posting = PaymentLine._meta.db_table, Posting._meta.db_table
    last = max(one.closed for one in runs.values()).first.isoformat()
    ids = [stored_id(id) for one in runs.values() for id in one.unposted]
    columns = "line.id AS line_id, line.grant_id, line.account, line.unit_id, line.month, run_id"
    of_some, some = _of("line.grant_id", only)
    waiting = f"run_id IS NULL AND line.month <= %s{of_some}"
    parts = [f"SELECT {columns}, oere FROM {line} line WHERE {waiting}"]  # noqa: S608
    values: list[str | int | None] = [last, *some]
    if ids:
        of_runs = f"run_id IN ({_places(ids)}) AND line.month <= %s{of_some}"
        parts.append(f"SELECT {columns}, oere FROM {line} line WHERE {of_runs}")  # noqa: S608
        parts.append(
            f"SELECT {columns}, -posting.oere FROM {line} line "  # noqa: S608
            f"JOIN {posting} posting ON posting.line_id = line.id WHERE {of_runs}"
        )
        values += 2 * [*ids, last, *some]
    grouped = "line_id, grant_id, account, unit_id, month, run_id"
    statement = (
        "SELECT grant_id, account, unit_id, month, run_id, SUM(oere) AS oere "  # noqa: S608
        f"FROM ({' UNION ALL '.join(parts)}) AS not_posted GROUP BY {grouped} HAVING SUM(oere) <> 0"
    )
    if spans:
        uneven, more = _uneven(department, spans, only)
        nothing = "NULL, NULL, NULL, NULL, 0"
        statement += f" UNION ALL SELECT grant_id, {nothing} FROM ({uneven}) AS uneven"  # noqa: S608
        values += more
    statement = (
        "SELECT found.*, g.account, g.unit_id, g.service, g.citizen_id "  # noqa: S608
        f"FROM ({statement}) AS found JOIN {Grant._meta.db_table} g ON g.id = found.grant_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for grant, account, unit, month, run, left, on, where, service, whose in cursor.fetchall():
            of = Month.of(date.fromisoformat(str(month))) if month else Month.of(date.min)
            row = (UUID(str(grant)), account, _id(unit), of, _id(run), int(left))
            yield row, _Of(on, _id(where), service, UUID(str(whose)))


def _id(stored: object) -> UUID | None:
    return UUID(str(stored)) if stored else None


def _in_no_line(
    grants: Mapping[UUID, _Of],
    department: Mapping[UUID, str],
    spans: Mapping[str, tuple[Month, Month]],
    runs: Mapping[str, _Runs],
) -> Counter[_Cell]:
    """What the next run of each department would correct in its closed months."""
    first, last = min(one for one, _ in spans.values()), max(one for _, one in spans.values())
    differing = among(set(grants), list(department), first, last)
    return _placed(differing, grants, department, spans, runs) if differing else Counter()


def _placed(
    differing: list[Difference],
    grants: Mapping[UUID, _Of],
    department: Mapping[UUID, str],
    spans: Mapping[str, tuple[Month, Month]],
    runs: Mapping[str, _Runs],
) -> Counter[_Cell]:
    accounts = accounts_used({one.grant for one in differing})
    found: Counter[_Cell] = Counter()
    for one in differing:
        of = grants[one.grant]
        if of.unit is None or department.get(of.unit) not in spans:
            continue
        key = department[of.unit]
        first, last = spans[key]
        if first <= one.month <= last:
            on = accounts.get((one.grant, one.month.first), of.account)
            month = counts_in(one.month, runs[key].approved.plus(1))
            found[one.grant, on, of.unit, month] += one.oere
    return found


def _uneven(
    department: Mapping[UUID, str],
    spans: Mapping[str, tuple[Month, Month]],
    only: Collection[UUID] | None,
) -> tuple[str, list[str | int | None]]:
    """The question for the grants that are posted otherwise than committed in a closed month, or
    that something was paid beside, or whose line the ledger posted otherwise: only they can lack
    something.

    The years of grants are compared, for they are a twelfth of the months.
    """
    selects: list[str] = []
    values: list[str | int | None] = []
    for key, span in spans.items():
        units = [stored_id(unit) for unit, of in department.items() if of == key]
        for years, low, high in _whole_years(*span) if units else ():
            select, asked = _compared(units, years, MONTHS[low - 1 : high], only)
            selects.append(select)
            values += asked
    beside, beside_values = beside_in_database()
    line, ledger = PaymentLine._meta.db_table, OfLedger._meta.db_table
    of_some, some = _of("line.grant_id", only)
    selects.append(f"SELECT grant_id FROM {line} line WHERE id IN ({beside}){of_some}")  # noqa: S608
    selects.append(
        f"SELECT grant_id FROM {ledger} differing JOIN {line} line ON line.id = differing.line_id "  # noqa: S608
        f"WHERE differing.state <> %s{of_some}"
    )
    values += [*beside_values, *some, DifferenceState.SOLVED.value, *some]
    return " UNION ".join(selects), values


def _whole_years(first: Month, last: Month) -> list[tuple[list[int], int, int]]:
    """A span as parts of years: the years, and their first and last month."""
    if first > last:
        return []
    if first.year == last.year:
        return [([first.year], first.month, last.month)]
    between = list(range(first.year + 1, last.year))
    parts = [([first.year], first.month, 12), ([last.year], 1, last.month)]
    return [*parts, (between, 1, 12)] if between else parts


def _compared(
    units: list[str | None],
    years: list[int],
    months: Collection[str],
    only: Collection[UUID] | None,
) -> tuple[str, list[str | int | None]]:
    """The grants of units whose postings are not their commitments in some months of years."""
    of_some, some = _of("grant_id", only)
    here = f"year IN ({_places(years)}) AND unit_id IN ({_places(units)}){of_some}"
    plus, minus = ", ".join(months), ", ".join(f"-{name}" for name in months)
    uneven = " OR ".join(f"SUM({name}) <> 0" for name in months)
    select = (
        f"SELECT grant_id FROM (SELECT grant_id, year, {plus} FROM {CommitmentYear._meta.db_table} "  # noqa: S608
        f"WHERE {here} UNION ALL SELECT grant_id, year, {minus} FROM {PostingYear._meta.db_table} "
        f"WHERE {here}) AS both_years GROUP BY grant_id, year HAVING {uneven}"
    )
    return select, 2 * [*years, *units, *some]


def _of(column: str, only: Collection[UUID] | None) -> tuple[str, list[str | int | None]]:
    """The words that narrow a question to some grants, with their values; none for all."""
    if only is None:
        return "", []
    ids: list[str | int | None] = [stored_id(one) for one in only]
    return f" AND {column} IN ({_places(ids)})", ids


def _places(values: Collection[object]) -> str:
    return ", ".join(["%s"] * len(values))
