"""A figure opened: the grants that make it, which sum to it to the øre."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Model

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import Cell, known_cells
from helhed.apps.budgets.queries.year import WHOLE, chosen_units
from helhed.apps.decisions.models import CommitmentTotal, CommitmentYear, Grant
from helhed.apps.decisions.totals import stored_id
from helhed.apps.decisions.years import MONTHS
from helhed.apps.payments.access import units_within
from helhed.apps.payments.models import Posting, PostingTotal, PostingYear
from helhed.apps.payments.queries import Known, told
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.kontotrae import AccountPart
from helhed.rules.decisions.ydelser import service


class FigureKind(CodeList):
    """What a figure counts."""

    PAID = "paid", screen_text("Bogført")
    COMMITTED = "committed", screen_text("Disponeret")
    REST = "rest", screen_text("Disponeret, ikke bogført")
    KNOWN = "known", screen_text("Kendte rettelser, ikke bogført")
    EXPECTED = "expected", screen_text("Forventet")
    ASKED = "asked", screen_text("Ventet, ikke bevilget")


WITHOUT_GRANT = "-"


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figure: of a year or one month of it, and which part of the budget; of one service,
    or of what has no grant (``WITHOUT_GRANT``)."""

    kind: FigureKind
    year: int
    month: int | None = None
    department: str = ""
    unit: UUID | None = None
    account: str = ""
    service: str = ""
    part: AccountPart = WHOLE
    citizen: UUID | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for a part of a year, so that grouping it twice costs little."""
        return bool(self.month or self.unit or self.account or self.part or self.citizen)


class Part(NamedTuple):
    """What one grant adds to a figure, in øre. ``grant`` None: posted without a grant; ``known``
    is corrected and not posted; ``paid`` is taken from what is committed in a rest."""

    grant: UUID | None
    account: str
    unit: str
    committed: int
    paid: int
    known: int
    oere: int


@dataclass(frozen=True, slots=True)
class Sums:
    """How many parts a figure has, and what they sum to in øre."""

    count: int
    committed: int
    paid: int
    known: int
    oere: int


ORDERS = {"account": "account", "unit": "name", "committed": "committed", "paid": "paid"}
"""What parts can be ordered by; by ``oere`` otherwise."""
COLUMNS = {"account": 1, "unit": 2, "committed": 3, "paid": 4, "known": 5, "oere": 6}
"""Where the same stand in a row of parts."""


@dataclass(frozen=True)
class Figure:
    """A figure as the question for its parts: it can have 20,000, so they are summed by the
    database, and shown a page at a time."""

    parts: str
    values: list[Any]
    units: list[Unit]

    @cached_property
    def sums(self) -> Sums:
        if not self.parts:
            return Sums(0, 0, 0, 0, 0)
        statement = (
            f"SELECT COUNT(*), SUM(committed), SUM(paid), 0, SUM(oere) FROM ({self.parts}) AS part"  # noqa: S608
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values)
            return Sums(*(int(value or 0) for value in cursor.fetchone()))

    @property
    def oere(self) -> int:
        return self.sums.oere

    def count(self) -> int:
        return self.sums.count

    def total(self, key: str) -> int:
        return int(getattr(self.sums, key))

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[dict[str, Any]]:
        some = self._page(sort, descending, low, high)
        facts = _facts([part.grant for part in some if part.grant])
        return [_row(part, facts.get(part.grant)) for part in some]

    def _page(self, sort: str, descending: bool, low: int, high: int) -> list[Part]:
        if not self.parts:
            return []
        order = f"{ORDERS.get(sort, 'oere')} {'DESC' if descending else 'ASC'}"
        statement = (
            "SELECT grant_id, account, name, committed, paid, 0, oere "  # noqa: S608
            f"FROM ({self.parts}) AS part JOIN {Unit._meta.db_table} unit ON unit.id = unit_id "
            f"ORDER BY {order}, grant_id, account, unit_id LIMIT %s OFFSET %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self.values, high - low, low])
            found = cursor.fetchall()
        return [_part(row) for row in found]


@dataclass(frozen=True)
class WholeYear(Figure):
    """A figure of a whole year: to group its months is what costs, so it is done once, and the
    parts are counted, summed and ordered here, with the corrections that are not posted yet."""

    known: Mapping[Cell, int] = field(default_factory=dict)

    @cached_property
    def _all(self) -> list[tuple[Any, ...]]:
        if not self.parts:
            return _with_known([], self.known, self.units)
        statement = (
            "SELECT grant_id, account, name, committed, paid, 0, oere, unit_id "  # noqa: S608
            f"FROM ({self.parts}) AS part JOIN {Unit._meta.db_table} unit ON unit.id = unit_id"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, self.values)
            return _with_known(list(cursor.fetchall()), self.known, self.units)

    @cached_property
    def sums(self) -> Sums:
        sums = (sum(int(row[at]) for row in self._all) for at in (3, 4, 5, 6))
        return Sums(len(self._all), *sums)

    def _page(self, sort: str, descending: bool, low: int, high: int) -> list[Part]:
        at = COLUMNS.get(sort, COLUMNS["oere"])
        tied = sorted(self._all, key=lambda row: (str(row[0]), row[1], row[2]))
        tied.sort(key=itemgetter(at), reverse=descending)
        return [_part(row) for row in tied[low:high]]


def _with_known(
    rows: list[tuple[Any, ...]], known: Mapping[Cell, int], units: Iterable[Unit]
) -> list[tuple[Any, ...]]:
    """The rows of a figure with what is known to be corrected of each."""
    if not known:
        return rows
    names = {unit.id: unit.name for unit in units}
    left = dict(known)
    found = []
    for row in rows:
        grant, account, name, committed, paid, _, oere, unit = row
        more = left.pop((_id(grant), account, UUID(str(unit))), 0)
        found.append((grant, account, name, committed, paid, more, oere + more))
    return found + [
        (grant, account, names[unit], 0, 0, more, more)
        for (grant, account, unit), more in left.items()
        if more
    ]


def _id(stored: Any) -> UUID | None:
    return UUID(str(stored)) if stored else None


def _part(row: tuple[Any, ...]) -> Part:
    grant, account, unit, *sums = row[:7]
    return Part(_id(grant), account, unit, *map(int, sums))


def _row(part: Part, facts: tuple[str, str, UUID] | None) -> dict[str, Any]:
    number, key, citizen = facts or ("", "", None)
    return {
        "grant": part.grant,
        "citizen_id": citizen,
        "number": number,
        "service": service(key).name if key else "",
        "account": part.account,
        "unit": part.unit,
        "committed": part.committed,
        "paid": part.paid,
        "known": part.known,
        "oere": part.oere,
    }


def _facts(listed: list[UUID]) -> dict[UUID | None, tuple[str, str, UUID]]:
    found: dict[UUID | None, tuple[str, str, UUID]] = {}
    for low in range(0, len(listed), 500):
        rows = Grant.objects.filter(id__in=listed[low : low + 500])
        wanted = rows.values_list("id", "decision__case__number", "service", "citizen_id")
        found |= {grant: (number, key, citizen) for grant, number, key, citizen in wanted}
    return found


def figure(actor: Actor, wanted: FigureFilter) -> Figure:
    """The grants that make a figure, of exactly the units that the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    shown = chosen_units(units, wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], shown)
    closed = ledger.closed(wanted.year)
    accounts = _accounts(wanted)
    alike: dict[_Counted, list[Unit]] = {}
    for unit in shown:
        alike.setdefault(_months_counted(wanted, closed.get(unit.department, 0)), []).append(unit)
    selects: list[str] = []
    values: list[Any] = []
    for counted, theirs in alike.items():
        for select, more in _selects(counted, theirs, accounts, wanted):
            selects.append(select)
            values += more
    parts = _by_grant(selects, -1 if wanted.kind is FigureKind.REST else 1)
    known = _known(wanted, ledger.known, accounts)
    if known or not wanted.is_narrow:
        return WholeYear(parts, values, shown, known)
    return Figure(parts, values, shown)


