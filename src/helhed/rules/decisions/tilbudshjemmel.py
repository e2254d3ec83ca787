"""Tilbudshjemmel: by which paragraphs an offer can be used, and which services take a place.

Both follow from the list of services (``decisions/data/services.csv``): a service names its
paragraphs and the kinds of offer that can deliver it.
"""

from __future__ import annotations

from functools import cache

from helhed.rules.decisions.ydelser import Department, PriceKind, Service, services

SHORT = frozenset({"respite"})
"""Kinds of offer that one is in for some days at a time."""
STAYS = frozenset({"botilbud", "dagtilbud", "udsatte", "anbringelse", "ungestøtte", "handicap"})
"""Areas of services in which one lives or is during the day."""


@cache
def paragraphs_of(kind: str) -> frozenset[str]:
    """The paragraphs that an offer of a kind can be used by (``SEL § 107``)."""
    using = [one for one in services().values() if one.is_main and kind in one.offers]
    return frozenset(str(citation) for one in using for citation in one.citations)


def takes_place(chosen: Service) -> bool:
    """Whether a service is a place to live or to be: paid by day or month, in an offer."""
    by_time = {PriceKind.DAY, PriceKind.MONTH} & set(chosen.kinds)
    if not chosen.is_main or not chosen.offers or SHORT & set(chosen.offers):
        return False
    return bool(by_time) and chosen.area in STAYS


def place_services(department: Department | None = None) -> list[Service]:
    """The services that take a place, of a department or of both."""
    found = [one for one in services().values() if takes_place(one)]
    return [one for one in found if department in (None, one.department)]
