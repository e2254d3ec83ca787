"""Providers, offers, places and the names of rates. What a rate *is* changes what grants cost, so
that act lives with the decisions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import (
    DistrictDistance,
    Offer,
    OfferGroup,
    OfferSupport,
    Place,
    Provider,
    Rate,
    VatShare,
)
from helhed.apps.offers.queries import running_on
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import ONE_DAY
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.moms import UnableToSetVat, check_share
from helhed.rules.offers.tilbud import OfferKind

MOST_METRES = 1_000_000


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


def set_abilities(
    actor: Actor,
    *,
    offer: UUID,
    groups: Collection[str],
    levels: Mapping[str, int],
    start: date,
) -> None:
    """Write which target groups an offer takes (none: every one) and the most support that it
    gives by theme, from a day on. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.EDIT_OFFER)
        row = Offer.objects.select_for_update().get(id=offer)
        _check_abilities(row, groups, levels, start)
        held = {one.code: one for one in row.groups.filter(running_on(start))}
        for code in held.keys() - set(groups):
            _end(held[code], start)
        for code in sorted(set(groups) - held.keys()):
            OfferGroup.objects.create(offer=row, code=code, start=start)
        given = {one.theme: one for one in row.supports.filter(running_on(start))}
        for theme, support in given.items():
            if levels.get(theme) != support.level:
                _end(support, start)
        for theme, level in levels.items():
            if theme not in given or given[theme].level != level:
                OfferSupport.objects.create(offer=row, theme=theme, level=level, start=start)
        wrote(actor, "offer.abilities", row, start=start.isoformat())


def _check_abilities(
    row: Offer, groups: Collection[str], levels: Mapping[str, int], start: date
) -> None:
    known = {group.code for group in ffb.leaves(ffb.Kind.TARGET_GROUP)}
    themes = {theme.code for theme in ffb.themes() if theme.takes_level}
    if set(groups) - known or set(levels) - themes:
        raise UnableToChangeOffer(screen_text("Koden findes ikke. Vælg en fra listen."))
    if any(not 0 <= level <= 4 for level in levels.values()):
        raise UnableToChangeOffer(screen_text("Støtten er et tal fra 0 til 4."))
    if start < row.start:
        raise UnableToChangeOffer(screen_text("Dagen ligger før tilbuddets første dag."))
    later = row.groups.filter(start__gt=start).exists()
    if later or row.supports.filter(start__gt=start).exists():
        text = screen_text("Der er skrevet noget fra en senere dag. Vælg den dag eller senere.")
        raise UnableToChangeOffer(text)


def _end(row: OfferGroup | OfferSupport, start: date) -> None:
    """What held until a day; what was to begin that day never did."""
    if row.start == start:
        row.delete()
    else:
        row.end = start - ONE_DAY
        row.save(update_fields=["end"])


def set_distance(actor: Actor, *, one: str, other: str, metres: int) -> DistrictDistance:
    """Write how far it is between two districts. Raises UnableToChangeOffer."""
    with transaction.atomic():
        require_offers(actor, Action.EDIT_OFFER)
        first, last = sorted((one.strip(), other.strip()))
        if not first or first == last:
            raise UnableToChangeOffer(screen_text("Vælg to forskellige bydele."))
        if not 0 <= metres <= MOST_METRES:
            raise UnableToChangeOffer(screen_text("Afstanden er fra 0 til 1.000 km."))
        row, _ = DistrictDistance.objects.update_or_create(
            one=first, other=last, defaults={"metres": metres}
        )
        wrote(actor, "distance.set", row)
    return row


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
