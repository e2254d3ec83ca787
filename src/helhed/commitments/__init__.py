"""The bulk price engine: grants × rates × days → exact øre per grant and month.

An active day is in the grant's period and in none of its suspensions. A ``day`` grant costs
quantity × the day rate valid that day; ``month``: quantity × the sum over active days of the
price valid that day ÷ the days of the month; ``weekly_hours``: quantity ÷ 7 × the hour rate
valid that day, for each active day; ``one_off``: quantity × rate on the start day, if active.
Each grant's month is computed exactly and rounded once, half away from zero.

Knows nothing of Django; ``_reference`` is its slow, plain twin.
"""

from helhed.commitments.price import MissingRate, MonthCosts, OverlappingRates, price
from helhed.commitments.tables import KINDS, Grants, Rates, Suspensions

__all__ = [
    "KINDS",
    "Grants",
    "MissingRate",
    "MonthCosts",
    "OverlappingRates",
    "Rates",
    "Suspensions",
    "price",
]