def _known(wanted: FigureFilter, known: list[Known], accounts: list[str]) -> dict[Cell, int]:
    """What is known to be corrected and not posted of what a figure is of."""
    if wanted.kind not in (FigureKind.KNOWN, FigureKind.EXPECTED):
        return {}
    return known_cells(
        one
        for one in known
        if wanted.month in (None, one.month.month)
        and (one.account in accounts if accounts else True)
        and wanted.service in ("", one.service)
        and wanted.citizen in (None, one.citizen)
    )


def _accounts(wanted: FigureFilter) -> list[str]:
    """The accounts that are asked for; none when all are, one that is none when no one fits."""
    if wanted.account:
        return [wanted.account if wanted.part.holds(wanted.account) else ""]
    if not wanted.part:
        return []
    firsts = [Month(wanted.year, number).first for number in range(1, 13)]
    used = CommitmentTotal.objects.filter(month__in=firsts).order_by().values_list("account")
    posted = PostingTotal.objects.filter(month__in=firsts).order_by().values_list("account")
    return sorted(code for (code,) in used.union(posted) if wanted.part.holds(code)) or [""]


def _selects(
    counted: _Counted, units: list[Unit], accounts: list[str], wanted: FigureFilter
) -> Iterator[tuple[str, list[Any]]]:
    """The years of grants, and what was posted without any, with the values that they ask for."""
    where = f"unit_id IN ({_places(len(units))})"
    where += f" AND account IN ({_places(len(accounts))})" if accounts else ""
    here: list[Any] = [*(str(stored_id(unit.id)) for unit in units), *accounts]
    of, whose = _of_grants(wanted)
    is_of_grants = wanted.service != WITHOUT_GRANT
    is_strayed = wanted.service in ("", WITHOUT_GRANT) and wanted.citizen is None
    if counted.committed and is_of_grants:
        amounts = f"{_sum(counted.committed)} AS committed, 0 AS paid"
        yield _years(CommitmentYear, amounts, where + of), [wanted.year, *here, *whose]
    if counted.paid and is_of_grants:
        amounts = f"0 AS committed, {_sum(counted.paid)} AS paid"
        yield _years(PostingYear, amounts, where + of), [wanted.year, *here, *whose]
    if counted.paid and is_strayed:
        months = [month.isoformat() for month in counted.paid]
        yield (
            f"SELECT grant_id, account, unit_id, 0 AS committed, oere AS paid "  # noqa: S608
            f"FROM {Posting._meta.db_table} WHERE grant_id IS NULL AND {where} "
            f"AND month IN ({_places(len(months))})",
            [*here, *months],
        )


