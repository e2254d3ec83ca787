"""Helårsperson: how many persons a year's days of help are, and what one costs.

One person helped every day of the year is one helårsperson, however many hours a day. Written in
thousandths, so that it is a whole number. A budget line is helårspersoner × price per
helårsperson, and what has no days (one-off amounts) beside it.
"""

from __future__ import annotations

from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero

THOUSANDTHS = 1000


def persons_of(days: int, days_in_year: int) -> int:
    """Thousandths of a helårsperson that so many days are."""
    return round_half_away_from_zero(Fraction(days * THOUSANDTHS, days_in_year))


def amount(persons: int, price: int, fixed: int = 0) -> int:
    """Øre of so many thousandths of a helårsperson at a price per helårsperson."""
    return round_half_away_from_zero(Fraction(persons * price, THOUSANDTHS)) + fixed


def price_of(oere: int, persons: int) -> int | None:
    """Øre per helårsperson; None without any."""
    if not persons:
        return None
    return round_half_away_from_zero(Fraction(oere * THOUSANDTHS, persons))


def grown(oere: int, per_mille: int) -> int:
    """An amount with a growth in thousandths."""
    return round_half_away_from_zero(Fraction(oere * (1000 + per_mille), 1000))
