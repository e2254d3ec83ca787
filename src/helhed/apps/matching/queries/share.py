"""Reading who waits, the suggestion, and who is to be together or apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.cases.access import citizens_within
from helhed.apps.citizens.models import Citizen
from helhed.apps.matching.access import require_sharing, require_waiting
from helhed.apps.matching.models import PlaceBond
from helhed.apps.matching.sharing import Line, Suggestion, suggest
from helhed.apps.matching.tied import CANNOT, ties
from helhed.apps.matching.waiting import Waiting, waiting
from helhed.kernel.words import screen_text
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


def held(actor: Actor) -> dict[UUID, str]:
    """What holds of each pair as they wait now, or why it cannot."""
    return ties(who_waits(actor), list(bonds(actor)), actor.today).told


def unheld(actor: Actor, bond: UUID) -> str:
    """Why a pair cannot be held as they wait now; empty when it can."""
    told = held(actor).get(bond, "")
    return told if told in CANNOT else ""


def bond_row(row: PlaceBond, told: Mapping[UUID, str]) -> dict[str, Any]:
    """A pair as a row of the list, with what holds of it."""
    return {
        "id": row.id,
        "citizen_id": row.citizen_id,
        "citizen": row.citizen.name,
        "other_id": row.other_id,
        "other": row.other.name,
        "bond": Bond.of(row.bond).label,
        "reason": row.reason,
        "holds": told.get(row.id, ""),
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
        "urgency": _urgency(one),
        "urgency_sort": one.urgency,
        "offer": one.offer_name,
        "order": one.order,
        "suggested": offer.name if offer else "",
        "suggested_id": offer.id if offer else None,
        "place_points": line.place_points if line else None,
        "person_points": line.person_points if line else None,
        "points": line.points if line else None,
        "place": line.place if line else (),
        "person": line.person if line else (),
        "why": line.why if line else (),
        "first_come": line.first_come.name if line and line.first_come else "",
        "keeps": bool(offer and one.order and one.offer == offer.id),
    }


def _urgency(one: Waiting) -> int | str:
    """Urgency; in words where nothing tells it, and never 0."""
    return screen_text("ikke skrevet") if one.urgency is None else one.urgency


def named_in(found: Suggestion, shown: Iterable[Waiting]) -> set[UUID]:
    """The citizens who are named in the reasons of those shown."""
    keys = {one.key for one in shown}
    ids: dict[object, UUID] = {one.who.key: one.who.case.citizen_id for one in found.lines}
    named = {key for one in found.lines if one.who.key in keys for key in one.named}
    named |= {key for bond in found.unheld for key in (bond.citizen_id, bond.other_id)}
    return {ids[key] for key in named if key in ids} | {k for k in named if isinstance(k, UUID)}


SUMS = {
    "placed": screen_text("Får en plads"),
    "urgent": screen_text("Får en plads, og det haster meget eller er akut"),
    "urgent_left": screen_text("Venter stadig, selv om det haster meget eller er akut"),
    "longest": screen_text("Længste ventetid, der er tilbage, dage"),
    "wishes": screen_text("Får et sted, de ønsker"),
    "a_year": screen_text("Koster om året, kroner"),
    "km": screen_text("Kilometer i alt, hvor afstanden kendes"),
    "unknown": screen_text("Uden kendt afstand"),
    "points": screen_text("Point i alt"),
}
"""What a sharing out comes to, in the order it is shown."""


def compared(found: Suggestion) -> list[dict[str, Any]]:
    """The suggestion beside first come, first served, thing by thing."""
    rows = []
    for key, what in SUMS.items():
        suggested, served = getattr(found.suggested, key), getattr(found.first_come, key)
        if key == "a_year":
            suggested, served = round(suggested / 100), round(served / 100)
        rows.append(
            {
                "what": what,
                "suggested": suggested,
                "first_come": served,
                "more": suggested - served,
            }
        )
    return rows


def names_of(listed: list[Waiting]) -> list[tuple[str, str]]:
    """Those who wait, each once, to choose among."""
    found: dict[UUID, str] = {one.case.citizen_id: one.case.citizen.name for one in listed}
    return sorted(((str(id), name) for id, name in found.items()), key=lambda pair: pair[1])


def names_beside(actor: Actor, listed: list[Waiting]) -> list[tuple[str, str]]:
    """Whom those who wait can be put together with or kept apart from: each other, and their
    family, who may live in an offer already."""
    who = {one.case.citizen_id for one in listed}
    theirs = Q(relations__other__in=who) | Q(related_from__citizen__in=who)
    mine = citizens_within(actor.reach(Action.SHARE_PLACES))
    family = Citizen.objects.filter(mine, theirs).exclude(id__in=who).distinct()
    found = [*names_of(listed), *((str(one.id), one.name) for one in family)]
    return sorted(found, key=lambda pair: pair[1])
