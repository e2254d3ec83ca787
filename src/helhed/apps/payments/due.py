"""What is to be paid for a month, by the price engine: the days on which a grant is delivered.

A plan says from which day a grant is paid, until when, and to whom. Plans follow orders: they are
made when a pay run needs them and end when the last order was stopped. Between a stop and a new
start nothing is paid.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet, Value

from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Grant, Suspension
from helhed.apps.orders.models import DeliveredPeriod, Order
from helhed.apps.payments.models import PaymentPlan
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import PriceKind, service
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.orders.levering import ordered_quantity
from helhed.rules.payments.bankdag import Payee, payee
from helhed.rules.payments.faktura import Delivered
from helhed.rules.payments.rytme import Rhythm
from helhed.rules.payments.udbetaling import paid_days


@dataclass(frozen=True, slots=True)
class Due:
    """What one plan is to be paid for a month, in øre."""

    grant: UUID
    month: Month
    oere: int
    account: str
    unit: UUID


def running_within(department: str, first: Month, last: Month) -> QuerySet[Grant, Grant]:
    """The granted grants of a department that run on some day from one month to another."""
    by_law = Q(runs_to__isnull=True) | Q(runs_to__gte=first.first)
    not_ended = Q(end__isnull=True) | Q(end__gte=first.first)
    return Grant.objects.filter(
        not_ended,
        by_law,
        state=GrantState.GRANTED.value,
        start__lte=last.last,
        unit__department=department,
    )


def bring_plans_up_to_date(department: str, first: Month, last: Month) -> None:
    """Make the plans that some months need, end those whose order was stopped, and let those
    begin earlier whose delivery began before anybody said so (but not before ``first``)."""
    running = running_within(department, first, last)
    grants = running.select_related("offer__provider", "payment_plan")
    deliveries = _deliveries(Q(grant__unit__department=department))
    new, changed = [], []
    for grant in grants.iterator(pricing.BATCH):
        days = _paid_days(grant, deliveries)
        plan = getattr(grant, "payment_plan", None)
        if not days:
            continue
        end = days[-1].end
        if plan is None:
            new.append(_new_plan(grant, days))
            continue
        earlier = max(days[0].start, first.first) < plan.start
        if earlier or _ends_otherwise(grant, plan.end, end):
            plan.start = min(plan.start, max(days[0].start, first.first))
            plan.end = max(end, plan.start) if end else None
            changed.append(plan)
    PaymentPlan.objects.bulk_create(new, batch_size=500)
    PaymentPlan.objects.bulk_update(changed, ["start", "end"], batch_size=500)


def _new_plan(grant: Grant, days: list[Period]) -> PaymentPlan:
    once = grant.kind == PriceKind.ONE_OFF.value
    return PaymentPlan(
        grant=grant,
        recipient=payee_of(grant).value,
        rhythm=(Rhythm.ONCE if once else Rhythm.MONTHLY).value,
        start=days[0].start,
        end=days[-1].end,
    )


def payee_of(grant: Grant) -> Payee:
    """Who is paid for a grant: who delivers it, or the citizen."""
    owner = Ownership(grant.offer.provider.ownership) if grant.offer else None
    return payee(None if service(grant.service).paid_to_citizen else owner)


def _paid_days(grant: Grant, deliveries: dict[UUID, list[Period]]) -> list[Period]:
    if grant.start is None:
        return []
    to_citizen = service(grant.service).paid_to_citizen
    delivered = None if to_citizen else _delivered(grant.id, grant.main_id, deliveries)
    return paid_days(Period(grant.start), delivered)


def _delivered(
    grant: UUID, main: UUID | None, deliveries: dict[UUID, list[Period]]
) -> list[Period]:
    """When a grant was delivered: by its own orders, and by those of the one it follows."""
    theirs = deliveries.get(main, []) if main else []
    return [*deliveries.get(grant, []), *theirs]


def _deliveries(whose: Q) -> dict[UUID, list[Period]]:
    """When the orders of each grant were started and stopped."""
    orders = Order.objects.filter(whose, started_on__isnull=False)
    found: dict[UUID, list[Period]] = {}
    rows = orders.values_list("grant_id", "started_on", "stopped_on")
    for grant, started, stopped in rows.iterator(pricing.BATCH):
        if started is not None:
            found.setdefault(grant, []).append(Period(started, stopped))
    return found


def _ends_otherwise(grant: Grant, old: date | None, new: date | None) -> bool:
    """Whether another end of the plan changes which days of the grant are paid."""
    last = pricing.last_day(grant.end, grant.runs_to)
    return pricing.last_day(old, last) != pricing.last_day(new, last)


def due(
    grants: QuerySet[Grant, Grant],
    first: Month,
    last: Month,
    only: Container[UUID] | None = None,
    changed: pricing.Changed | None = None,
    until: date | None = None,
) -> list[Due]:
    """What the plans of grants are to be paid from one month to another; perhaps of some only,
    when they are too many to be named in a question; or what they would be, had some rates other
    amounts (``changed``) or had they ended on a day (``until``).

    Raises UnableToPrice for the first day without an amount.
    """
    to_price = _to_price(grants, only)
    if until is not None:
        to_price = [_ended(one, until) for one in to_price if one.start <= until]
    return [
        Due(cost.grant.id, cost.month, cost.oere, cost.grant.account, cost.grant.unit)
        for cost in pricing.month_costs(to_price, first, last, changed)
        if cost.grant.unit is not None
    ]


def _ended(one: pricing.Priced, until: date) -> pricing.Priced:
    return replace(one, end=min(one.end or until, until))


def paid_days_in(grants: QuerySet[Grant, Grant], month: Month) -> dict[UUID, list[Period]]:
    """The days of a month for which each grant is paid; of a one-off only its start."""
    return {one.id: _days_delivered(one, month.period) for one in _to_price(grants)}


def _to_price(
    grants: QuerySet[Grant, Grant],
    only: Container[UUID] | None = None,
    planned: dict[UUID, Period] | None = None,
) -> list[pricing.Priced]:
    """Grants as they are paid: on the days of their plans (or those of ``planned``) on which they
    are delivered."""
    counted = [one for one in pricing.priced(grants) if only is None or one.id in only]
    plans, deliveries = _plans_and_deliveries(counted)
    plans = plans if planned is None else planned
    return [
        one
        for grant in counted
        if (one := _on_paid_days(grant, plans.get(grant.id), deliveries)) is not None
    ]


def _plans_and_deliveries(
    grants: Sequence[pricing.Priced],
) -> tuple[dict[UUID, Period], dict[UUID, list[Period]]]:
    """The plans of grants, and when their orders and those of what they follow were started and
    stopped; in one question, and of all when they are too many to be named."""
    plans, orders = PaymentPlan.objects.order_by(), Order.objects.filter(started_on__isnull=False)
    ids = {id for one in grants for id in (one.id, one.main) if id is not None}
    if len(ids) <= pricing.IDS_AT_ONCE:
        plans, orders = plans.filter(grant__in=ids), orders.filter(grant__in=ids)
    planned = plans.values_list(Value(value=True), "grant_id", "start", "end")
    ordered = orders.order_by().values_list(
        Value(value=False), "grant_id", "started_on", "stopped_on"
    )
    of_plan: dict[UUID, Period] = {}
    delivered: dict[UUID, list[Period]] = {}
    for is_plan, grant, start, end in planned.union(ordered, all=True).iterator(pricing.BATCH):
        if is_plan:
            of_plan[grant] = Period(start, end)
        else:
            delivered.setdefault(grant, []).append(Period(start, end))
    return of_plan, delivered


def _on_paid_days(
    grant: pricing.Priced, plan: Period | None, deliveries: dict[UUID, list[Period]]
) -> pricing.Priced | None:
    """The grant on the days that are paid: those of its plan on which it is delivered, resting
    in between. A plan that came in without orders is itself all that is known of the delivery.

    It stays one grant, so that each month is rounded once and a one-off amount is paid once.
    """
    planned = plan.intersect(Period(grant.start, grant.end)) if plan else None
    if planned is None:
        return None
    days = paid_days(planned, _delivered(grant.id, grant.main, deliveries) or None)
    if not days:
        return None
    whole = Period(days[0].start, days[-1].end)
    rests = tuple(whole.subtract_all(days))
    return replace(grant, start=whole.start, end=whole.end, rests=rests)


def delivered_in(grant: Grant, period: Period) -> Delivered:
    """What of a grant was delivered on the days of a period, and what that costs: days, months
    as shares, hours, or one piece.

    Where its provider wrote down how much it delivered in a month or a week, that counts, spread
    evenly over the days; on all other days what is ordered counts. Raises UnableToPrice.
    """
    priced = Grant.objects.filter(id=grant.id)
    found = next(iter(_to_price(priced)), None)
    if found is None and not PaymentPlan.objects.filter(grant=grant.id).exists():
        found = next(iter(_to_price(priced, planned=_plan_to_come(grant))), None)
    days = _days_delivered(found, period) if found else []
    if found is None or not days:
        return Delivered(Fraction(0), 0, 0)
    quantity, oere = _quantity(found, days), Fraction(_price(found, days))
    paid = round(oere)
    for typed in DeliveredPeriod.objects.filter(
        grant=grant, start__lte=period.end or period.start, end__gte=period.start
    ):
        whole = Period(typed.start, typed.end)
        ordered = _quantity(found, _days_delivered(found, whole))
        within = [part for one in days if (part := one.intersect(whole)) is not None]
        if within and ordered:
            more = Fraction(typed.quantity) / ordered - 1
            quantity += more * _quantity(found, within)
            oere += more * _price(found, within)
    return Delivered(quantity, round(oere), paid)


def _price(one: pricing.Priced, days: list[Period]) -> int:
    """What a grant costs on some of its days, in øre."""
    whole = Period(days[0].start, days[-1].end)
    rests = (*one.rests, *whole.subtract_all(days))
    priced = replace(one, start=whole.start, end=whole.end, rests=rests)
    last = Month.of(whole.end or whole.start)
    return pricing.total([priced], Month.of(whole.start), last)


def _plan_to_come(grant: Grant) -> dict[UUID, Period]:
    """The days of the plan that the next run makes: what is delivered may be invoiced before it."""
    days = _paid_days(grant, _deliveries(Q(grant__in=[grant.id, grant.main_id])))
    return {grant.id: Period(days[0].start, days[-1].end)} if days else {}


def _days_delivered(one: pricing.Priced, period: Period) -> list[Period]:
    if one.kind == "one_off":
        return [Period(one.start, one.start)] if one.start in period else []
    within = Period(one.start, one.end).intersect(period)
    pauses = Suspension.objects.filter(grant=one.id).values_list("start", "end")
    rests = [*one.rests, *(Period(start, end) for start, end in pauses)]
    return within.subtract_all(rests) if within else []


def _quantity(one: pricing.Priced, days: list[Period]) -> Fraction:
    return ordered_quantity(PriceKind(one.kind), Fraction(one.quantity), days)
