"""What was delivered in orders, period by period: read, and held against what was ordered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.access import orders_within
from helhed.apps.orders.granted import granted_period
from helhed.apps.orders.granted_lines import granted_with
from helhed.apps.orders.models import DeliveredPeriod, Order
from helhed.kernel.period import Month, Period
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind, service
from helhed.rules.orders.levering import DeliveryState, gaps, is_month, ordered_quantity
from helhed.rules.orders.manglende import MONTHS_BACK

WEEKS_BACK = 27
MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class DeliveredShown:
    """A period of an order; ``is_month`` tells what the period is called."""

    id: UUID
    service: str
    start: date
    end: date
    is_month: bool
    quantity: Decimal
    ordered: Decimal
    state: str
    state_key: str
    waits: bool
    text: str
    owner: str
    explanation: str


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period that can be written down, with how much was ordered for it."""

    period: Period
    ordered: Decimal
    is_typed: bool


def lines_delivered(order: Order, granted: Sequence[Grant] | None = None) -> list[Grant]:
    """The grants of an order whose delivery is written down: the main one, and those that follow
    it; not what is delivered once."""
    listed = granted_with(order.grant) if granted is None else granted
    return [one for one in listed if one.kind and one.kind != PriceKind.ONE_OFF.value]


def run_of(order: Order, grant: Grant) -> Period | None:
    """The days on which a grant of an order was delivered; None when it never started."""
    if order.started_on is None or grant.start is None:
        return None
    return Period(order.started_on, order.stopped_on).intersect(granted_period(grant))


def ordered_in(grant: Grant, run: Period, period: Period, pauses: list[Period]) -> Decimal:
    """How much of a grant was ordered for the days of a period on which it was delivered."""
    within = run.intersect(period)
    days = within.subtract_all(pauses) if within else []
    found = ordered_quantity(PriceKind(grant.kind), Fraction(grant.quantity or 1), days)
    return (Decimal(found.numerator) / Decimal(found.denominator)).quantize(Decimal("0.001"))


def pauses_of(grant: Grant) -> list[Period]:
    """The days on which a grant rests."""
    rows = grant.suspensions.order_by("start").values_list("start", "end")
    return [Period(start, end) for start, end in rows]


def choices_of(order: Order, grant: Grant, today: date) -> list[PeriodChoice]:
    """The months and weeks that can be written down for a grant, the newest first, and the days
    left between two of them."""
    run = run_of(order, grant)
    if run is None:
        return []
    typed = {
        Period(start, end)
        for start, end in DeliveredPeriod.objects.filter(grant=grant).values_list("start", "end")
    }
    pauses = pauses_of(grant)
    found = []
    for period in [*_periods(today), *gaps(typed)]:
        part = period.intersect(run)
        others = typed - {period}
        if part is None or (part.end or today) > today or any(map(period.overlaps, others)):
            continue
        ordered = ordered_in(grant, run, period, pauses)
        found.append(PeriodChoice(period, ordered, period in typed))
    return found


def _periods(today: date) -> list[Period]:
    month = Month.of(today)
    months = [month.plus(-back).period for back in range(MONTHS_BACK + 1)]
    monday = today - timedelta(days=today.isoweekday() - 1)
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS_BACK + 1)]
    return [*months, *(Period(day, day + timedelta(days=6)) for day in mondays)]


def delivered(order: Order) -> list[DeliveredShown]:
    """The newest periods of an order; the caller asks and logs."""
    rows = DeliveredPeriod.objects.filter(order=order).select_related("grant", "owner")
    return [_shown(row) for row in rows.order_by("-start", "id")[:MOST_SHOWN]]


def _shown(row: DeliveredPeriod) -> DeliveredShown:
    state = DeliveryState.of(row.state)
    return DeliveredShown(
        row.id,
        service(row.grant.service).name,
        row.start,
        row.end,
        is_month(Period(row.start, row.end)),
        row.quantity,
        row.ordered,
        state.label,
        row.state,
        state.waits,
        row.text,
        row.owner.name if row.owner else "",
        row.explanation,
    )


@dataclass(frozen=True, slots=True)
class Deviation:
    """A delivery that waits for its owner, as a line on the day page of either side."""

    order: UUID
    citizen_id: UUID
    citizen: str
    service: str
    start: date
    state: str
    owner: str


def waiting() -> QuerySet[DeliveredPeriod, DeliveredPeriod]:
    """The deliveries that deviate and are not settled."""
    states = [state.value for state in DeliveryState if state.waits]
    return DeliveredPeriod.objects.filter(state__in=states)


def deviations(actor: Actor, most: int) -> list[Deviation]:
    """The deliveries that wait for the actor, or for the authority in the actor's own orders as a
    provider; the oldest first. The caller logs whom it shows."""
    found = waiting()
    reach = actor.reach(Action.ANSWER_ORDER)
    if reach.is_empty:
        found = found.filter(owner=actor.id)
    else:
        found = found.filter(order__in=Order.objects.filter(orders_within(reach)))
    rows = found.select_related("order__grant__citizen", "grant", "owner").order_by("start", "id")
    return [
        Deviation(
            row.order_id,
            row.order.grant.citizen_id,
            row.order.grant.citizen.name,
            service(row.grant.service).name,
            row.start,
            DeliveryState.of(row.state).label,
            row.owner.name if row.owner else "",
        )
        for row in rows[:most]
    ]
