"""The granted services that an order is for, as its pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.queries import year_costs
from helhed.apps.offers.queries import prices_on
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import PriceKind, service


@dataclass(frozen=True, slots=True)
class LineShown:
    """A granted service in an order. Money is in øre and None for whoever may not see it."""

    service: str
    kind: PriceKind
    quantity: Decimal | None
    start: date | None
    end: date | None
    follows: bool
    rate_today: int | None
    this_year: int | None


def granted_with(grant: Grant) -> list[Grant]:
    """A granted service and what follows it."""
    follow = grant.supplements.filter(state=GrantState.GRANTED.value)
    return [grant, *follow.order_by("recorded_at", "id")]


def lines_of(lines: Sequence[Grant], today: date, with_price: bool) -> list[LineShown]:
    """Granted services as an order tells them."""
    costs, rates = {}, {}
    if with_price:
        costs = year_costs([line.id for line in lines], [today.year])
        rates = prices_on([line.rate_id for line in lines if line.rate_id], today)
    return [
        LineShown(
            service(line.service).name,
            PriceKind(line.kind),
            line.quantity,
            line.start,
            last_day(line.end, line.runs_to),
            line.main_id is not None,
            rates.get(line.rate_id) if line.rate_id else None,
            costs.get((line.id, today.year), 0) if with_price else None,
        )
        for line in lines
    ]
