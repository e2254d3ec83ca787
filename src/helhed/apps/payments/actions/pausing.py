"""Pauses of a grant, written, moved and taken back: where they move months that are paid, only when
whoever does it has seen what the next run takes back or pays besides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.decisions import pricing
from helhed.apps.decisions.actions.change import (
    Rest,
    resume_grant,
    suspend_grant,
    withdraw_suspension,
)
from helhed.apps.decisions.models import Grant, Suspension
from helhed.apps.orders.actions import answer
from helhed.apps.orders.models import OrderMessage
from helhed.apps.payments.due import due
from helhed.apps.payments.models import PaymentLine
from helhed.apps.payments.queries.late import PaidMonths, paid_months
from helhed.kernel.period import Month
from helhed.rules.orders.samtale import AskState
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.linjer import LineKind, correction_kind


@dataclass(frozen=True, slots=True)
class Pausing:
    """What a pause moves: the commitments, and in paid months what the run of ``run`` carries, by
    kind; in øre, less is negative. ``is_done``: it is written; else it is only told."""

    rest: Rest
    moves: list[tuple[LineKind, int]]
    run: Month | None
    is_done: bool

    @property
    def takes_back(self) -> bool:
        """Whether something that was paid comes back."""
        return any(oere < 0 for _, oere in self.moves)

    @property
    def seen(self) -> str:
        """In short, what somebody has seen of what is moved in paid months."""
        return " ".join(f"{kind.value}:{oere}" for kind, oere in self.moves)


def pause(
    actor: Actor, *, grant: UUID, start: date, end: date | None, reason: str, seen: str = ""
) -> Pausing:
    """Let a grant rest; nothing is written before what it moves in paid months was ``seen``.

    Raises UnableToChangeGrant, UnableToPrice.
    """
    act = lambda: suspend_grant(actor, grant=grant, start=start, end=end, reason=reason)  # noqa: E731
    return _when_seen(actor, grant, act, seen)


def move_pause(
    actor: Actor, *, suspension: UUID, last_day: date | None, first_day: date | None, seen: str = ""
) -> Pausing:
    """Give a pause other days; nothing is written before what it moves in paid months was ``seen``.

    Raises UnableToChangeGrant, UnableToPrice.
    """
    act = lambda: resume_grant(  # noqa: E731
        actor, suspension=suspension, last_day=last_day, first_day=first_day
    )
    return _when_seen(actor, _grant_of(suspension), act, seen)


def withdraw_pause(actor: Actor, *, suspension: UUID, seen: str = "") -> Pausing:
    """Take a pause back; nothing is written before what it moves in paid months was ``seen``.

    Raises UnableToChangeGrant, UnableToPrice.
    """
    act = lambda: withdraw_suspension(actor, suspension=suspension)  # noqa: E731
    return _when_seen(actor, _grant_of(suspension), act, seen)


def say_yes_to_absence(actor: Actor, *, message: UUID, text: str, seen: str = "") -> Pausing:
    """Say yes to a provider's wish by which the grant rests; nothing is written before what it
    moves in paid months was ``seen``.

    Raises UnableToAnswer, UnableToChangeGrant, UnableToPrice.
    """

    def act() -> Rest:
        rest = answer(actor, message=message, answer=AskState.YES, text=text).rest
        if rest is None:
            raise Http404
        return rest

    of_order = OrderMessage.objects.filter(id=message).values_list("order__grant", flat=True)
    return _when_seen(actor, of_order.first(), act, seen)


def _grant_of(suspension: UUID) -> UUID | None:
    return Suspension.objects.filter(id=suspension).values_list("grant", flat=True).first()


def _when_seen(actor: Actor, grant: UUID | None, act: Callable[[], Rest], seen: str) -> Pausing:
    """Do it, look at what the paid months are owed then, and undo it all when that was not seen."""
    with transaction.atomic():
        row = Grant.objects.select_related("unit").filter(id=grant).first() if grant else None
        paid = paid_months(actor.today).get(row.unit.department) if row else None
        before = _owed_before(row, paid) if row and paid else None
        rest = act()
        moves = _moves(row, paid, before, _owed(row, paid)) if row and paid else []
        done = Pausing(rest, moves, paid.next if paid else None, is_done=True)
        if moves and seen != done.seen:
            transaction.set_rollback(True)
            return Pausing(rest, moves, done.run, is_done=False)
    return done


def _owed_before(row: Grant, paid: PaidMonths) -> Mapping[Month, int] | None:
    """What the paid months were owed; None when a day has no price, which a pause may be to mend.
    Then what was paid is taken to be what was owed."""
    try:
        return _owed(row, paid)
    except pricing.UnableToPrice:
        return None


def _owed(row: Grant, paid: PaidMonths) -> Mapping[Month, int]:
    """What the paid months are owed. Raises UnableToPrice."""
    owed: Counter[Month] = Counter()
    for one in due(Grant.objects.filter(id=row.id), paid.first, paid.last):
        owed[one.month] += one.oere
    return owed


def _moves(
    row: Grant, paid: PaidMonths, before: Mapping[Month, int] | None, after: Mapping[Month, int]
) -> list[tuple[LineKind, int]]:
    """What the next run sets right because of it: what was paid and is owed no longer, and what is
    owed and was not paid. What is to be set right for other reasons is not of it."""
    months = (paid.first.first, paid.last.first)
    lines = PaymentLine.objects.filter(grant=row, month__range=months)
    was: Counter[Month] = Counter()
    payee = None
    for day, oere, recipient in lines.values_list("month", "oere", "plan__recipient"):
        was[Month.of(day)] += oere
        payee = Payee.of(recipient)
    if payee is None:
        return []
    found: Counter[LineKind] = Counter()
    for month, oere in was.items():
        owed = oere if before is None else before.get(month, 0)
        less = after.get(month, 0) - min(oere, owed)
        more = after.get(month, 0) - max(oere, owed)
        moved = less if less < 0 else max(more, 0)
        if moved:
            found[correction_kind(moved, payee)] += moved
    return list(found.items())
