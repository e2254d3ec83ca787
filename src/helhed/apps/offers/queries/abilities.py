"""What offers can: target groups, support by theme, and how far it is between districts."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import PositiveSmallIntegerField, QuerySet, Value
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.citizens.models import Citizen
from helhed.apps.offers.access import require_offers
from helhed.apps.offers.models import DistrictDistance, Offer, OfferGroup, OfferSupport
from helhed.apps.offers.queries.rates import running_on
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_name

NO_LEVEL = 99


@dataclass(frozen=True, slots=True)
class Abilities:
    """What an offer can on a day: ``groups`` by FFB code (none: it takes every one), ``levels``
    the most support by theme."""

    groups: frozenset[str]
    levels: dict[str, int]


NOTHING = Abilities(frozenset(), {})


def abilities_of(offers: Collection[UUID], day: date) -> dict[UUID, Abilities]:
    """What offers can on a day, by offer; those of which nothing is written are left out."""
    taken = OfferGroup.objects.filter(running_on(day), offer__in=offers).order_by()
    given = OfferSupport.objects.filter(running_on(day), offer__in=offers).order_by()
    no_level = Value(NO_LEVEL, output_field=PositiveSmallIntegerField())
    rows = taken.values_list("offer_id", "code", no_level).union(
        given.values_list("offer_id", "theme", "level"), all=True
    )
    groups: dict[UUID, set[str]] = {}
    levels: dict[UUID, dict[str, int]] = {}
    for offer, code, level in rows:
        if level == NO_LEVEL:
            groups.setdefault(offer, set()).add(code)
        else:
            levels.setdefault(offer, {})[code] = level
    return {
        offer: Abilities(frozenset(groups.get(offer, ())), levels.get(offer, {}))
        for offer in groups.keys() | levels.keys()
    }


@dataclass(frozen=True, slots=True)
class AbilitiesShown:
    """The same in words: names of groups, and theme, name of the level and level."""

    groups: list[str]
    levels: list[tuple[str, str, int]]


def shown(found: Abilities) -> AbilitiesShown:
    """Abilities in words, in the order of FFB."""
    return AbilitiesShown(
        [one.name for one in ffb.leaves(ffb.Kind.TARGET_GROUP) if one.code in found.groups],
        [
            (theme.name, level_name(found.levels[theme.code]), found.levels[theme.code])
            for theme in ffb.themes()
            if theme.code in found.levels
        ],
    )


def abilities_page(actor: Actor, offer: UUID) -> tuple[Offer, Abilities]:
    """An offer for the form of what it can. Raises Http404."""
    require_offers(actor, Action.EDIT_OFFER)
    row = Offer.objects.filter(id=offer).first()
    if row is None:
        raise Http404
    return row, abilities_of([row.id], actor.today).get(row.id, NOTHING)


def districts() -> list[str]:
    """The districts that offers and citizens lie in, by name."""
    found = set(Offer.objects.exclude(district="").values_list("district", flat=True).distinct())
    found |= set(Citizen.objects.exclude(district="").values_list("district", flat=True).distinct())
    return sorted(found)


def distances(actor: Actor) -> QuerySet[DistrictDistance, DistrictDistance]:
    """How far it is between districts."""
    require_offers(actor, Action.SEE_OFFER)
    return DistrictDistance.objects.all()


def distance_row(row: Any) -> dict[str, Any]:
    """A distance as a row of the list."""
    return {"one": row.one, "other": row.other, "metres": row.metres}


def metres_between() -> dict[tuple[str, str], int]:
    """Metres by pair of districts, as the table has them."""
    rows = DistrictDistance.objects.values_list("one", "other", "metres")
    return {(one, other): metres for one, other, metres in rows}
