"""The slow twin: one grant, one day at a time, with fractions. Plainly right; for tests only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from helhed.commitments.price import MissingRate
from helhed.kernel.money import round_half_away_from_zero, split_by_weight
from helhed.kernel.period import Month, Period
from helhed.rules.refunds.refusion import Cost, counted, refund_of_household


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


@dataclass(frozen=True, slots=True)
class PlainIndexation:
    """A rate (None: every rate) is so many percent more from a day on."""

    rate: str | None
    day: date
    percent: Decimal


def cost_in_month(
    grant: PlainGrant,
    rates: Iterable[PlainRate],
    month: Month,
    indexation: Iterable[PlainIndexation] = (),
) -> int:
    """What a grant costs in a month, in øre. Raises MissingRate."""
    amounts, steps = list(rates), sorted(indexation, key=lambda step: step.day)
    sum_of_days = Fraction(0)
    for day in month.period.days():
        if _is_active(grant, day):
            sum_of_days += _cost_of_day(grant, _rate_on(grant, amounts, steps, day), month)
    return round_half_away_from_zero(Fraction(grant.quantity) * sum_of_days)


def _is_active(grant: PlainGrant, day: date) -> bool:
    if grant.kind == "one_off" and day != grant.period.start:
        return False
    return day in grant.period and not any(day in pause for pause in grant.suspensions)


def _rate_on(
    grant: PlainGrant, rates: list[PlainRate], steps: list[PlainIndexation], day: date
) -> int:
    for rate in rates:
        if rate.name == grant.rate and day in rate.period:
            return _indexed(rate, steps, day)
    raise MissingRate(grant.name, grant.rate, day)


def _indexed(rate: PlainRate, steps: list[PlainIndexation], day: date) -> int:
    """The amount after every step since its first day; its own step before the one for all."""
    oere = rate.oere
    own = {step.day for step in steps if step.rate == rate.name}
    for step in steps:
        counts = step.rate == rate.name or (step.rate is None and step.day not in own)
        if counts and rate.period.start < step.day <= day:
            oere = round_half_away_from_zero(oere * (100 + Fraction(step.percent)) / 100)
    return oere


def _cost_of_day(grant: PlainGrant, oere: int, month: Month) -> Fraction:
    match grant.kind:
        case "day" | "one_off":
            return Fraction(oere)
        case "month":
            return Fraction(oere, month.length)
        case "weekly_hours":
            return Fraction(oere, 7)
    raise ValueError(f"there is no kind of price {grant.kind!r}")


@dataclass(frozen=True, slots=True)
class PlainCitizen:
    """Whose costs are refunded: alone, or with the other children of a household."""

    name: str
    household: str = ""


def refund_in_month(
    costs: Mapping[PlainCitizen, Iterable[Cost]],
    incomes: Mapping[PlainCitizen, Mapping[Month, int]],
    month: Month,
) -> dict[str, tuple[int, int]]:
    """The net cost of each citizen in a month and the citizen's part of what the state pays, in
    øre; where the state pays nothing, left out. ``costs`` hold the whole year."""
    net = {
        one: counted(theirs, incomes.get(one, {}), month.year)[month]
        for one, theirs in costs.items()
    }
    together: dict[str, list[PlainCitizen]] = {}
    for one in net:
        together.setdefault(f"h {one.household}" if one.household else f"c {one.name}", []).append(
            one
        )
    found: dict[str, tuple[int, int]] = {}
    for group in together.values():
        bases = {one.name: net[one] for one in group if net[one]}
        paid = refund_of_household(bases, month).oere
        if paid:
            parts = split_by_weight(paid, list(bases.values()))
            found |= {name: (bases[name], part) for name, part in zip(bases, parts, strict=True)}
    return found
