"""What providers wrote down as delivered: hours of the newest months, most of them as ordered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.levering import DeliveryState, judge, ordered_quantity, tolerance
from helhed.synth.decision_rows import grant_ids, resting
from helhed.synth.grants import Granted
from helhed.synth.orders import Ordered
from helhed.synth.shape import NEVER, TODAY, as_date, dates, day, decimals, ids, moments, table
from helhed.synth.words import said_by
from helhed.synth.world import World

MONTHS = 2
MINUTE = 600
SHARES = (*(Fraction(1),) * 7, Fraction(39, 40), Fraction(4, 5), Fraction(6, 5))


@dataclass(frozen=True, slots=True)
class Delivery:
    """A month of an order before it becomes a row."""

    order: int
    month: Month
    ordered: Fraction
    quantity: Fraction


def _deliveries(world: World, made: Granted, found: Ordered) -> list[Delivery]:
    """The newest whole months of every order of hours that runs and never rested."""
    rested = {grant for grant, _, _ in resting(world, made)}
    this = Month.of(as_date(TODAY))
    listed = []
    for number, order in enumerate(found.orders):
        grant = made.grants[order.grant]
        if order.state != "started" or order.grant in rested:
            continue
        if grant.kind is not PriceKind.WEEKLY_HOURS:
            continue
        for back in range(MONTHS, 0, -1):
            month = this.plus(-back)
            if order.started <= day(month.first) and grant.last >= day(month.last):
                listed.append(_delivery(number, month, grant.quantity, back))
    return [one for one in listed if one.quantity > 0]


def _delivery(order: int, month: Month, weekly: float, back: int) -> Delivery:
    ordered = ordered_quantity(PriceKind.WEEKLY_HOURS, Fraction(str(weekly)), [month.period])
    share = SHARES[(order + back) % len(SHARES)]
    quantity = Fraction(round(ordered * share * 4), 4)
    return Delivery(order, month, ordered, quantity)


def delivered_periods(world: World, made: Granted, found: Ordered) -> pl.DataFrame:
    """The rows: what deviates waits for the caseworker, and is settled after a month."""
    listed = _deliveries(world, made, found)
    grant_key = grant_ids(world, made)
    order_key = ids(world.seed, "orders", [o.key for o in found.orders])
    grants = [found.orders[one.order].grant for one in listed]
    states = [_state(made, grant, one) for grant, one in zip(grants, listed, strict=True)]
    who = [world.responsible(made.decisions[made.grants[grant].decision].case) for grant in grants]
    draws = world.chance.draw(len(listed), "deliveries", "text")
    texts = said_by(draws, ["delivered_why"] * len(listed))
    settled = pl.Series([state is DeliveryState.SETTLED for state in states], dtype=pl.Boolean)
    fits = pl.Series([state is DeliveryState.FITS for state in states], dtype=pl.Boolean)
    waits = pl.Series([state.waits for state in states], dtype=pl.Boolean)
    after = np.array([day(one.month.last) + 1 for one in listed], np.int64)
    people = pl.Series(who, dtype=pl.String)
    return table(
        "delivered_periods",
        {
            "id": ids(world.seed, "delivered", [f"{o.order} {o.month}" for o in listed]),
            "order": [order_key[one.order] for one in listed],
            "grant": [grant_key[grant] for grant in grants],
            "start": dates(np.array([day(one.month.first) for one in listed], np.int64)),
            "end": dates(after - 1),
            "quantity": decimals(float(one.quantity) for one in listed),
            "ordered": decimals(float(_thousandths(one.ordered)) for one in listed),
            "state": [state.value for state in states],
            "text": texts.set(fits, ""),
            "typed_at": moments(after, np.full(len(listed), MINUTE)),
            "typed_by": pl.Series([None] * len(listed), dtype=pl.String),
            "owner": people.set(fits, None),
            "explanation": pl.Series(["Aftalt i telefonen."] * len(listed), dtype=pl.String).set(
                ~settled, ""
            ),
            "settled_at": moments(
                np.where(settled.to_numpy(), after + 7, NEVER), np.full(len(listed), MINUTE)
            ),
            "settled_by": people.set(fits | waits, None),
        },
    )


def _state(made: Granted, grant: int, one: Delivery) -> DeliveryState:
    key = made.grants[grant].service.key
    promille = tolerance(key, PriceKind.WEEKLY_HOURS, one.month.first)
    state = judge(one.quantity, _thousandths(one.ordered), promille)
    is_old = one.month < Month.of(as_date(TODAY)).plus(-1)
    return DeliveryState.SETTLED if state.waits and is_old else state


def _thousandths(value: Fraction) -> Fraction:
    return Fraction(
        (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.001"))
    )
