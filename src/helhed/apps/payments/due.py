"""What is to be paid for a month, by the price engine: the days on which a grant is delivered.

A plan says from which day a grant is paid and to whom. Plans follow orders: they are made when a
pay run needs them and end when the order was stopped.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
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
    deliveries = _deliveries(department)
    new, changed = [], []
    for grant in grants.iterator(pricing.BATCH):
        days = _paid_days(grant, deliveries)
        plan = getattr(grant, "payment_plan", None)
        if plan is None:
            if days is not None:
                owner = Ownership(grant.offer.provider.ownership) if grant.offer else None
                to = recipient(None if service(grant.service).paid_to_citizen else owner)
                new.append(PaymentPlan(grant=grant, recipient=to, start=days.start, end=days.end))
        elif days is not None and _ends_otherwise(grant, plan.end, days.end):
            plan.end = max(days.end, plan.start) if days.end else None
            changed.append(plan)
    PaymentPlan.objects.bulk_create(new, batch_size=500)
    PaymentPlan.objects.bulk_update(changed, ["end"], batch_size=500)


def _paid_days(grant: Grant, deliveries: dict[UUID, list[Period]]) -> Period | None:
    if grant.start is None:
        return None
    if service(grant.service).paid_to_citizen:
        return paid_days(grant.start, None)
    ordered_by = [id for id in (grant.id, grant.main_id) if id is not None]
    return paid_days(grant.start, [days for id in ordered_by for days in deliveries.get(id, [])])


def _deliveries(department: str) -> dict[UUID, list[Period]]:
    """When the orders of each grant of a department were started and stopped."""
    orders = Order.objects.filter(started_on__isnull=False, grant__unit__department=department)
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
    to_price = [p for grant in counted for p in _on_paid_days(grant, plans.get(grant.id))]
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


def _on_paid_days(grant: pricing.Priced, plan: Period | None) -> Iterable[pricing.Priced]:
    """The grant on the days that are paid; nothing when there are none."""
    days = plan.intersect(Period(grant.start, grant.end)) if plan else None
    return [replace(grant, start=days.start, end=days.end)] if days else []
