"""Prices over the years: one amount per calendar year, known to 2030, in øre.

Own prices follow wages; private ones rose faster (KL: 21 percent from 2018 to 2021 against 5-6).
The price level of each year after 2026 is the municipality's own guess, as every budget has one.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.indeksering import raised
from helhed.synth.chance import Chance
from helhed.synth.shape import NEVER, day

FIRST_YEAR, LAST_YEAR, LEVEL_OF = 2020, 2030, 2024
LAST_INDEXED = 2026
"""The municipality's own rates are known to this year; those after it await next year's run."""
INDEXED_BY = Decimal("2.6")
BEFORE_ALL = day(date(2000, 1, 1))
_YEARLY = {
    Ownership.OWN: 1.028,
    Ownership.OTHER_MUNICIPALITY: 1.030,
    Ownership.REGION: 1.030,
    Ownership.PRIVATE: 1.048,
    Ownership.FOSTER_FAMILY: 1.026,
    None: 1.026,
}
_AFTER_2026 = 1.027
_DEARER_HOUSE = {
    Ownership.OWN: 1.0,
    Ownership.OTHER_MUNICIPALITY: 1.12,
    Ownership.REGION: 1.38,
    Ownership.PRIVATE: 1.16,
    Ownership.FOSTER_FAMILY: 1.0,
}
_SPREAD_HOUSE = {
    Ownership.OWN: 0.14,
    Ownership.OTHER_MUNICIPALITY: 0.22,
    Ownership.REGION: 0.25,
    Ownership.PRIVATE: 0.32,
    Ownership.FOSTER_FAMILY: 0.0,
}


def factor(chance: Chance, offer: int, owner: Ownership, *, house: bool) -> float:
    """How dear one offer is against an own one of the same kind."""
    if owner is Ownership.FOSTER_FAMILY:
        return 1.0
    spread = _SPREAD_HOUSE[owner] if house else 0.06
    level = _DEARER_HOUSE[owner] if house else 1.0
    return level * (1 + spread * (2 * chance.one("offers", "price", offer) - 1))


def level(year: int, owner: Ownership | None) -> float:
    """The price level of a year against 2024."""
    if year <= 2026:
        return float(_YEARLY[owner] ** (year - LEVEL_OF))
    return float(_YEARLY[owner] ** (2026 - LEVEL_OF) * _AFTER_2026 ** (year - 2026))


def amounts(price: float, owner: Ownership | None) -> list[tuple[int, int, int, int]]:
    """(øre, first day, last day, day it was written down) for every year; the last runs on.

    The municipality's own rates are those of the year before, indexed.
    """
    found: list[tuple[int, int, int, int]] = []
    years = range(FIRST_YEAR, (LAST_YEAR if owner else LAST_INDEXED) + 1)
    for year in years:
        oere = round(price * level(year, owner)) * 100
        if owner is None and found:
            oere = raised(found[-1][0], INDEXED_BY)
        start = BEFORE_ALL if year == FIRST_YEAR else day(date(year, 1, 1))
        end = NEVER if year == years[-1] else day(date(year, 12, 31))
        written = day(date(min(year - 1, 2026), 10, 20))
        found.append((oere, start, end, written))
    return found
