"""Accounts and frames: what is set aside over the years, and one frame with its history."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.apps.budgets.queries.year import BudgetFilter, chosen_units
from helhed.apps.budgets.sums import frame_sums
from helhed.apps.budgets.words import account_name
from helhed.apps.decisions.models import CommitmentTotal
from helhed.apps.payments.access import departments_of, ids_of, units_within
from helhed.apps.payments.models import PostingTotal
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.budgets.ramme import NOTHING, YEARS_AHEAD, FrameSum


@dataclass(frozen=True, slots=True)
class FrameLine:
    """An account in a unit: its frame in a year, and the corrected frames of the years after."""

    account: str
    account_name: str
    unit: UUID
    unit_name: str
    sums: FrameSum
    ahead: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FramePage:
    """What the form of a frame needs: choices, and the frame as it is now with its history."""

    accounts: list[Account]
    units: list[Unit]
    now: FrameSum
    changes: list[FrameChange]
    given: list[FrameChange]


def accounts(actor: Actor) -> QuerySet[Account, Account]:
    """The accounts of the departments that the actor sees at least a part of."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    return Account.objects.filter(department__in=departments_of(units)).order_by("code")


def accounts_in_use(actor: Actor, year: int) -> QuerySet[Account, Account]:
    """Those of the accounts that have a frame in a year, or money that is committed or posted."""
    firsts = [Month(year, number).first for number in range(1, 13)]
    used = Q(code__in=Frame.objects.filter(year=year).values("account"))
    for totals in (CommitmentTotal, PostingTotal):
        used |= Q(
            code__in=totals.objects.filter(month__in=firsts).exclude(oere=0).values("account")
        )
    return accounts(actor).filter(used)


def frame_lines(actor: Actor, wanted: BudgetFilter) -> list[FrameLine]:
    """Every frame that the actor may see, in a year and the years of estimates after it."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor, Action.SEE_BUDGET)
    shown = {unit.id: unit.name for unit in chosen_units(units, wanted.department, wanted.unit)}
    years = [wanted.year + n for n in range(YEARS_AHEAD + 1)]
    rows = Frame.objects.filter(year__in=years, unit__in=list(shown))
    if wanted.account:
        rows = rows.filter(account=wanted.account)
    sums = frame_sums(rows)
    names = dict(Account.objects.values_list("code", "name"))
    found = []
    for account, unit in sorted({(account, unit) for account, unit, _ in sums}):
        now, *ahead = [sums.get((account, unit, year), NOTHING) for year in years]
        name = account_name(account, names.get(account, account))
        corrected = tuple(one.corrected for one in ahead)
        found.append(FrameLine(account, name, unit, shown[unit], now, corrected))
    return found


def frame_page(actor: Actor, account: str, unit: UUID | None, year: int) -> FramePage:
    """The choices for a frame, and the one that is chosen already."""
    require_at_all(actor, Action.SET_BUDGET)
    units = units_within(actor, Action.SET_BUDGET)
    listed = list(Account.objects.filter(department__in=departments_of(units)).order_by("code"))
    rows = Frame.objects.filter(account=account, unit=unit, year=year, unit__in=ids_of(units))
    frame = rows.first() if unit else None
    if frame is None:
        return FramePage(listed, units, NOTHING, [], [])
    (now,) = frame_sums(rows).values() or (NOTHING,)
    changes = FrameChange.objects.select_related(
        "recorded_by", "frame__account", "frame__unit", "taken_from__account", "taken_from__unit"
    ).order_by("-recorded_at", "id")
    given = list(changes.filter(taken_from=frame))
    return FramePage(listed, units, now, list(changes.filter(frame=frame)), given)
