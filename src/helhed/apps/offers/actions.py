"""Providers, offers, places and the names of rates. What a rate *is* changes what grants cost, so
that act lives with the decisions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import Offer, Place, Provider, Rate
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
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


def _check_name(name: str) -> None:
    if not name.strip():
        raise UnableToChangeOffer(screen_text("Skriv et navn."))
