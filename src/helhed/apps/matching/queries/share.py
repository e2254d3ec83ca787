"""Reading who waits, the suggestion, and who is to be together or apart."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.cases.access import citizens_within
from helhed.apps.citizens.models import Citizen
from helhed.apps.matching.access import require_sharing, require_waiting
from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.sharing import Line, Suggestion, suggest
from helhed.apps.matching.waiting import Waiting, waiting
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service
from helhed.rules.placements.oensker import Bond


def who_waits(actor: Actor) -> list[Waiting]:
    """Who waits, of those whom the actor may see; the caller logs whom it shows."""
    require_waiting(actor)
    return waiting(actor.reach(Action.SEE_WAITING), actor.today)


def suggestion(actor: Actor, listed: list[Waiting]) -> Suggestion:
    """The places shared out. Raises UnableToAssign."""
    require_sharing(actor)
    return suggest(listed, list(bonds(actor)), actor.today)


def bonds(actor: Actor) -> QuerySet[PlaceBond, PlaceBond]:
    """Those who are to be together or apart and stand on it still; both must be the actor's."""
    require_sharing(actor)
    theirs = Citizen.objects.filter(citizens_within(actor.reach(Action.SHARE_PLACES)))
    ids = theirs.values("id")
    held = Q(ended_on__isnull=True, citizen__in=ids, other__in=ids)
    return PlaceBond.objects.filter(held).select_related("citizen", "other")


def bond_row(row: Any) -> dict[str, Any]:
    """A pair as a row of the list."""
    return {
        "id": row.id,
        "citizen_id": row.citizen_id,
        "citizen": row.citizen.name,
        "other_id": row.other_id,
        "other": row.other.name,
        "bond": Bond.of(row.bond).label,
        "reason": row.reason,
        "end": row.id,
    }


def line_row(one: Waiting, line: Line | None) -> dict[str, Any]:
    """Somebody who waits as a row of the list, with what is suggested."""
    offer = line.offer if line else None
    return {
        "case": one.case.id,
        "citizen_id": one.case.citizen_id,
        "citizen": one.case.citizen.name,
        "key": one.service,
        "service": service(one.service).name,
        "stage": one.stage.label,
        "since": one.since,
        "days": one.days,
        "latest": one.latest,
        "urgency": one.urgency,
        "offer": one.offer_name,
        "order": one.order,
        "suggested": offer.name if offer else "",
        "suggested_id": offer.id if offer else None,
        "points": line.points if line else None,
        "reason": line.reason if line else None,
        "first_come": line.first_come.name if line and line.first_come else "",
        "keeps": bool(offer and one.order and one.offer == offer.id),
    }


def names_of(listed: list[Waiting]) -> list[tuple[str, str]]:
    """Those who wait, each once, to choose among."""
    found: dict[UUID, str] = {one.case.citizen_id: one.case.citizen.name for one in listed}
    return sorted(((str(id), name) for id, name in found.items()), key=lambda pair: pair[1])
