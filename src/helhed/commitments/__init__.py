"""The bulk price engine: grants × rates × days → exact øre per grant and month.

An active day is in the grant's period and in none of its suspensions. A ``day`` grant costs
quantity × the day rate valid that day; ``month``: quantity × the sum over active days of the
price valid that day ÷ the days of the month; ``weekly_hours``: quantity ÷ 7 × the hour rate
valid that day, for each active day; ``one_off``: quantity × rate on the start day, if active.
Each grant's month is computed exactly and rounded once, half away from zero. Rates may be indexed
yearly, and ``refunds`` says what the state pays back of what each citizen costs.

Knows nothing of Django; ``_reference`` is its slow, plain twin.
"""

from helhed.commitments.price import MissingRate, MonthCosts, OverlappingRates, price
from helhed.commitments.refunds import Amounts, Claimants, MonthRefunds, refunds
from helhed.commitments.rounding import AmountTooLarge
from helhed.commitments.tables import KINDS, Grants, Indexation, Rates, Suspensions

__all__ = [
    "KINDS",
    "AmountTooLarge",
    "Amounts",
    "Claimants",
    "Grants",
    "Indexation",
    "MissingRate",
    "MonthCosts",
    "MonthRefunds",
    "OverlappingRates",
    "Rates",
    "Suspensions",
    "price",
    "refunds",
]
