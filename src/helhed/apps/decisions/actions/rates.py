"""Setting what a rate is from a day. It changes what every grant on the rate costs, at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import amounts
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.actions import prepare
from helhed.apps.decisions.amounts import UnableToSetRate
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.queries import fits
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Rate, RateAmount
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.offers.procenttillaeg import check_percent

OWN_PRICE = screen_text("Egen pris")


def set_rate(actor: Actor, *, rate: UUID, oere: int, start: date) -> RateAmount:
    """Set what a rate is from a day until the next amount that is known, or on.

    The amount that held before ends the day before. Raises UnableToSetRate when one begins on
    the very day already: an amount that was written down is not overwritten, but corrected.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        row = amounts.locked(rate)
        made = amounts.write(actor, row, oere, start)
        amounts.follow(actor, [row.id])
        wrote(actor, "rate.set", made, oere=oere, start=start.isoformat())
    return made


def correct_amount(actor: Actor, *, amount: UUID, oere: int | None, reason: str) -> None:
    """Take back an amount that was written wrong, and write another for the same days.

    Without another, the amount before it holds on for its days. What was written stays to be
    seen. Raises UnableToSetRate, and UnableToPrice when a grant would be left without a price.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        row = RateAmount.objects.select_related("rate").filter(id=amount).first()
        if row is None:
            raise Http404
        amounts.locked(row.rate_id)
        row = RateAmount.objects.select_related("rate", "recorded_by").get(id=amount)
        amounts.check(row.rate, row.oere if oere is None else oere)
        if not reason.strip():
            raise UnableToSetRate(screen_text("Skriv hvorfor."))
        if oere == row.oere:
            raise UnableToSetRate(screen_text("Det er den pris, der står."))
        if oere is None:
            amounts.take_back(actor, row, reason.strip())
        else:
            amounts.replace(actor, row, oere, reason.strip())
        amounts.follow(actor, [row.rate_id])
        wrote(actor, "rate.correct", row.rate, amount=str(amount), oere=oere)


def add_supplement(actor: Actor, *, base: UUID, name: str, percent: Decimal) -> Rate:
    """Add a rate that is so many percent of another on every day, as long as both last.

    Raises UnableToSetRate, UnableToUsePercent.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        row = amounts.locked(base)
        check_percent(percent)
        if not name.strip():
            raise UnableToSetRate(screen_text("Skriv et navn."))
        if row.base_id is not None:
            text = screen_text("Et tillæg kan ikke være procent af et andet tillæg.")
            raise UnableToSetRate(text)
        made = Rate.objects.create(
            offer=row.offer,
            service=row.service,
            name=name.strip(),
            kind=row.kind,
            base=row,
            percent=percent,
            citizen=row.citizen,
            agreed_by=row.agreed_by,
            agreed_on=row.agreed_on,
            agreement=row.agreement,
        )
        amounts.rewrite(actor, made)
        wrote(actor, "rate.supplement", made, base=str(row.id))
    return made


def agree_price(
    actor: Actor,
    *,
    grant: UUID,
    instead_of: UUID,
    oere: int,
    start: date,
    agreed_by: str,
    agreed_on: date,
    agreement: str,
) -> Rate:
    """Write a price that was agreed for one citizen, and choose it on the decision's line.

    It stands in place of a rate that fits the line, is of the same offer and kind, and is never
    offered to others. Raises UnableToSetRate, UnableToPrepare.
    """
    with transaction.atomic():
        line = Grant.objects.select_related("decision__case", "main").get(id=grant)
        require_grant(actor, Action.PREPARE_DECISION, line)
        usual = fits(line, instead_of, actor.today)
        if usual is None:
            raise UnableToSetRate(screen_text("Taksten passer ikke til ydelsen. Vælg en anden."))
        if not agreed_by.strip() or not agreement.strip():
            text = screen_text("Skriv, hvem prisen er aftalt med, og hvor aftalen ligger.")
            raise UnableToSetRate(text)
        if agreed_on > actor.today:
            raise UnableToSetRate(screen_text("Aftalen kan ikke være fra en dag, der kommer."))
        made = Rate.objects.create(
            offer=usual.offer,
            service=usual.service,
            name=OWN_PRICE,
            kind=usual.kind,
            citizen_id=line.citizen_id,
            agreed_by=agreed_by.strip(),
            agreed_on=agreed_on,
            agreement=agreement.strip(),
        )
        amounts.write(actor, made, oere, start)
        wrote(actor, "rate.agree", made, line.citizen_id, oere=oere, start=start.isoformat())
        prepare.choose_rate(actor, grant=grant, rate=made.id)
    return made
