"""Setting what a rate is from a day. It changes what every grant on the rate costs, at once."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Grant
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Rate, RateAmount
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month

TOO_MUCH = 100_000_000_00


class UnableToSetRate(UnableTo):
    """A rate cannot be set as asked."""


def set_rate(actor: Actor, *, rate: UUID, oere: int, start: date) -> RateAmount:
    """Set what a rate is from a day until the next amount that is known, or on.

    The amount that held before ends the day before. Raises UnableToSetRate when one begins on
    the very day already: an amount that was written down is not overwritten.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        row = Rate.objects.select_for_update().filter(id=rate).first()
        if row is None:
            raise Http404
        if not 0 < oere < TOO_MUCH:
            text = screen_text("Prisen skal være over 0 og under 100 millioner kroner.")
            raise UnableToSetRate(text)
        amounts = list(row.amounts.order_by("start"))
        if any(amount.start == start for amount in amounts):
            text = screen_text("Der er allerede skrevet en pris fra den dag. Vælg en anden dag.")
            raise UnableToSetRate(text)
        before = [a for a in amounts if a.start < start and (a.end is None or a.end >= start)]
        after = [a for a in amounts if a.start > start]
        for amount in before:
            amount.end = start - timedelta(days=1)
            amount.save(update_fields=["end"])
        made = RateAmount.objects.create(
            rate=row,
            oere=oere,
            start=start,
            end=after[0].start - timedelta(days=1) if after else None,
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        pricing.recount(
            Grant.objects.filter(rate=row, state="granted"), last_counted_month(actor.today)
        )
        wrote(actor, "rate.set", made, oere=oere, start=start.isoformat())
    return made
