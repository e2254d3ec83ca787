"""Kept months: what was expected then, why, and what has moved since, grant by grant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import GrantYear, effort_sums, grant_years, parts_of
from helhed.apps.budgets.models import KeptGrant, KeptMonth
from helhed.apps.budgets.moving import moved_grants, moved_rows
from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.queries.variance import Variance, explained_year
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.decisions.models import Grant
from helhed.apps.payments.access import ids_of, units_within
from helhed.apps.payments.queries import told
from helhed.rules.access.rights import Action
from helhed.rules.budgets.flytning import Kept, Why, moved

GrantKey = tuple[UUID | None, str, UUID]
"""Grant, account and unit."""
MANY = 4_000
"""Grants that moved from which all are read: to name them takes longer then."""


@dataclass(frozen=True, slots=True)
class Change:
    """What moved of one grant between two months, and why."""

    grant: UUID | None
    service: str
    account: str
    why: Why
    before: int
    now: int
    oere: int


@dataclass(frozen=True)
class Between:
    """All that moved between two points of a year: a source of rows for a list."""

    before: int
    now: int
    reasons: dict[Why, int]
    changes: list[Change]

    def count(self) -> int:
        return len(self.changes)

    def total(self, key: str) -> int:
        return sum(int(getattr(change, key)) for change in self.changes)

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[dict[str, Any]]:
        ordered = sorted(self.changes, key=lambda one: (one.account, str(one.grant), one.why))
        if sort:
            ordered.sort(key=lambda one: getattr(one, sort), reverse=descending)
        some = ordered[low:high]
        facts = _facts([one.grant for one in some if one.grant])
        return [_row(one, facts) for one in some]


def kept_months(actor: Actor, year: int) -> list[KeptMonth]:
    """The months of a year that are kept, the first first."""
    require_at_all(actor, Action.SEE_BUDGET)
    rows = KeptMonth.objects.filter(month__year=year).select_related("kept_by", "version")
    return list(rows.order_by("month"))


def kept_variance(actor: Actor, wanted: BudgetFilter, month: date) -> Variance:
    """The explanation as it was when a month was over. Raises Http404."""
    kept, units = _month(month), _units(actor, wanted)
    years = effort_sums(_read(_kept_rows(kept, units, wanted.account), units))
    return explained_year(wanted, units, years, kept.version, {})


def between(actor: Actor, wanted: BudgetFilter, first: date, last: date | None) -> Between:
    """What moved from one kept month to another, or to now. Raises Http404.

    Only what is otherwise is read; the sum of all is the sum that was, and what that moved.
    """
    units = _units(actor, wanted)
    inside = Q(grants__unit__in=ids_of(units))
    inside &= Q(grants__account=wanted.account) if wanted.account else Q()
    kept = _month(first, expected=Sum("grants__expected_oere", filter=inside))
    if last is None:
        was, now = _moved_since(kept, wanted, units, actor.today)
    else:
        later = _month(last)
        was, now = (
            _by_grant(_read(moved_rows(_kept_rows(one, units, wanted.account), other), units))
            for one, other in ((kept, later), (later, kept))
        )
    reasons = dict.fromkeys(Why, 0)
    changes = []
    for key in {*was, *now}:
        old, new = was.get(key), now.get(key)
        service = new.service if new else old.service if old else ""
        parts = moved(old.kept if old else None, new.kept if new else None)
        for why, oere in parts.items():
            reasons[why] += oere
            changes.append(
                Change(key[0], service, key[1], why, _expected(old), _expected(new), oere)
            )
    before = vars(kept)["expected"] or 0
    return Between(before, before - _sum(was) + _sum(now), reasons, changes)


def _moved_since(
    kept: KeptMonth, wanted: BudgetFilter, units: list[Unit], today: date
) -> tuple[dict[GrantKey, GrantYear], dict[GrantKey, GrantYear]]:
    """What was kept and what is, of the grants that moved; of all when they are very many."""
    ledger = told(today, [wanted.year], units)
    closed, known = ledger.closed(wanted.year), ledger.known
    found = moved_grants(kept, parts_of(wanted.year, units, closed, wanted.account))
    found |= {one.grant for one in known if one.grant}
    only = found if len(found) <= MANY else None
    now = grant_years(wanted.year, units, closed, wanted.account, known, only)
    rows = _kept_rows(kept, units, wanted.account)
    if only is not None:
        rows = rows.filter(Q(grant=None) | Q(grant__in=only))
    return _by_grant(_read(rows, units)), _by_grant(now)


def _expected(row: GrantYear | None) -> int:
    return row.kept.expected if row else 0


def _sum(rows: Mapping[GrantKey, GrantYear]) -> int:
    return sum(row.kept.expected for row in rows.values())


def _units(actor: Actor, wanted: BudgetFilter) -> list[Unit]:
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    return chosen_units(units, wanted.department, wanted.unit)


def _month(month: date, **sums: Sum) -> KeptMonth:
    """A kept month with sums of its grants. Raises Http404."""
    rows = KeptMonth.objects.filter(month=month).select_related("version")
    found = rows.annotate(**sums).first()
    if found is None:
        raise Http404
    return found


def _by_grant(rows: list[GrantYear]) -> dict[GrantKey, GrantYear]:
    return {(row.grant, row.account, row.unit): row for row in rows}


def _kept_rows(kept: KeptMonth, units: list[Unit], account: str) -> QuerySet[KeptGrant, KeptGrant]:
    rows = KeptGrant.objects.filter(kept=kept, unit__in=ids_of(units))
    return rows.filter(account=account) if account else rows


def _read(rows: QuerySet[KeptGrant, KeptGrant], units: list[Unit]) -> list[GrantYear]:
    departments = {unit.id: unit.department for unit in units}
    fields = ("grant_id", "service", "account", "unit_id", "committed_oere", "expected_oere")
    return [
        GrantYear(
            grant,
            service,
            at,
            unit,
            departments[unit],
            0,
            Kept(committed, expected, days, volume, end, is_one_off),
        )
        for grant, service, at, unit, committed, expected, days, volume, end, is_one_off in (
            rows.values_list(*fields, "days", "volume", "end", "is_one_off").iterator()
        )
    ]


def _facts(grants: list[UUID]) -> dict[UUID, tuple[str, UUID]]:
    found: dict[UUID, tuple[str, UUID]] = {}
    for low in range(0, len(grants), 500):
        rows = Grant.objects.filter(id__in=grants[low : low + 500])
        for id, number, citizen in rows.values_list("id", "decision__case__number", "citizen_id"):
            found[id] = (number, citizen)
    return found


def _row(one: Change, facts: dict[UUID, tuple[str, UUID]]) -> dict[str, Any]:
    number, citizen = facts.get(one.grant, ("", None)) if one.grant else ("", None)
    return {
        "grant": one.grant,
        "citizen_id": citizen,
        "number": number,
        "service": efforts.service_name(one.service),
        "account": one.account,
        "why": one.why.label,
        "before": one.before,
        "now": one.now,
        "oere": one.oere,
    }
