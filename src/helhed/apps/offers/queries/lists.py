"""Lists of rates, and the page of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.offers.access import may_offers, require_offers
from helhed.apps.offers.models import Rate, RateAmount, VatShare, WithdrawnAmount
from helhed.apps.offers.queries.rates import (
    RateShown,
    price_split,
    rates_shown,
    running_on,
    withdrawn_amounts,
)
from helhed.kernel.words import danish_sort_key
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind, services
from helhed.rules.offers.ejerforhold import Ownership


@dataclass(frozen=True, slots=True)
class RateFilter:
    """Which rates to list; ``missing`` are those without a price today."""

    ownership: str = ""
    kind: str = ""
    words: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class RatePage:
    """One rate with everything that was ever written of it."""

    row: Rate
    shown: RateShown
    withdrawn: list[WithdrawnAmount]
    supplements: list[RateShown]
    service: str
    may_set: bool


def rates(actor: Actor, wanted: RateFilter) -> QuerySet[Rate, Rate]:
    """The rates asked for, of running offers and the municipality's own. Prices that were agreed
    for one citizen are not among them."""
    require_offers(actor, Action.SEE_OFFER)
    today = actor.today
    of_offer = Q(offer__start__lte=today) & (Q(offer__end=None) | Q(offer__end__gte=today))
    found = Rate.objects.filter(Q(offer=None) | of_offer, citizen=None)
    if wanted.ownership:
        found = found.filter(offer__provider__ownership=wanted.ownership)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    for word in danish_sort_key(wanted.words).split():
        found = found.filter(
            Q(offer__name_key__contains=word) | Q(offer__provider__name_key__contains=word)
        )
    price, since = (_of_today(today, name) for name in ("oere", "start"))
    share = VatShare.objects.filter(running_on(today), provider=OuterRef("offer__provider"))
    found = found.annotate(
        price=price, since=since, vat_percent=Subquery(share.values("percent")[:1])
    )
    if wanted.missing:
        found = found.filter(price=None)
    return found.select_related("offer__provider", "base")


def _of_today(today: date, field: str) -> Subquery:
    amounts = RateAmount.objects.filter(running_on(today), rate=OuterRef("pk"))
    return Subquery(amounts.values(field)[:1])


def rate_row(rate: Any) -> dict[str, Any]:
    """A rate as a row of the list; its query found today's price."""
    owner = Ownership(rate.offer.provider.ownership) if rate.offer else None
    shares = {rate.offer.provider_id: rate.vat_percent} if rate.vat_percent is not None else {}
    parts = price_split(rate, rate.price, shares) if rate.price is not None else None
    return {
        "id": rate.id,
        "name": rate.name,
        "offer": rate.offer.name if rate.offer else "",
        "provider": rate.offer.provider.name if rate.offer else "",
        "ownership": owner.label if owner else "",
        "kind": PriceKind(rate.kind).label,
        "price": rate.price,
        "vat": parts.vat if parts else None,
        "net": parts.net if parts else None,
        "since": rate.since,
        "base": rate.base.name if rate.base else "",
        "percent": rate.percent,
    }


def rate_page(actor: Actor, rate: UUID) -> RatePage:
    """One rate; a price agreed for one citizen only to those who set rates. Raises Http404."""
    require_offers(actor, Action.SEE_OFFER)
    row = Rate.objects.select_related("offer__provider", "base").filter(id=rate).first()
    if row is None:
        raise Http404
    if row.citizen_id is not None:
        require_offers(actor, Action.SET_RATE)
    following = list(row.supplements.order_by("name"))
    shown = {one.id: one for one in rates_shown([row, *following], actor.today)}
    named = services()[row.service].name if row.service in services() else ""
    return RatePage(
        row,
        shown[row.id],
        withdrawn_amounts([row.id]),
        [shown[one.id] for one in following],
        named,
        may_offers(actor, Action.SET_RATE),
    )
