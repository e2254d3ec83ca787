"""Lists of decisions: all that one may see, and those that wait for one's approval."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.decisions.access import decisions_within
from helhed.apps.decisions.models import Decision
from helhed.apps.layout.first import First, first
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.ydelser import service


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions to list."""

    state: str = ""
    mine: bool = False


def decisions(actor: Actor, wanted: DecisionFilter) -> QuerySet[Decision, Decision]:
    """The decisions that the actor may see and asked for."""
    require_at_all(actor, Action.SEE_CASE)
    found = Decision.objects.filter(decisions_within(actor.reach(Action.SEE_CASE)))
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.mine:
        found = found.filter(prepared_by=actor.id)
    return found.select_related("case__citizen", "case__unit", "prepared_by").prefetch_related(
        "grants"
    )


def decision_row(decision: Decision) -> dict[str, Any]:
    """A decision as a row of the list."""
    mains = [service(g.service).name for g in decision.grants.all() if g.main_id is None]
    return {
        "id": decision.id,
        "citizen_id": decision.case.citizen_id,
        "number": decision.case.number,
        "citizen": decision.case.citizen.name,
        "service": ", ".join(mains),
        "citation": decision.citation,
        "state": DecisionState(decision.state).label,
        "state_key": decision.state,
        "unit": decision.case.unit.name,
        "prepared_by": decision.prepared_by.name if decision.prepared_by else "",
        "prepared_on": decision.prepared_on,
        "decided_at": decision.decided_at,
    }


def awaiting_approval(actor: Actor, most: int) -> First[Decision]:
    """Decisions that the actor could approve, the oldest first; not those of the actor's own."""
    within = decisions_within(actor.reach(Action.APPROVE_DECISION))
    found = Decision.objects.filter(within, state=DecisionState.SUBMITTED.value)
    others = found.filter(~Q(prepared_by=actor.id) | Q(prepared_by=None))
    oldest = others.select_related("case__citizen", "prepared_by").order_by("submitted_at", "id")
    return first(oldest, most)


def my_drafts(actor: Actor, most: int) -> list[Decision]:
    """The drafts that the actor prepares, those that were sent back first."""
    within = decisions_within(actor.reach(Action.PREPARE_DECISION))
    found = Decision.objects.filter(within, prepared_by=actor.id, state=DecisionState.DRAFT.value)
    return list(
        found.select_related("case__citizen").order_by("-returned_reason", "prepared_on")[:most]
    )
