"""Grants: those of a case, what they are committed to, and the head of one for a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Commitment, Grant, Suspension
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind, Service, service


@dataclass(frozen=True, slots=True)
class GrantShown:
    """A granted service on the case, with what it costs."""

    id: UUID
    decision: UUID
    service: str
    citation: str
    offer: str
    offer_id: UUID | None
    kind: PriceKind
    quantity: Decimal | None
    start: date | None
    end: date | None
    this_year: int
    next_year: int
    follows: bool
    runs: bool
    is_main: bool


def grants_of_case(case: UUID, today: date) -> list[GrantShown]:
    """The granted services of a case, running ones first, with their commitments."""
    rows = (
        Grant.objects.filter(decision__case=case, state="granted")
        .select_related("offer")
        .order_by("-start", "id")
    )
    grants = list(rows)
    costs = year_costs([grant.id for grant in grants], [today.year, today.year + 1])
    shown = [_granted(grant, costs, today) for grant in grants]
    return sorted(shown, key=lambda grant: not grant.runs)


def _granted(grant: Grant, costs: dict[tuple[UUID, int], int], today: date) -> GrantShown:
    last = pricing.last_day(grant.end, grant.runs_to)
    return GrantShown(
        grant.id,
        grant.decision_id,
        service(grant.service).name,
        grant.citation,
        grant.offer.name if grant.offer else "",
        grant.offer_id,
        PriceKind(grant.kind),
        grant.quantity,
        grant.start,
        last,
        costs.get((grant.id, today.year), 0),
        costs.get((grant.id, today.year + 1), 0),
        grant.main_id is not None,
        last is None or last >= today,
        grant.main_id is None,
    )


def year_costs(grants: Sequence[UUID], years: Sequence[int]) -> dict[tuple[UUID, int], int]:
    """What grants are committed to in whole years, in øre."""
    low, high = date(min(years), 1, 1), date(max(years), 12, 31)
    rows = Commitment.objects.filter(grant__in=grants, month__range=(low, high))
    found: dict[tuple[UUID, int], int] = {}
    for grant, month, oere in rows.values_list("grant_id", "month", "oere"):
        key = (grant, month.year)
        found[key] = found.get(key, 0) + oere
    return found


@dataclass(frozen=True, slots=True)
class GrantHead:
    """A grant as the head of a form."""

    id: UUID
    decision: UUID
    case: CaseHead
    service: Service
    start: date | None
    end: date | None


def grant_head(actor: Actor, action: Action, grant: UUID) -> GrantHead:
    """A grant for a form, logged. Raises Http404."""
    with transaction.atomic():
        row = Grant.objects.select_related("decision__case").filter(id=grant).first()
        if row is None:
            raise Http404
        require_grant(actor, action, row)
        read(actor, "grant.read", row, row.citizen_id)
        case = head_of(case_or_404(row.decision.case_id))
        last = pricing.last_day(row.end, row.runs_to)
        return GrantHead(row.id, row.decision_id, case, service(row.service), row.start, last)


def suspension_head(actor: Actor, suspension: UUID) -> tuple[GrantHead, Suspension]:
    """A suspension and its grant, for a form, logged. Raises Http404."""
    pause = Suspension.objects.filter(id=suspension).first()
    if pause is None:
        raise Http404
    return grant_head(actor, Action.PREPARE_DECISION, pause.grant_id), pause