def _years(years: type[Model], amounts: str, where: str) -> str:
    return (
        f"SELECT grant_id, account, unit_id, {amounts} FROM {years._meta.db_table} "  # noqa: S608
        f"WHERE year = %s AND {where}"
    )


def _sum(months: Iterable[date]) -> str:
    return " + ".join(MONTHS[month.month - 1] for month in months)


def _of_grants(wanted: FigureFilter) -> tuple[str, list[Any]]:
    """The part of a question that asks for some grants, and its values."""
    grants = Grant._meta.db_table
    asked, values = "", []
    if wanted.service not in ("", WITHOUT_GRANT):
        asked += f" AND grant_id IN (SELECT id FROM {grants} WHERE service = %s)"  # noqa: S608
        values.append(wanted.service)
    if wanted.citizen:
        asked += f" AND grant_id IN (SELECT id FROM {grants} WHERE citizen_id = %s)"  # noqa: S608
        values.append(str(stored_id(wanted.citizen)))
    return asked, values


def _places(count: int) -> str:
    return ", ".join(["%s"] * count)


def _by_grant(selects: list[str], sign: int) -> str:
    """One row per grant, account and unit of what is not nothing; empty without any select.
    ``sign``: whether what is paid is added to what is committed, or taken from it."""
    if not selects:
        return ""
    all_of_them = " UNION ALL ".join(selects)
    return (
        "SELECT grant_id, account, unit_id, SUM(committed) AS committed, SUM(paid) AS paid, "  # noqa: S608
        f"SUM(committed) + {sign} * SUM(paid) AS oere FROM ({all_of_them}) AS moved "
        "GROUP BY grant_id, account, unit_id HAVING SUM(committed) <> 0 OR SUM(paid) <> 0"
    )


class _Counted(NamedTuple):
    """The months of which commitments count, and those of which postings count."""

    committed: tuple[date, ...]
    paid: tuple[date, ...]


def _months_counted(wanted: FigureFilter, closed: int) -> _Counted:
    """What counts for a department that has paid so many months of the year."""
    numbers = [wanted.month] if wanted.month else range(1, 13)
    months = tuple(Month(wanted.year, number).first for number in numbers)
    past = tuple(month for month in months if month.month <= closed)
    ahead = tuple(month for month in months if month.month > closed)
    match wanted.kind:
        case FigureKind.PAID:
            return _Counted((), months)
        case FigureKind.COMMITTED:
            return _Counted(months, ())
        case FigureKind.REST:
            return _Counted(ahead, ahead)
        case FigureKind.EXPECTED:
            return _Counted(ahead, past)
        case FigureKind.KNOWN:
            return _Counted((), ())
        case FigureKind.ASKED:
            raise ValueError("what is not granted has no grants: queries.asked opens it")
