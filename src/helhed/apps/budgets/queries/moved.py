"""Why a year commits more or less than the year before: how many, spread how, at what price.

Counted on commitments alone, so that both years are counted alike and every amount opens to the
grants that make it. The quantity is months with help: one for each grant and month that costs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Sum

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Account as BudgetAccount
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.budgets.words import account_name
from helhed.apps.decisions.models import Commitment
from helhed.apps.payments.access import ids_of, units_within
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.afvigelse import Explained, Line, explained, in_total
from helhed.rules.decisions.konto import Account, namings


@dataclass(frozen=True, slots=True)
class AccountMoved:
    """One account in both years; quantities are months with help, amounts øre."""

    code: str
    name: str
    line: Line

    @property
    def mean_before(self) -> int | None:
        """Øre per month with help in the year before; None without any."""
        return _mean(self.line.base_oere, self.line.base_quantity)

    @property
    def mean_now(self) -> int | None:
        return _mean(self.line.oere, self.line.quantity)


@dataclass(frozen=True, slots=True)
class Moved:
    """A year against the one before, explained per service and in total."""

    services: dict[str, Explained]
    total: Explained
    accounts: list[AccountMoved]


def moved(actor: Actor, wanted: BudgetFilter) -> Moved:
    """What moved from the year before to the year asked for, in what the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    reach = actor.reach(Action.SEE_BUDGET)
    units = chosen_units(units_within(reach), wanted.department, wanted.unit)
    before = _counted(wanted, wanted.year - 1, units)
    now = _counted(wanted, wanted.year, units)
    names = dict(BudgetAccount.objects.values_list("code", "name"))
    accounts = []
    for code in sorted({*before, *now}):
        name = account_name(code, names.get(code, code))
        line = Line(_service(code, name), code, *before.get(code, (0, 0)), *now.get(code, (0, 0)))
        accounts.append(AccountMoved(code, name, line))
    services = explained(account.line for account in accounts)
    return Moved(services, in_total(services.values()), accounts)


def _counted(wanted: BudgetFilter, year: int, units: list[Unit]) -> dict[str, tuple[int, int]]:
    """Months with help and øre of each account in a year."""
    months = [Month(year, number).first for number in range(1, 13)]
    found = Commitment.objects.filter(month__in=months, unit__in=ids_of(units)).order_by()
    if wanted.account:
        found = found.filter(account=wanted.account)
    rows = found.values_list("account").annotate(Count("id"), Sum("oere"))
    return {account: (count, oere or 0) for account, count, oere in rows}


def _service(code: str, name: str) -> str:
    """What an account is for, whoever delivers: the service that it is named after, or its own
    function and grouping with the name that the municipality gave it."""
    naming = namings().get(code)
    if naming is not None:
        return naming.service.name
    try:
        account = Account.parse(code)
    except ValueError:
        return name
    return f"{account.function} {account.grouping} {name}"


def _mean(oere: int, quantity: int) -> int | None:
    return round(oere / quantity) if quantity else None
