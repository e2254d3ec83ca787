"""Own help beside bought help, service by service, in a year as it is expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.budgets.activity import EffortYear, effort_years
from helhed.apps.budgets.queries.efforts import NOTHING, EffortKey, Side, of_grants, persons
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.payments.access import units_within
from helhed.apps.payments.queries import told
from helhed.rules.access.rights import Action
from helhed.rules.budgets.egne_og_koebte import OwnAndBought, is_bought


@dataclass(frozen=True, slots=True)
class Shifts:
    """Every service that is delivered with days of help by own or bought offers, the most expensive
    first; and the øre of what is neither, such as families, and of what has no days. The two are
    the year."""

    rows: list[OwnAndBought]
    left_out: int


def own_and_bought(actor: Actor, wanted: BudgetFilter) -> Shifts:
    """Own help beside bought help in a year."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], units)
    closed = ledger.closed(wanted.year)
    years = effort_years(wanted.year, units, closed, wanted.account, ledger.known)
    return own_and_bought_of(years, wanted.year)


def own_and_bought_of(years: Mapping[EffortKey, EffortYear], year: int) -> Shifts:
    """The same of years that are at hand."""
    sides: defaultdict[str, dict[bool, Side]] = defaultdict(dict)
    left_out = 0
    for (service, account), side in of_grants(years).items():
        bought = is_bought(account)
        if bought is not None and side.quantity:
            sides[service][bought] = sides[service].get(bought, NOTHING) + side
        else:
            left_out += side.oere
        left_out += side.fixed
    found = [_of(service, both, year) for service, both in sides.items()]
    return Shifts(sorted(found, key=lambda one: -(one.own_oere + one.bought_oere)), left_out)


def _of(service: str, both: dict[bool, Side], year: int) -> OwnAndBought:
    own, bought = both.get(False, NOTHING), both.get(True, NOTHING)
    return OwnAndBought(service, persons(own, year), own.oere, persons(bought, year), bought.oere)
