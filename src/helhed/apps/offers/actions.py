"""Providers, offers, places and the names of rates. What a rate *is* changes what grants cost, so
that act lives with the decisions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Offer, Place, Provider, Rate, VatShare
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.moms import UnableToSetVat, check_share
from helhed.rules.offers.tilbud import OfferKind


class UnableToChangeOffer(UnableTo):
    """A provider, offer, place or rate cannot be made or changed as asked."""


def add_provider(
    actor: Actor, *, name: str, ownership: Ownership, cvr: str, phone: str, email: str
) -> Provider:
    """Add a provider. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.EDIT_OFFER)
        _check_name(name)
        if cvr and not (len(cvr) == 8 and cvr.isdecimal()):
            raise UnableToChangeOffer(screen_text("CVR-nummeret skal være otte cifre."))
        provider = Provider.objects.create(
            name=name.strip(),
            name_key=danish_sort_key(name),
            ownership=ownership.value,
            cvr=cvr,
            phone=phone,
            email=email,
        )
        wrote(actor, "provider.add", provider)
    return provider


def add_offer(
    actor: Actor,
    *,
    provider: UUID,
    name: str,
    kind: OfferKind,
    address: str,
    about: str,
    start: date,
) -> Offer:
    """Add an offer of a provider. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.EDIT_OFFER)
        _check_name(name)
        offer = Offer.objects.create(
            provider=Provider.objects.get(id=provider),
            name=name.strip(),
            name_key=danish_sort_key(name),
            kind=kind.value,
            address=address.strip(),
            about=about.strip(),
            start=start,
        )
        wrote(actor, "offer.add", offer)
    return offer


def add_place(actor: Actor, *, offer: UUID, name: str, start: date) -> Place:
    """Add a place to an offer from a day. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.EDIT_OFFER)
        _check_name(name)
        row = Offer.objects.select_for_update().get(id=offer)
        if row.places.filter(name=name.strip()).exists():
            raise UnableToChangeOffer(screen_text("Der er allerede en plads med det navn."))
        if start < row.start:
            raise UnableToChangeOffer(screen_text("Pladsen kan ikke begynde før tilbuddet."))
        place = Place.objects.create(offer=row, name=name.strip(), start=start)
        wrote(actor, "place.add", place)
    return place


def add_rate(actor: Actor, *, offer: UUID, name: str, kind: PriceKind) -> Rate:
    """Add a rate to an offer; it has no amount yet. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        _check_name(name)
        rate = Rate.objects.create(
            offer=Offer.objects.get(id=offer), name=name.strip(), kind=kind.value
        )
        wrote(actor, "rate.add", rate)
    return rate


def set_vat_share(
    actor: Actor, *, provider: UUID, percent: Decimal, start: date, source: str
) -> VatShare:
    """Write how many percent of a provider's prices are VAT from a day, until the next is known.

    Raises UnableToSetVat.
    """
    with transaction.atomic():
        require_offers(actor, Action.SET_RATE)
        row = Provider.objects.select_for_update().get(id=provider)
        check_share(Ownership(row.ownership), percent)
        if not source.strip():
            raise UnableToSetVat(screen_text("Skriv, hvor momsandelen står."))
        shares = list(row.vat_shares.order_by("start"))
        if any(share.start == start for share in shares):
            text = screen_text("Der er allerede skrevet en momsandel fra den dag.")
            raise UnableToSetVat(text)
        for share in shares:
            if share.start < start and (share.end is None or share.end >= start):
                share.end = start - timedelta(days=1)
                share.save(update_fields=["end"])
        after = [share.start for share in shares if share.start > start]
        made = VatShare.objects.create(
            provider=row,
            percent=percent,
            start=start,
            end=min(after) - timedelta(days=1) if after else None,
            source=source.strip(),
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "vat.set", made, start=start.isoformat())
    return made


def _check_name(name: str) -> None:
    if not name.strip():
        raise UnableToChangeOffer(screen_text("Skriv et navn."))
