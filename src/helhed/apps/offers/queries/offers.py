"""Reading offers with their places and rates, and who provides them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.offers.access import may_offers, require_offers
from helhed.apps.offers.models import Offer, Place, Provider, Rate, VatShare
from helhed.apps.offers.queries.abilities import NOTHING, AbilitiesShown, abilities_of, shown
from helhed.apps.offers.queries.rates import RateShown, rates_shown, running_on
from helhed.kernel.identifiers import uuid_for
from helhed.kernel.words import danish_sort_key
from helhed.rules.access.rights import Action
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.moms import has_vat
from helhed.rules.offers.tilbud import OfferKind


@dataclass(frozen=True, slots=True)
class OfferFilter:
    """Which offers to list."""

    kind: str = ""
    ownership: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class OfferPage:
    """An offer with its places and rates."""

    row: Offer
    kind: str
    ownership: str
    places: list[Place]
    rates: list[RateShown]
    abilities: AbilitiesShown
    vat_shares: list[VatShare]
    has_vat: bool
    may_edit: bool
    may_set_rate: bool


def offers(actor: Actor, wanted: OfferFilter) -> QuerySet[Offer, Offer]:
    """The offers that are asked for and exist today."""
    require_offers(actor, Action.SEE_OFFER)
    found = Offer.objects.filter(running_on(actor.today)).select_related("provider")
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.ownership:
        found = found.filter(provider__ownership=wanted.ownership)
    for word in danish_sort_key(wanted.words).split():
        found = found.filter(Q(name_key__contains=word) | Q(provider__name_key__contains=word))
    running = Q(places__start__lte=actor.today) & (
        Q(places__end__isnull=True) | Q(places__end__gte=actor.today)
    )
    return found.annotate(place_count=Count("places", filter=running))


def offer_row(offer: Any) -> dict[str, Any]:
    """An offer as a row of the list; its query counted the places."""
    return {
        "id": offer.id,
        "name": offer.name,
        "kind": OfferKind.of(offer.kind).label,
        "provider": offer.provider.name,
        "ownership": Ownership(offer.provider.ownership).label,
        "district": offer.district,
        "places": offer.place_count,
    }


def offer_page(actor: Actor, offer: UUID) -> OfferPage:
    """One offer. Raises Http404."""
    require_offers(actor, Action.SEE_OFFER)
    row = Offer.objects.select_related("provider").filter(id=offer).first()
    if row is None:
        raise Http404
    rates = Rate.objects.filter(offer=row, citizen=None).order_by("name")
    owner = Ownership(row.provider.ownership)
    shares = VatShare.objects.filter(provider=row.provider_id).select_related("recorded_by")
    return OfferPage(
        row,
        OfferKind.of(row.kind).label,
        owner.label,
        list(row.places.order_by("name")),
        rates_shown(rates, actor.today),
        shown(abilities_of([row.id], actor.today).get(row.id, NOTHING)),
        list(shares.order_by("-start")),
        has_vat(owner),
        may_offers(actor, Action.EDIT_OFFER),
        may_offers(actor, Action.SET_RATE),
    )


def providers(actor: Actor) -> list[Provider]:
    """Every provider, by name."""
    require_offers(actor, Action.SEE_OFFER)
    return list(Provider.objects.order_by("name_key"))


def provider_head(actor: Actor, provider: UUID) -> Provider:
    """A provider for its form. Raises Http404."""
    require_offers(actor, Action.SET_RATE)
    row = Provider.objects.filter(id=provider).first()
    if row is None:
        raise Http404
    return row


def providers_called(text: str) -> list[UUID]:
    """Ids of the providers with a name, or of the one with a key: its id, or the name that a
    file gave it for one."""
    try:
        key = UUID(text)
    except ValueError:
        key = uuid_for("providers", text)
    found = Provider.objects.filter(Q(name__iexact=text) | Q(id=key))
    return list(found.values_list("id", flat=True))


def provider_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names of providers by id."""
    return dict(Provider.objects.filter(id__in=list(ids)).values_list("id", "name"))
