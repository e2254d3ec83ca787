"""What providers wrote down as delivered: the hours of the newest months, most of them as ordered;
what tolerance is agreed in some orders; and what the caseworkers remind of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl

from helhed.kernel.period import Month, Period
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.orders.levering import (
    Agreed,
    DeliveryState,
    judge,
    ordered_quantity,
    tolerance_of,
)
from helhed.rules.orders.manglende import MONTHS_BACK
from helhed.synth.decision_rows import grant_ids, resting
from helhed.synth.grants import Granted
from helhed.synth.orders import Message, Order, Ordered
from helhed.synth.plans import Planned
from helhed.synth.shape import NEVER, TODAY, as_date, dates, day, decimals, ids, moments, table
from helhed.synth.words import said_by
from helhed.synth.world import World

MINUTE = 600
SHARES = (*(Fraction(1),) * 7, Fraction(39, 40), Fraction(4, 5), Fraction(6, 5))
EVERY_BEHIND, EVERY_NOT_YET, EVERY_AGREED = 17, 4, 5
EVERY_TOLD, EVERY_ASKED = 12, 24
AGREED_FROM = date(2026, 7, 1)
AGREED = (
    (150, None, "15 %, fordi timerne flyttes mellem ugerne efter borgerens dagsform."),
    (None, Fraction(1), "1 time om ugen, så en aflyst halv aften ikke skal skrives om."),
    (100, Fraction(2), "10 % eller 2 timer om ugen, det der er mest. Gælder, til vi følger op."),
    (0, None, "Ingen afvigelse: hver time skal bruges, mens borgeren er alene hjemme."),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A month of a grant in an order before it becomes a row."""

    order: int
    grant: int
    month: Month
    ordered: Fraction
    quantity: Fraction


def _lines(made: Granted, found: Ordered) -> Iterator[tuple[int, Order, int]]:
    """(number, order, grant) of all help in hours that was ordered and began."""
    following: dict[int, list[int]] = {}
    for number, row in enumerate(made.grants):
        if row.main >= 0 and row.state == "granted":
            following.setdefault(row.main, []).append(number)
    for number, order in enumerate(found.orders):
        if order.started >= NEVER:
            continue
        for grant in (order.grant, *following.get(order.grant, [])):
            if made.grants[grant].kind is PriceKind.WEEKLY_HOURS:
                yield number, order, grant


def _is_behind(number: int, order: Order) -> bool:
    """Whether the provider of a running order has not told of two months."""
    return order.state == "started" and number % EVERY_BEHIND == 0


def _deliveries(world: World, made: Granted, found: Ordered) -> list[Delivery]:
    """The newest months in hours: all of them but the last in some orders, and the last two in a
    few."""
    rests: dict[int, list[Period]] = {}
    for grant, first, last in resting(world, made):
        rests.setdefault(grant, []).append(Period(as_date(first), as_date(last)))
    this = Month.of(as_date(TODAY))
    listed = []
    for number, order, grant in _lines(made, found):
        row = made.grants[grant]
        last = min(row.last, order.stopped)
        if last < max(order.started, row.start):
            continue
        end = None if last >= NEVER else as_date(last)
        run = Period(as_date(max(order.started, row.start)), end)
        behind = 2 if _is_behind(number, order) else int(number % EVERY_NOT_YET == 1)
        for back in range(MONTHS_BACK, behind, -1):
            part = run.intersect(this.plus(-back).period)
            days = part.subtract_all(rests.get(grant, [])) if part else []
            if days:
                weekly = Fraction(str(row.quantity))
                ordered = ordered_quantity(PriceKind.WEEKLY_HOURS, weekly, days)
                listed.append(_delivery(number, grant, this.plus(-back), ordered, back))
    return listed


def _delivery(order: int, grant: int, month: Month, ordered: Fraction, back: int) -> Delivery:
    share = SHARES[(order + back) % len(SHARES)]
    quantity = max(Fraction(round(ordered * share * 4), 4), Fraction(1, 4))
    return Delivery(order, grant, month, ordered, quantity)


