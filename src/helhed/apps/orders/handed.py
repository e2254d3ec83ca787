"""Reading the parts of plans that are handed to providers, and what they wrote."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.cases.access import require_case
from helhed.apps.orders.models import HandedPart, Order
from helhed.apps.plans.models import Plan
from helhed.rules.access.rights import Action


@dataclass(frozen=True, slots=True)
class HandedShown:
    """A part of the plan as both sides read it."""

    id: UUID
    provider: str
    order: UUID
    asked: str
    handed_at: datetime
    handed_by: str
    told: str
    told_at: datetime | None
    told_by: str


def handed_in(orders: Collection[UUID]) -> list[HandedShown]:
    """The parts of the plan that are handed over in some orders and not taken back."""
    rows = HandedPart.objects.filter(order__in=orders, taken_back_at__isnull=True)
    found = rows.select_related("order__provider", "handed_by", "told_by")
    return [
        HandedShown(
            row.id,
            row.order.provider.name,
            row.order_id,
            row.asked,
            row.handed_at,
            row.handed_by.name if row.handed_by else "",
            row.told,
            row.told_at,
            row.told_by.name if row.told_by else "",
        )
        for row in found.order_by("handed_at", "id")
    ]


def handed_of_plan(actor: Actor, plan: UUID) -> list[HandedShown]:
    """The parts of a plan's case that providers have or wrote. Raises UnableToLetIn, Http404."""
    row = Plan.objects.select_related("case").filter(id=plan).first()
    if row is None:
        raise Http404
    require_case(actor, Action.SEE_CASE, row.case)
    orders = Order.objects.filter(case=row.case_id)
    return handed_in(list(orders.values_list("id", flat=True)))
