"""Kept months: what was expected then, why, and what has moved since, grant by grant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import GrantYear, effort_sums, grant_years
from helhed.apps.budgets.models import KeptGrant, KeptMonth
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
    years = effort_sums(_kept_rows(kept, units, wanted.account))
    return explained_year(wanted, units, years, kept.version, {})


def between(actor: Actor, wanted: BudgetFilter, first: date, last: date | None) -> Between:
    """What moved from one kept month to another, or to now. Raises Http404."""
    units = _units(actor, wanted)
    before = _by_grant(_kept_rows(_month(first), units, wanted.account))
    if last is None:
        ledger = told(actor.today, [wanted.year], units)
        closed = ledger.closed(wanted.year)
        rows = grant_years(wanted.year, units, closed, wanted.account, ledger.known)
        now = _by_grant(rows)
    else:
        now = _by_grant(_kept_rows(_month(last), units, wanted.account))
    reasons = dict.fromkeys(Why, 0)
    changes = []
    for key in {*before, *now}:
        was, has = before.get(key), now.get(key)
        service = has.service if has else was.service if was else ""
        parts = moved(was.kept if was else None, has.kept if has else None)
        for why, oere in parts.items():
            reasons[why] += oere
            changes.append(
                Change(key[0], service, key[1], why, _expected(was), _expected(has), oere)
            )
    return Between(_sum(before), _sum(now), reasons, changes)


def _expected(row: GrantYear | None) -> int:
    return row.kept.expected if row else 0


def _sum(rows: Mapping[GrantKey, GrantYear]) -> int:
    return sum(row.kept.expected for row in rows.values())


def _units(actor: Actor, wanted: BudgetFilter) -> list[Unit]:
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    return chosen_units(units, wanted.department, wanted.unit)


def _month(month: date) -> KeptMonth:
    found = KeptMonth.objects.filter(month=month).select_related("version").first()
    if found is None:
        raise Http404
    return found


def _by_grant(rows: list[GrantYear]) -> dict[GrantKey, GrantYear]:
    return {(row.grant, row.account, row.unit): row for row in rows}


def _kept_rows(kept: KeptMonth, units: list[Unit], account: str) -> list[GrantYear]:
    rows = KeptGrant.objects.filter(kept=kept, unit__in=ids_of(units))
    rows = rows.filter(account=account) if account else rows
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
