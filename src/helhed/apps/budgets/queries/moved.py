"""Why a year commits more or less than the year before: how many, spread how, at what price.

Counted on commitments alone, so that both years are counted alike and every amount opens to the
grants that make it. The quantity is days of help, shown as helårspersoner.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.activity import effort_years
from helhed.apps.budgets.models import Account as BudgetAccount
from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.queries.efforts import Side
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.budgets.words import account_name
from helhed.apps.payments.access import units_within
from helhed.apps.payments.queries import told
from helhed.rules.access.rights import Action
from helhed.rules.budgets.afvigelse import Explained


@dataclass(frozen=True, slots=True)
class AccountMoved:
    """One account in both years; persons are thousandths of helårspersoner, amounts øre."""

    code: str
    name: str
    before: Side
    now: Side
    persons_before: int
    persons: int
    price_before: int | None
    price: int | None


@dataclass(frozen=True, slots=True)
class ToExpected:
    """From what a year commits to what it is expected to end at, in øre: what closed months were
    paid, or are known to be corrected to, otherwise than committed; and what has no grant."""

    committed: int
    otherwise: int
    without_grant: int

    @property
    def expected(self) -> int:
        return self.committed + self.otherwise + self.without_grant


@dataclass(frozen=True, slots=True)
class Moved:
    """A year against the one before, explained per service (by its name) and in total; and the
    way to what the year is expected to end at."""

    services: dict[str, Explained]
    total: Explained
    accounts: list[AccountMoved]
    to_expected: ToExpected


def moved(actor: Actor, wanted: BudgetFilter) -> Moved:
    """What moved from the year before to the year asked for, in what the actor may see."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    shown = chosen_units(units, wanted.department, wanted.unit)
    before = efforts.of_grants(effort_years(wanted.year - 1, shown, {}, wanted.account))
    now = efforts.of_grants(effort_years(wanted.year, shown, {}, wanted.account))
    found = efforts.compared(before, now)
    names = dict(BudgetAccount.objects.values_list("code", "name"))
    accounts = [
        _account(code, account_name(code, names.get(code, code)), found, wanted.year)
        for code in sorted({effort.account for effort in found.efforts})
    ]
    services = {efforts.service_name(key): one for key, one in found.services.items()}
    return Moved(services, found.total, accounts, _to_expected(actor, wanted, shown, found.total))


def _to_expected(
    actor: Actor, wanted: BudgetFilter, units: list[Unit], total: Explained
) -> ToExpected:
    ledger = told(actor.today, [wanted.year], units)
    closed = ledger.closed(wanted.year)
    years = effort_years(wanted.year, units, closed, wanted.account, ledger.known)
    sums = Counter[bool]()
    for (service, _), one in years.items():
        sums[not service] += one.with_days + one.without
    return ToExpected(total.now, sums[False] - total.now, sums[True])


def _account(code: str, name: str, found: efforts.Compared, year: int) -> AccountMoved:
    theirs = [effort for effort in found.efforts if effort.account == code]
    before = sum((effort.base for effort in theirs), efforts.NOTHING)
    now = sum((effort.now for effort in theirs), efforts.NOTHING)
    return AccountMoved(
        code,
        name,
        before,
        now,
        efforts.persons(before, year - 1),
        efforts.persons(now, year),
        efforts.price(before, year - 1),
        efforts.price(now, year),
    )
