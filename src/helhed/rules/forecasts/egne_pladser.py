"""Egne pladser: in which services a municipality can open places of its own, and who can fill them.

Help that comes to the citizen, and money, are no places; a foster family's are its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from helhed.kernel.words import screen_text
from helhed.rules.decisions.ydelser import services
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

OWN = Ownership.OWN.value
PLACES = frozenset(
    {
        OfferKind.RESIDENTIAL_TEMPORARY,
        OfferKind.RESIDENTIAL_LONG_TERM,
        OfferKind.RESIDENTIAL_HOUSING,
        OfferKind.ADDICTION,
        OfferKind.CRISIS_CENTRE,
        OfferKind.SHELTER,
        OfferKind.SHELTERED_WORK,
        OfferKind.DAY_ACTIVITY,
        OfferKind.RESIDENTIAL_SCHOOL,
        OfferKind.CHILDREN_INSTITUTION,
        OfferKind.SECURE_INSTITUTION,
        OfferKind.BOARDING_SCHOOL,
        OfferKind.OWN_ROOM,
        OfferKind.RESPITE,
        OfferKind.SPECIAL_DAY_CARE,
    }
)
"""Kinds of offer in which a citizen has a place."""
Unit = tuple[str, str]
"""A service and an owner; of those who fill places either may be empty: every one."""

NOBODY_ELSE = screen_text("Ingen andre har den ydelse i dag. Vælg, hvor de kommer fra.")
NOBODY = screen_text("Ingen er der i dag, så ingen kan komme derfra. Vælg et andet sted.")


def services_of_places(department: str) -> list[str]:
    """The main services of a department (empty: of both) that are given in places."""
    kinds = {one.value for one in PLACES}
    return [
        one.key
        for one in services().values()
        if one.is_main
        and kinds & set(one.offers)
        and (not department or one.department.value == department)
    ]


def service_of_kind(kind: str) -> str | None:
    """The service whose places a kind of offer has; None where several can be given in it, or
    where it has none."""
    is_place = kind in {one.value for one in PLACES}
    found = [key for key in services_of_places("") if is_place and kind in services()[key].offers]
    return found[0] if len(found) == 1 else None


def shared_out(places: int, delivered: Mapping[str, int]) -> dict[str, int]:
    """How many of an offer's places are of each service, by how many get it there: a place that
    somebody has is of the service that they get in it, and those that are free are of the one that
    most get."""
    most_first = sorted(delivered, key=lambda key: (delivered[key], key), reverse=True)
    found, left = {}, places
    for service in most_first:
        found[service] = min(delivered[service], left)
        left -= found[service]
    if most_first:
        found[most_first[0]] += left
    return found


def able_to_fill(home: Unit, source: Unit, people: Mapping[Unit, int]) -> int | None:
    """How many there are to fill new places from somewhere; None where nobody ever was. Those in
    its owner's other places of the service count only where that owner is named."""
    found = [
        many
        for unit, many in people.items()
        if source[0] in ("", unit[0]) and source[1] in ("", unit[1]) and (source[1] or unit != home)
    ]
    return sum(found) if found else None


def why_not_filled(home: Unit, source: Unit, people: Mapping[Unit, int]) -> str:
    """Why new places cannot be filled from somewhere; empty where they can, or where nothing is
    known of who is where."""
    if not people or able_to_fill(home, source, people) is not None:
        return ""
    return NOBODY_ELSE if source == (home[0], "") else NOBODY
