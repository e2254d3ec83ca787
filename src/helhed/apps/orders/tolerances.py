"""How far the delivered may lie from the ordered in an order: what is agreed, or the standard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from helhed.apps.decisions.models import Grant
from helhed.apps.orders.models import Order, OrderTolerance
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.levering import Agreed, agreed_on, tolerance, tolerance_of


@dataclass(frozen=True, slots=True)
class AgreedShown:
    """An agreement as both sides read it; ``counts`` when it is the one that counts today."""

    start: date
    percent: Decimal | None
    hours: Decimal | None
    text: str
    at: datetime
    by: str
    counts: bool


@dataclass(frozen=True, slots=True)
class ToleranceShown:
    """What is agreed in an order, the newest first, and the house's standard in percent, which
    counts (``standard_counts``) when nothing that is agreed has begun."""

    agreed: list[AgreedShown]
    standard: Decimal
    standard_counts: bool


def tolerance_shown(order: Order, today: date) -> ToleranceShown | None:
    """How far the delivered may lie from the ordered; None where nothing is told of in amounts."""
    grant = order.grant
    if not grant.kind or grant.kind == PriceKind.ONE_OFF.value:
        return None
    rows = list(order.tolerances.select_related("agreed_by").order_by("agreed_at", "id"))
    facts = [_agreed(row) for row in rows]
    now = agreed_on(facts, today)
    shown = [
        AgreedShown(
            row.start,
            None if row.promille is None else Decimal(row.promille) / 10,
            row.hours,
            row.text,
            row.agreed_at,
            row.agreed_by.name if row.agreed_by else "",
            fact is now,
        )
        for row, fact in zip(rows, facts, strict=True)
    ]
    standard = tolerance(grant.service, PriceKind(grant.kind), today)
    return ToleranceShown(shown[::-1], Decimal(standard) / 10, now is None)


def agreements(order: Order) -> list[Agreed]:
    """What the two sides of an order agreed, the oldest first."""
    return [_agreed(row) for row in order.tolerances.order_by("agreed_at", "id")]


def tolerated(grant: Grant, day: date, agreed: list[Agreed]) -> Fraction:
    """How far a grant's delivered quantity may lie from the ordered in a period that begins on a
    day, in promille."""
    weekly = Fraction(grant.quantity or 1)
    return tolerance_of(grant.service, PriceKind(grant.kind), weekly, day, agreed)


def _agreed(row: OrderTolerance) -> Agreed:
    hours = None if row.hours is None else Fraction(row.hours)
    return Agreed(row.start, row.promille, hours)
