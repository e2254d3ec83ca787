"""What is expected and not granted, opened to the changes that make it; in no other figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.budgets.queries.efforts import service_name
from helhed.apps.budgets.queries.figures import FigureFilter
from helhed.apps.budgets.queries.year import chosen_units
from helhed.apps.decisions.models import ExpectedChange, ExpectedCost
from helhed.apps.payments.access import ids_of, units_within
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.forventning import Change


@dataclass(frozen=True)
class Asked:
    """The open changes behind a figure, in øre: a source of rows for a list."""

    listed: list[dict[str, Any]]

    @property
    def oere(self) -> int:
        return self.total("oere")

    def count(self) -> int:
        return len(self.listed)

    def total(self, key: str) -> int:
        return sum(row[key] for row in self.listed)

    def rows(self, sort: str, descending: bool, low: int, high: int) -> list[dict[str, Any]]:
        ordered = sorted(self.listed, key=lambda row: (row["number"], str(row["change"])))
        if sort:
            ordered.sort(key=lambda row: row[sort], reverse=descending)
        return ordered[low:high]


def asked(actor: Actor, wanted: FigureFilter) -> Asked:
    """What open changes would move in a year or a month of it, of what the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), wanted.department, wanted.unit)
    numbers = [wanted.month] if wanted.month else range(1, 13)
    firsts = [Month(wanted.year, number).first for number in numbers]
    rows = ExpectedCost.objects.filter(month__in=firsts, unit__in=ids_of(units)).order_by()
    if wanted.citizen:
        rows = rows.filter(expected__case__citizen=wanted.citizen)
    if wanted.account:
        rows = rows.filter(account=wanted.account)
    names = {unit.id: unit.name for unit in units}
    sums = list(rows.values_list("expected_id", "account", "unit_id").annotate(Sum("oere")))
    facts = _facts(ExpectedChange.objects.filter(id__in={row[0] for row in sums}))
    return Asked(
        [
            {**facts[change], "account": account, "unit": names[unit], "oere": oere}
            for change, account, unit, oere in sums
            if oere and wanted.part.holds(account) and _is_of(facts[change], wanted.service)
        ]
    )


def _is_of(facts: dict[str, Any], service: str) -> bool:
    return not service or facts["key"] == service


def _facts(changes: QuerySet[ExpectedChange, ExpectedChange]) -> dict[UUID, dict[str, Any]]:
    listed = changes.select_related("case", "grant")
    found = {}
    for one in listed:
        key = one.service or (one.grant.service if one.grant else "")
        found[one.id] = {
            "change": one.id,
            "citizen_id": one.case.citizen_id,
            "number": one.case.number,
            "key": key,
            "service": service_name(key) if key else "",
            "what": Change.of(one.change).label,
        }
    return found