def remind(made: Granted, planned: Planned, found: Ordered) -> None:
    """Add what caseworkers ask for: what was delivered, where it is late, and a status on the
    goals, which most providers have told."""
    for number in sorted({number for number, order, _ in _lines(made, found)}):
        order = found.orders[number]
        is_reminded = number % 2 == 0 and order.started < day(date(2026, 9, 1))
        if _is_behind(number, order) and is_reminded:
            asked = Message(number, TODAY - 4, "authority", None, NEVER, "", "told", "open")
            found.messages.append(asked)
    for number, order in enumerate(found.orders):
        case = made.decisions[made.grants[order.grant].decision].case
        runs = order.state == "started" and order.started + 60 < TODAY
        if runs and planned.goals_of.get(case):
            _ask_for_status(found, number)


def _ask_for_status(found: Ordered, number: int) -> None:
    """In some orders: told already where a provider told of the goals, and open in the others."""
    is_told = number % EVERY_TOLD == 3
    if not is_told and number % EVERY_ASKED != 5:
        return
    told = TODAY - 10 - number % 45
    state, at = ("answered", told - 3) if is_told else ("open", TODAY - 2 - number % 11)
    asked = len(found.messages)
    found.messages.append(Message(number, at, "authority", None, NEVER, "", "status", state))
    if is_told:
        answer = Message(number, told, "provider", None, NEVER, "", answers=asked)
        found.messages.append(answer)


def _agreements(made: Granted, found: Ordered) -> dict[int, int]:
    """By order in hours that runs: which agreement there is in it, for some."""
    running = {n: 0 for n, order, _ in _lines(made, found) if order.state == "started"}
    return {n: n // EVERY_AGREED % len(AGREED) for n in sorted(running) if n % EVERY_AGREED == 0}


def order_tolerances(world: World, made: Granted, found: Ordered) -> pl.DataFrame:
    """What tolerance is agreed in some orders, since the summer."""
    listed = _agreements(made, found)
    key = ids(world.seed, "orders", [o.key for o in found.orders])
    start = np.full(len(listed), day(AGREED_FROM))
    decision = [made.grants[found.orders[number].grant].decision for number in listed]
    who = [world.responsible(made.decisions[one].case) for one in decision]
    agreed = [AGREED[which] for which in listed.values()]
    hours = [None if h is None else Decimal(h.numerator) / h.denominator for _, h, _ in agreed]
    return table(
        "order_tolerances",
        {
            "id": ids(world.seed, "order_tolerances", list(listed)),
            "order": [key[number] for number in listed],
            "start": dates(start),
            "per_mille": pl.Series([promille for promille, _, _ in agreed], dtype=pl.Int64),
            "hours": pl.Series(hours, dtype=pl.Decimal(9, 3)),
            "text": [text for _, _, text in agreed],
            "agreed_at": moments(start - 9, np.full(len(listed), MINUTE)),
            "agreed_by": pl.Series(who, dtype=pl.String),
        },
    )


def delivered_periods(world: World, made: Granted, found: Ordered) -> pl.DataFrame:
    """The rows: what deviates waits for the caseworker, and is settled after a month."""
    listed = _deliveries(world, made, found)
    grant_key = grant_ids(world, made)
    order_key = ids(world.seed, "orders", [o.key for o in found.orders])
    agreed = _agreements(made, found)
    states = [_state(made, one, agreed.get(one.order)) for one in listed]
    who = [world.responsible(made.decisions[made.grants[o.grant].decision].case) for o in listed]
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
            "id": ids(world.seed, "delivered", [f"{o.order} {o.grant} {o.month}" for o in listed]),
            "order": [order_key[one.order] for one in listed],
            "grant": [grant_key[one.grant] for one in listed],
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


def _state(made: Granted, one: Delivery, agreement: int | None) -> DeliveryState:
    row = made.grants[one.grant]
    agreed = []
    if agreement is not None:
        promille, hours, _ = AGREED[agreement]
        agreed = [Agreed(AGREED_FROM, promille, hours)]
    weekly = Fraction(str(row.quantity))
    first = one.month.first
    allowed = tolerance_of(row.service.key, PriceKind.WEEKLY_HOURS, weekly, first, agreed)
    state = judge(one.quantity, _thousandths(one.ordered), allowed)
    is_old = one.month < Month.of(as_date(TODAY)).plus(-1)
    return DeliveryState.SETTLED if state.waits and is_old else state


def _thousandths(value: Fraction) -> Fraction:
    return Fraction(
        (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal("0.001"))
    )
