"""The granted services that an order is for, as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import last_day
from helhed.apps.decisions.queries import year_costs
from helhed.apps.offers.queries import rates_shown
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


def lines_of(grant: Grant, today: date, with_price: bool) -> list[LineShown]:
    """What is granted and follows it, as an order tells it."""
    lines = [
        grant,
        *grant.supplements.filter(state=GrantState.GRANTED.value)
        .select_related("rate")
        .order_by("recorded_at", "id"),
    ]
    costs, rates = {}, {}
    if with_price:
        costs = year_costs([line.id for line in lines], [today.year])
        rates = {r.id: r.today for r in rates_shown([g.rate for g in lines if g.rate], today)}
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
