"""Afvigelsesforklaring: why a result differs from what it is held against, exactly.

The method is the flexible budget of management accounting (quantity, mix and price variances).
Within one service, whose lines differ by who delivers (own, bought, private …), the base is
changed in three steps, and each step's change of the total is one part:

1. *quantity*: as many more or fewer as there are, spread as in the base and at the base's prices;
2. *mix*: spread over the lines as they are, still at the base's prices;
3. *price*: at what they cost.

A line that the base has no price for takes the service's mean price of the base in step 2, so a
new supplier is a change of quantity and price, not of mix. What has an amount and no quantity, and
a service that is not in the base at all, cannot be told apart like this: it is *other*.

The parts are whole øre and sum to the difference, always: sums are rounded step by step (half
away from zero), and a part is the difference between two rounded sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from helhed.kernel.money import round_half_away_from_zero


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of delivery of one service: how much and what for, in the base and now.

    Quantities are whole numbers of one unit (such as months with help), amounts are øre.
    """

    service: str
    kind: str
    base_quantity: int
    base_oere: int
    quantity: int
    oere: int


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference in øre and its four parts, which sum to it."""

    base: int
    now: int
    quantity: int
    mix: int
    price: int
    other: int

    @property
    def difference(self) -> int:
        return self.now - self.base

    def __add__(self, more: Explained) -> Explained:
        return Explained(
            self.base + more.base,
            self.now + more.now,
            self.quantity + more.quantity,
            self.mix + more.mix,
            self.price + more.price,
            self.other + more.other,
        )


NOTHING = Explained(0, 0, 0, 0, 0, 0)


def explained(lines: Iterable[Line]) -> dict[str, Explained]:
    """The difference of each service, explained; services in the order in which they come.

    Raises ValueError for a quantity below zero.
    """
    by_service: dict[str, list[Line]] = {}
    for line in lines:
        if line.quantity < 0 or line.base_quantity < 0:
            raise ValueError(f"{line.service}, {line.kind}: a quantity is below zero")
        by_service.setdefault(line.service, []).append(line)
    return {service: _of_service(theirs) for service, theirs in by_service.items()}


def in_total(services: Iterable[Explained]) -> Explained:
    """The sum of what was explained."""
    return sum(services, NOTHING)


def _of_service(lines: Sequence[Line]) -> Explained:
    base = sum(line.base_oere for line in lines)
    now = sum(line.oere for line in lines)
    counted_base = sum(line.base_oere for line in lines if line.base_quantity)
    counted_now = sum(line.oere for line in lines if line.quantity)
    many_before = sum(line.base_quantity for line in lines)
    if not many_before:
        return Explained(base, now, 0, 0, 0, now - base)
    mean = Fraction(counted_base, many_before)
    at_mean = round_half_away_from_zero(mean * sum(line.quantity for line in lines))
    at_base_prices = round_half_away_from_zero(
        sum((line.quantity * _base_price(line, mean) for line in lines), Fraction(0))
    )
    return Explained(
        base,
        now,
        at_mean - counted_base,
        at_base_prices - at_mean,
        counted_now - at_base_prices,
        (now - counted_now) - (base - counted_base),
    )


def _base_price(line: Line, mean: Fraction) -> Fraction:
    return Fraction(line.base_oere, line.base_quantity) if line.base_quantity else mean
