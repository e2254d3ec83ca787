"""One-offs of the year before, beside what a proposal has of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.budgets import seeds
from helhed.apps.budgets.models import Account, BudgetVersion
from helhed.apps.budgets.queries import efforts
from helhed.apps.budgets.words import account_name
from helhed.apps.payments.access import units_within
from helhed.rules.access.rights import Action
from helhed.rules.budgets.budgetmodel import BudgetModel, Key, VersionState


@dataclass(frozen=True, slots=True)
class OneOffLine:
    """One-offs of one service on an account in a unit: how many grants and øre the year before,
    what the proposal has of itself, and what was carried over into it."""

    key: Key
    service: str
    account: str
    account_name: str
    unit_name: str
    grants: int
    before: int
    built: int
    carried: int


def may_carry(version: BudgetVersion) -> bool:
    """Whether one-offs can be carried over into a version: a draft that is made of the year's own
    grants; the other models have them already."""
    is_draft = version.state == VersionState.DRAFT.value
    return is_draft and version.model == BudgetModel.ACTIVITY.value


def one_off_lines(actor: Actor, version: UUID) -> tuple[BudgetVersion, list[OneOffLine]]:
    """A draft, and the one-offs that can be carried over into it, the dearest first. Raises
    Http404."""
    require_at_all(actor, Action.SET_BUDGET)
    found = BudgetVersion.objects.filter(id=version).first()
    if found is None or not may_carry(found):
        raise Http404
    units = units_within(actor, Action.SET_BUDGET)
    names = dict(Account.objects.values_list("code", "name"))
    called = {str(unit.id): unit.name for unit in units}
    rows = found.lines.values_list("service", "account_id", "unit_id", "fixed_oere", "carried_oere")
    built = {(key, account, str(unit)): sums for key, account, unit, *sums in rows}
    lines = []
    for one in seeds.one_offs(found.year - 1, units):
        service, account, unit = one.key
        fixed, carried = built.get(one.key, (0, 0))
        lines.append(
            OneOffLine(
                one.key,
                efforts.service_name(service),
                account,
                account_name(account, names.get(account, account)),
                called[unit],
                one.grants,
                one.oere,
                fixed - carried,
                carried,
            )
        )
    return found, sorted(lines, key=lambda one: (-one.before, one.key))
