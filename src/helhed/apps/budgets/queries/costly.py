"""Especially expensive single cases: who, how old, what was tried, what comes next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import citizens_from, parts_of
from helhed.apps.budgets.queries.efforts import service_name
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.citizens.queries import known_age
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import last_day
from helhed.apps.payments.access import ids_of, units_within
from helhed.apps.payments.queries import Known, told
from helhed.apps.plans.models import Plan
from helhed.kernel.dated import DatedValue
from helhed.rules.access.rights import Action
from helhed.rules.budgets.dyre import OERE, costly, limit_in


@dataclass(frozen=True, slots=True)
class CostlyCase:
    """A citizen's help that costs more than the limit in a year, in øre. ``tried`` is what ended
    before; ``since`` the first day of the help that runs; ``review`` empty: none is set."""

    citizen: UUID
    number: str
    age: int | None
    services: list[str]
    tried: list[str]
    since: date | None
    review: date | None
    expected: int


@dataclass(frozen=True, slots=True)
class CostlyCases:
    """The cases at the limit or over it, the dearest first, and the limit with its source."""

    limit: DatedValue
    rows: list[CostlyCase]

    @property
    def expected(self) -> int:
        return sum(row.expected for row in self.rows)


def costly_cases(actor: Actor, wanted: BudgetFilter) -> CostlyCases:
    """The especially expensive single cases of a year. Raises NoValueThatDay without a limit."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], units)
    return costly_of(wanted, units, ledger.closed(wanted.year), actor.today, ledger.known)


def costly_of(
    wanted: BudgetFilter,
    units: list[Unit],
    closed: Mapping[str, int],
    today: date,
    known: list[Known],
) -> CostlyCases:
    """The same of units, closed months and their corrections that are at hand."""
    limit = limit_in(wanted.year)
    parts = parts_of(wanted.year, units, closed, wanted.account)
    sums = citizens_from(parts, int(limit.value) * OERE, known)
    over = costly(sums, int(limit.value))
    grants, cases = _grants(over, units), _reviews(over, today)
    return CostlyCases(
        limit,
        [_case(one, sums[one], grants[one], cases.get(one), today) for one in over],
    )


def _case(
    citizen: UUID,
    oere: int,
    grants: list[dict[str, Any]],
    review: date | None,
    today: date,
) -> CostlyCase:
    running = [one for one in grants if (last_day(one["end"], one["runs_to"]) or today) >= today]
    services = list(dict.fromkeys(service_name(one["service"]) for one in running))
    ended = [service_name(one["service"]) for one in grants if one not in running]
    return CostlyCase(
        citizen,
        grants[-1]["decision__case__number"] if grants else "",
        known_age(grants[-1]["citizen__birth_date"], today) if grants else None,
        services,
        [one for one in dict.fromkeys(ended) if one not in services],
        min((one["start"] for one in running), default=None),
        review,
        oere,
    )


def _grants(citizens: list[UUID], units: list[Unit]) -> defaultdict[UUID, list[dict[str, Any]]]:
    """Every grant of the citizens in the units, the oldest first."""
    whose = ("citizen_id", "citizen__birth_date", "decision__case__number")
    fields = (*whose, "service", "start", "end", "runs_to")
    rows = Grant.objects.filter(citizen__in=citizens, state="granted", unit__in=ids_of(units))
    found: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.order_by("start", "id").values(*fields):
        found[row["citizen_id"]].append(row)
    return found


def _reviews(citizens: list[UUID], today: date) -> dict[UUID, date]:
    """The next day on which a plan of each is looked at again, late ones too."""
    rows = Plan.objects.filter(
        case__citizen__in=citizens, ended_on=None, next_follow_up__isnull=False
    )
    listed = rows.order_by("-next_follow_up").values_list("case__citizen", "next_follow_up")
    return {citizen: day for citizen, day in listed if day}
