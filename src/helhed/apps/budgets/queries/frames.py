"""Accounts, and one frame with what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.budgets.models import Account, Frame, FrameChange
from helhed.apps.payments.access import departments_of, units_within
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class FramePage:
    """What the form of a frame needs: choices, and the frame as it is now with its history."""

    accounts: list[Account]
    units: list[Unit]
    now: int | None
    changes: list[FrameChange]


def accounts(actor: Actor) -> QuerySet[Account, Account]:
    """The accounts of the departments that the actor sees at least a part of."""
    require_at_all(actor, Action.SEE_BUDGET)
    units = units_within(actor.reach(Action.SEE_BUDGET))
    return Account.objects.filter(department__in=departments_of(units)).order_by("code")


def frame_page(actor: Actor, account: str, unit: UUID | None, year: int) -> FramePage:
    """The choices for a frame, and the one that is chosen already."""
    require_at_all(actor, Action.SET_BUDGET)
    units = units_within(actor.reach(Action.SET_BUDGET))
    listed = Account.objects.filter(department__in=departments_of(units)).order_by("code")
    frame = Frame.objects.filter(account=account, unit=unit, year=year).first() if unit else None
    changes = (
        list(frame.changes.select_related("recorded_by").order_by("-recorded_at")) if frame else []
    )
    return FramePage(list(listed), units, frame.oere if frame else None, changes)
