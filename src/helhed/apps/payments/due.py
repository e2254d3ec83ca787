"""What is to be paid for a month, by the price engine: the days on which a grant is delivered.

A plan says from which day a grant is paid, until when, and to whom. Plans follow orders: they are
made when a pay run needs them and end when the last order was stopped. Between a stop and a new
start nothing is paid.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.decisions import pricing
from helhed.apps.decisions.models import Grant
from helhed.apps.orders.models import Order
from helhed.apps.payments.models import PaymentPlan
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import service
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.payments.udbetaling import paid_days, recipient


@dataclass(frozen=True, slots=True)
class Due:
    """What one plan is to be paid for a month, in øre."""

    grant: UUID
    month: Month
    oere: int
    account: str
    unit: UUID


def running_in(department: str, month: Month) -> QuerySet[Grant, Grant]:
    """The granted grants of a department that run on some day of a month."""
    by_law = Q(runs_to__isnull=True) | Q(runs_to__gte=month.first)
    not_ended = Q(end__isnull=True) | Q(end__gte=month.first)
    return Grant.objects.filter(
        not_ended,
        by_law,
        state=GrantState.GRANTED.value,
        start__lte=month.last,
        unit__department=department,
    )


def bring_plans_up_to_date(department: str, month: Month) -> None:
    """Make the plans that a month needs, and end those whose order was stopped."""
    grants = running_in(department, month).select_related("offer__provider", "payment_plan")
    deliveries = _deliveries(Q(grant__unit__department=department))
    new, changed = [], []
    for grant in grants.iterator(pricing.BATCH):
        days = _paid_days(grant, deliveries)
        plan = getattr(grant, "payment_plan", None)
        if not days:
            continue
        end = days[-1].end
        if plan is None:
            owner = Ownership(grant.offer.provider.ownership) if grant.offer else None
            to = recipient(None if service(grant.service).paid_to_citizen else owner)
            new.append(PaymentPlan(grant=grant, recipient=to, start=days[0].start, end=end))
        elif _ends_otherwise(grant, plan.end, end):
            plan.end = max(end, plan.start) if end else None
            changed.append(plan)
    PaymentPlan.objects.bulk_create(new, batch_size=500)
    PaymentPlan.objects.bulk_update(changed, ["end"], batch_size=500)


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
    grants: QuerySet[Grant, Grant], first: Month, last: Month, only: Container[UUID] | None = None
) -> list[Due]:
    """What the plans of grants are to be paid from one month to another; perhaps of some only,
    when they are too many to be named in a question.

    Raises UnableToPrice for the first day without an amount.
    """
    counted = [one for one in pricing.priced(grants) if only is None or one.id in only]
    plans = _plans([grant.id for grant in counted])
    ordered = {id for one in counted for id in (one.id, one.main) if id is not None}
    few = len(ordered) <= pricing.IDS_AT_ONCE
    deliveries = _deliveries(Q(grant__in=ordered) if few else Q())
    to_price = [
        one
        for grant in counted
        if (one := _on_paid_days(grant, plans.get(grant.id), deliveries)) is not None
    ]
    return [
        Due(cost.grant.id, cost.month, cost.oere, cost.grant.account, cost.grant.unit)
        for cost in pricing.month_costs(to_price, first, last)
        if cost.grant.unit is not None
    ]


def _plans(grants: Sequence[UUID]) -> dict[UUID, Period]:
    plans = PaymentPlan.objects.all()
    if len(grants) <= pricing.IDS_AT_ONCE:
        plans = plans.filter(grant__in=grants)
    rows = plans.values_list("grant_id", "start", "end").iterator(pricing.BATCH)
    return {grant: Period(start, end) for grant, start, end in rows}


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
