"""Døgnpris: what a rate comes to a day and a year, so that offers can be held beside each other.

A month counts as a twelfth of a year and a year as 365 days: the house's own way to compare, and
nothing is paid by it.
"""

from __future__ import annotations

from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero
from helhed.rules.decisions.ydelser import PriceKind

DAYS_A_YEAR, MONTHS_A_YEAR = 365, 12


def a_year(kind: PriceKind, oere: int) -> int | None:
    """A price in øre as øre a year; None of one that is not paid by day or month."""
    match kind:
        case PriceKind.DAY:
            return oere * DAYS_A_YEAR
        case PriceKind.MONTH:
            return oere * MONTHS_A_YEAR
    return None


def a_day(kind: PriceKind, oere: int) -> int | None:
    """A price in øre as øre a day; None of one that is not paid by day or month."""
    year = a_year(kind, oere)
    return None if year is None else round_half_away_from_zero(Fraction(year, DAYS_A_YEAR))
