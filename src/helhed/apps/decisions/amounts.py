"""Writing what rates are, and what follows: supplements of percent, and the price of every grant.

Called by actions, inside their transactions and after they asked for the right.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from uuid import UUID

from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.models import Rate, RateAmount, WithdrawnAmount
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.offers.pris import DatedAmount, corrected, from_day
from helhed.rules.offers.procenttillaeg import derived

TOO_MUCH = 100_000_000_00
FOLLOWS = screen_text("Følger sin grundtakst")


class UnableToSetRate(UnableTo):
    """A rate cannot be set as asked."""


def locked(rate: UUID) -> Rate:
    """A rate to write on, held until the transaction ends. Raises Http404."""
    row = Rate.objects.select_for_update().filter(id=rate).first()
    if row is None:
        raise Http404
    return row


def write(actor: Actor, row: Rate, oere: int, start: date) -> RateAmount:
    """Write what a rate is from a day until the next amount that is known, or on.

    The amount that held before ends the day before. Raises UnableToSetRate.
    """
    check(row, oere)
    amounts = list(row.amounts.order_by("start"))
    if any(amount.start == start for amount in amounts):
        text = screen_text(
            "Der er allerede skrevet en pris fra den dag. Er den forkert, så brug »Ret« ud for"
            " prisen på takstens side. Ellers vælg en anden dag."
        )
        raise UnableToSetRate(text)
    for amount in amounts:
        if amount.start < start and (amount.end is None or amount.end >= start):
            amount.end = start - timedelta(days=1)
            amount.save(update_fields=["end"])
    after = [amount.start for amount in amounts if amount.start > start]
    return _add(actor, row, DatedAmount(oere, start, min(after) - _DAY if after else None))


_DAY = timedelta(days=1)


def check(row: Rate, oere: int) -> None:
    """Raises UnableToSetRate for a rate that follows another, or an amount that is none."""
    if row.base_id is not None:
        text = screen_text("Prisen følger sin grundtakst. Ret grundtaksten.")
        raise UnableToSetRate(text)
    if not 0 < oere < TOO_MUCH:
        text = screen_text("Prisen skal være over 0 og under 100 millioner kroner.")
        raise UnableToSetRate(text)


def if_set(row: Rate, oere: int, start: date) -> pricing.Changed | None:
    """What a rate and its supplements would be with an amount from a day; None when it cannot be
    set so."""
    now = _dated(row)
    if row.base_id is not None or not 0 < oere < TOO_MUCH or any(o.start == start for o in now):
        return None
    return _with_supplements(row, from_day(now, oere, start))


def if_corrected(amount: RateAmount, oere: int | None) -> pricing.Changed | None:
    """What a rate and its supplements would be, had an amount been another or never written."""
    row = amount.rate
    if row.base_id is not None or oere == amount.oere:
        return None
    if oere is not None and not 0 < oere < TOO_MUCH:
        return None
    return _with_supplements(row, corrected(_dated(row), amount.start, oere))


def _dated(row: Rate) -> list[DatedAmount]:
    return [DatedAmount(one.oere, one.start, one.end) for one in row.amounts.order_by("start")]


def _with_supplements(row: Rate, amounts: list[DatedAmount]) -> pricing.Changed:
    following = Rate.objects.filter(base=row, percent__isnull=False)
    shares = following.values_list("id", "percent")
    return {row.id: amounts} | {id: derived(amounts, share) for id, share in shares if share}


def _add(actor: Actor, row: Rate, made: DatedAmount) -> RateAmount:
    return RateAmount.objects.create(
        rate=row,
        oere=made.oere,
        start=made.start,
        end=made.end,
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )


def replace(actor: Actor, amount: RateAmount, oere: int, reason: str) -> RateAmount:
    """Write another amount for the same days; the old one stays to be seen."""
    withdraw(actor, amount, reason)
    return _add(actor, amount.rate, DatedAmount(oere, amount.start, amount.end))


def withdraw(actor: Actor, amount: RateAmount, reason: str) -> None:
    """Take an amount back: it no longer holds, and it is still told what it was."""
    WithdrawnAmount.objects.create(
        rate_id=amount.rate_id,
        oere=amount.oere,
        start=amount.start,
        end=amount.end,
        recorded_at=amount.recorded_at,
        recorded_by_id=amount.recorded_by_id,
        withdrawn_at=actor.now(),
        withdrawn_by=actor.user,
        reason=reason,
    )
    RateAmount.objects.filter(id=amount.id).delete()


def take_back(actor: Actor, amount: RateAmount, reason: str) -> None:
    """Take an amount back; the one before it, if any, holds on for its days."""
    withdraw(actor, amount, reason)
    others = RateAmount.objects.filter(rate=amount.rate_id)
    before = others.filter(start__lt=amount.start).order_by("-start").first()
    if before is not None:
        before.end = amount.end
        before.save(update_fields=["end"])


def follow(actor: Actor, bases: Iterable[UUID]) -> list[UUID]:
    """Write the supplements of rates again, and what every grant on any of them costs.

    Returns the rates whose amounts may have moved. Raises UnableToPrice; then nothing stands.
    """
    wanted = list(bases)
    moved = list(wanted)
    rows = Rate.objects.filter(base__in=wanted).select_related("base").order_by("id")
    for row in rows.select_for_update(of=("self",)):
        rewrite(actor, row)
        moved.append(row.id)
    last = last_counted_month(actor.today)
    pricing.recount(Grant.objects.filter(rate__in=moved, state="granted"), last)
    expecting.recount_on_rates(moved, last)
    return moved


def rewrite(actor: Actor, row: Rate) -> None:
    """Make the amounts of a supplement those that its base gives; what changed is kept to see."""
    assert row.base is not None
    assert row.percent is not None
    base = row.base.amounts.order_by("start")
    dated = [DatedAmount(one.oere, one.start, one.end) for one in base]
    wanted = {one.start: one for one in derived(dated, row.percent)}
    for amount in row.amounts.select_related("rate"):
        same = wanted.get(amount.start)
        if same is None or same.oere != amount.oere:
            withdraw(actor, amount, FOLLOWS)
            continue
        del wanted[amount.start]
        if same.end != amount.end:
            amount.end = same.end
            amount.save(update_fields=["end"])
    for made in wanted.values():
        _add(actor, row, made)
