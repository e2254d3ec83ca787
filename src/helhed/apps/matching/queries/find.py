"""The page on which a place is found for one citizen."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.models import Case
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.decisions.models import Grant
from helhed.apps.matching.access import may_choose, require_finding
from helhed.apps.matching.finding import Found, RankedOffer, find
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.cases.sag import CaseArea
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.tilbudshjemmel import place_services
from helhed.rules.decisions.ydelser import Department, Service


@dataclass(frozen=True, slots=True)
class FindPage:
    """The case, the service that a place is found for and those it could be, what was found, and
    the draft that a choice goes into (None: a new one)."""

    case: CaseHead
    service: Service
    services: list[Service]
    citation: str
    found: Found
    draft: UUID | None
    may_choose: bool
    may_share: bool
    may_see_results: bool


def find_page(actor: Actor, case: UUID, key: str) -> FindPage:
    """The offers for a case, logged. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        row = case_or_404(case)
        require_finding(actor, row)
        read(actor, "place_match.read", row, row.citizen_id)
        lines = lines_of(row)
        chosen = service_of(row, lines, key)
        line = next((one for one in lines if one.service == chosen.key), None)
        citation = (line.citation if line else "") or str(chosen.citations[0])
        found = find(actor, row, chosen, citation, line.start if line else None)
        return FindPage(
            head_of(row),
            chosen,
            place_services(Department(row.department)),
            citation,
            found,
            line.decision_id if line else None,
            may_choose(actor, row),
            may_at_all(actor, Action.SHARE_PLACES),
            may_at_all(actor, Action.SEE_EFFECT),
        )


def lines_of(case: Case) -> list[Grant]:
    """The main lines of the drafts in a case, the newest first."""
    rows = Grant.objects.filter(
        decision__case=case, decision__state=DecisionState.DRAFT.value, main=None
    )
    return list(rows.order_by("-recorded_at", "id"))


def service_of(case: Case, lines: list[Grant], key: str) -> Service:
    """The service asked for by its key; else that of a draft, or else the first that is for the
    case's target group."""
    listed = place_services(Department(case.department))
    by_key = {one.key: one for one in listed}
    if key in by_key:
        return by_key[key]
    for line in lines:
        if line.service in by_key:
            return by_key[line.service]
    area = CaseArea.of(case.area)
    return next((one for one in listed if area in one.areas), listed[0])


def offer_row(one: RankedOffer) -> dict[str, Any]:
    """An offer on the list as a row of the table."""
    price, result = one.offer.price, one.result
    reasons = {reason.code: reason for reason in one.ranked.reasons}
    need = reasons.get("need")
    return {
        "id": one.offer.id,
        "rank": one.ranked.rank,
        "name": one.offer.name,
        "provider": one.offer.row.provider.name,
        "ownership": one.offer.ownership,
        "points": one.ranked.points if one.ranked.rank is not None else None,
        "km": _km(one.metres),
        "metres": one.metres,
        "themes": f"{need.values['met']}/{need.values['all']}" if need and need.values else "",
        "a_day": price.a_day if price else None,
        "a_year": price.a_year if price else None,
        "free_from": one.free_from,
        "free": len(one.offer.free) if one.offer.knows_places else screen_text("kendes ikke"),
        "free_sort": len(one.offer.free) if one.offer.knows_places else None,
        "reasons": one.ranked.reasons,
        "low": 100 * result.low if result else None,
        "share": 100 * result.share if result else None,
        "high": 100 * result.high if result else None,
        "against": one.ranked.against,
    }


def _km(metres: int | None) -> Decimal | str:
    """Kilometres with one decimal; in words where nobody has written them, and never 0."""
    return screen_text("kendes ikke") if metres is None else round(Decimal(metres) / 1000, 1)
