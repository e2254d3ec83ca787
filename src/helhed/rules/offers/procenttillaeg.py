"""Procenttillæg: a rate that is so many percent of another rate, on every day.

Each amount of the base gives one of the supplement for the same days, rounded to whole øre by
the kernel's rule (half away from zero). House rule; no act says how a supplement is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from helhed.kernel.finding import UnableTo
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.words import screen_text
from helhed.rules.offers.pris import DatedAmount

MOST_PERCENT = Decimal(1000)


class UnableToUsePercent(UnableTo):
    """A percentage is not one that a price can follow."""


def check_percent(percent: Decimal) -> None:
    """Raises UnableToUsePercent for one that is not above 0 and at most 1000."""
    if not 0 < percent <= MOST_PERCENT:
        text = screen_text("Skriv en procent over 0 og højst 1.000.")
        raise UnableToUsePercent(text)


def share_of(oere: int, percent: Decimal) -> int:
    """So many percent of an amount, in whole øre, half away from zero."""
    return round_half_away_from_zero(Fraction(oere) * Fraction(percent) / 100)


def derived(base: Iterable[DatedAmount], percent: Decimal) -> list[DatedAmount]:
    """The amounts of a supplement: one for each of its base's, on the same days."""
    return [DatedAmount(share_of(one.oere, percent), one.start, one.end) for one in base]
