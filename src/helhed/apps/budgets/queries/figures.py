"""A figure opened: the grants that make it, which sum to it to the øre."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, QuerySet, Sum
from django.db.models.functions import Cast

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.queries.year import chosen_units
from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.decisions.totals import stored_id
from helhed.apps.payments.access import departments_of, ids_of, units_within
from helhed.apps.payments.models import Posting
from helhed.apps.payments.queries import closed_months
from helhed.kernel.period import Month
from helhed.kernel.words import CodeList, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service


class FigureKind(CodeList):
    """What a figure counts."""

    PAID = "paid", screen_text("Betalt")
    COMMITTED = "committed", screen_text("Disponeret")
    REST = "rest", screen_text("Disponeret, ikke betalt")
    EXPECTED = "expected", screen_text("Forventet")


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which figure: of a year or one month of it, and which part of the budget."""

    kind: FigureKind
    year: int
    month: int | None = None
    department: str = ""
    unit: UUID | None = None
    account: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether it asks for a part that a page can list; a whole year is a budget, not a list."""
        return bool(self.month or self.unit or self.account)


Key = tuple[str | None, str, str]
"""Grant, account, unit; ids as the database writes them, for a figure can have 20,000 parts."""


class Part(NamedTuple):
    """What one grant adds to a figure, in øre. ``grant`` None: posted without a grant."""

    grant: str | None
    account: str
    unit: str
    committed: int
    paid: int
    oere: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The parts of a figure; shown a page at a time, so only those rows are looked up."""

    parts: list[Part]
    units: list[Unit]

    @property
    def oere(self) -> int:
        return self.total("oere")

    def count(self) -> int:
        return len(self.parts)

    def total(self, key: str) -> int:
        return sum(map(attrgetter(key), self.parts))

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[dict[str, Any]]:
        in_order = sorted(self.parts, key=attrgetter(sort or "oere"), reverse=descending)
        some = in_order[low:high]
        ids = [UUID(part.grant) if part.grant else None for part in some]
        facts = _facts([one for one in ids if one])
        return [_row(part, one, facts.get(one)) for part, one in zip(some, ids, strict=True)]


def _row(part: Part, grant: UUID | None, facts: tuple[str, str, UUID] | None) -> dict[str, Any]:
    number, key, citizen = facts or ("", "", None)
    return {
        "grant": grant,
        "citizen_id": citizen,
        "number": number,
        "service": service(key).name if key else "",
        "account": part.account,
        "unit": part.unit,
        "committed": part.committed,
        "paid": part.paid,
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
    units = units_within(actor.reach(Action.SEE_BUDGET))
    shown = chosen_units(units, wanted.department, wanted.unit)
    closed = closed_months(wanted.year)
    committed: dict[Key, int] = {}
    paid: dict[Key, int] = {}
    for department in departments_of(shown):
        theirs = [unit for unit in shown if unit.department == department]
        due, got, sign = _months_counted(wanted, closed.get(department, 0))
        _add(committed, Commitment.objects.all(), wanted, theirs, due, 1)
        _add(paid, Posting.objects.all(), wanted, theirs, got, sign)
    names = {stored_id(unit.id): unit.name for unit in shown}
    parts = []
    for key in {**committed, **paid}:
        to_pay, spent = committed.get(key, 0), paid.get(key, 0)
        if to_pay or spent:
            parts.append(Part(key[0], key[1], names[key[2]], to_pay, spent, to_pay + spent))
    return Figure(parts, shown)


def _months_counted(wanted: FigureFilter, closed: int) -> tuple[list[date], list[date], int]:
    """The months of which commitments count, those of which postings count, and their sign."""
    numbers = [wanted.month] if wanted.month else range(1, 13)
    months = [Month(wanted.year, number).first for number in numbers]
    past = [month for month in months if month.month <= closed]
    ahead = [month for month in months if month.month > closed]
    match wanted.kind:
        case FigureKind.PAID:
            return [], months, 1
        case FigureKind.COMMITTED:
            return months, [], 1
        case FigureKind.REST:
            return ahead, ahead, -1
        case FigureKind.EXPECTED:
            return ahead, past, 1


def _add(
    found: dict[Key, int],
    rows: QuerySet[Any, Any],
    wanted: FigureFilter,
    units: Iterable[Unit],
    months: list[date],
    sign: int,
) -> None:
    if not months:
        return
    asked = rows.filter(month__in=months, unit__in=ids_of(units)).order_by()
    if wanted.account:
        asked = asked.filter(account=wanted.account)
    plain = asked.annotate(
        grant_text=Cast("grant_id", CharField()), unit_text=Cast("unit_id", CharField())
    )
    listed = plain.values_list("grant_text", "account", "unit_text").annotate(sum=Sum("oere"))
    for grant, account, unit, oere in listed:
        found[grant, account, unit] = sign * oere
