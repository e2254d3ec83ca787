"""Own help beside bought help, service by service, in a year as it is expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.budgets.activity import EffortYear, effort_years
from helhed.apps.budgets.queries.efforts import NOTHING, EffortKey, Side, of_grants, persons
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.payments.access import units_within
from helhed.apps.payments.queries import told
from helhed.rules.access.rights import Action
from helhed.rules.budgets.egne_og_koebte import OwnAndBought, is_bought


def own_and_bought(actor: Actor, wanted: BudgetFilter) -> list[OwnAndBought]:
    """Every service that is delivered with days of help by own or bought offers."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = chosen_units(units_within(actor, Action.SEE_BUDGET), wanted.department, wanted.unit)
    ledger = told(actor.today, [wanted.year], units)
    closed = ledger.closed(wanted.year)
    years = effort_years(wanted.year, units, closed, wanted.account, ledger.known)
    return own_and_bought_of(years, wanted.year)


def own_and_bought_of(years: Mapping[EffortKey, EffortYear], year: int) -> list[OwnAndBought]:
    """The same of years that are at hand, the most expensive first."""
    sides: defaultdict[str, dict[bool, Side]] = defaultdict(dict)
    for (service, account), side in of_grants(years).items():
        bought = is_bought(account)
        if bought is not None and side.quantity:
            sides[service][bought] = sides[service].get(bought, NOTHING) + side
    found = [_of(service, both, year) for service, both in sides.items()]
    return sorted(found, key=lambda one: -(one.own_oere + one.bought_oere))


def _of(service: str, both: dict[bool, Side], year: int) -> OwnAndBought:
    own, bought = both.get(False, NOTHING), both.get(True, NOTHING)
    return OwnAndBought(service, persons(own, year), own.oere, persons(bought, year), bought.oere)
