"""Taking one-offs of the year before over into a proposal that knows only the year's own grants."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, require
from helhed.apps.audit.actions import wrote
from helhed.apps.budgets import seeds
from helhed.apps.budgets.actions.versions import UnableToBuildBudget, draft, name_accounts
from helhed.apps.budgets.models import BudgetLine, BudgetVersion
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action, Matter
from helhed.rules.budgets.budgetmodel import BudgetModel, Key


def carry_over(actor: Actor, *, version: UUID, chosen: Collection[Key]) -> BudgetVersion:
    """Take exactly the chosen one-offs of the year before over into a draft: what is chosen is
    added to its line (or makes one), what is chosen no more is taken out again.

    Raises UnableToBuildBudget.
    """
    with transaction.atomic():
        require(actor, Action.SET_BUDGET, Matter())
        found = draft(version)
        if found.model != BudgetModel.ACTIVITY.value:
            raise UnableToBuildBudget(
                screen_text("Modellen har allerede taget engangsydelserne fra året før med.")
            )
        offered = {one.key: one for one in seeds.one_offs(found.year - 1, actor.units)}
        if not set(chosen) <= set(offered):
            raise UnableToBuildBudget(
                screen_text("Der er kommet ændringer i engangsydelserne. Hent siden igen, og vælg.")
            )
        wanted = {key: offered[key].oere for key in chosen}
        name_accounts({key[1]: offered[key].department for key in chosen})
        lines = {_key(line): line for line in found.lines.select_for_update()}
        for key in {*wanted, *(key for key, line in lines.items() if line.carried_oere)}:
            _carry(found, key, lines.get(key), wanted.get(key, 0))
        sum_ = sum(wanted.values())
        wrote(actor, "budget.carry", found, lines=len(wanted), oere=sum_, year=found.year - 1)
    return found


def _key(line: BudgetLine) -> Key:
    return line.service, line.account_id, str(line.unit_id)


def _carry(version: BudgetVersion, key: Key, line: BudgetLine | None, oere: int) -> None:
    """Let so many øre of a line be carried over; a line that is nothing without them goes."""
    if line is None:
        service, account, unit = key
        line = BudgetLine(
            version=version, service=service, account_id=account, unit_id=unit, persons=0
        )
        line.price_oere = line.fixed_oere = 0
    line.fixed_oere += oere - line.carried_oere
    line.carried_oere = oere
    if line.persons or line.fixed_oere or line.seed_oere or line.note:
        line.save()
    elif not line._state.adding:
        line.delete()
