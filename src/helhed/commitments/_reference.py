"""The slow twin: one grant, one day at a time, with fractions. Plainly right; for tests only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from helhed.commitments.price import MissingRate
from helhed.kernel.money import round_half_away_from_zero
from helhed.kernel.period import Month, Period


@dataclass(frozen=True, slots=True)
class PlainGrant:
    """A grant as a person would write it down."""

    name: str
    kind: str
    rate: str
    quantity: Decimal
    period: Period
    suspensions: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainRate:
    """An amount in øre and the days on which it holds."""

    name: str
    period: Period
    oere: int


def cost_in_month(grant: PlainGrant, rates: Iterable[PlainRate], month: Month) -> int:
    """What a grant costs in a month, in øre. Raises MissingRate."""
    amounts = list(rates)
    sum_of_days = Fraction(0)
    for day in month.period.days():
        if _is_active(grant, day):
            sum_of_days += _cost_of_day(grant, _rate_on(grant, amounts, day), month)
    return round_half_away_from_zero(Fraction(grant.quantity) * sum_of_days)


def _is_active(grant: PlainGrant, day: date) -> bool:
    if grant.kind == "one_off" and day != grant.period.start:
        return False
    return day in grant.period and not any(day in pause for pause in grant.suspensions)


def _rate_on(grant: PlainGrant, rates: Iterable[PlainRate], day: date) -> int:
    for rate in rates:
        if rate.name == grant.rate and day in rate.period:
            return rate.oere
    raise MissingRate(grant.name, grant.rate, day)


def _cost_of_day(grant: PlainGrant, oere: int, month: Month) -> Fraction:
    match grant.kind:
        case "day" | "one_off":
            return Fraction(oere)
        case "month":
            return Fraction(oere, month.length)
        case "weekly_hours":
            return Fraction(oere, 7)
    raise ValueError(f"there is no kind of price {grant.kind!r}")
