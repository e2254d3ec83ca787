"""Reading need against places, and who is in a bought place though an own offer fits."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.apps.access.access import Actor
from helhed.apps.matching import cover as covers
from helhed.apps.placements.access import known_to, require_board
from helhed.rules.offers.tilbud import OfferKind


def cover(actor: Actor) -> list[dict[str, Any]]:
    """Every kind and district as a row of the table; nobody is named."""
    require_board(actor)
    rows, _bought = covers.cover(actor.today)
    return [_row(row) for row in rows]


def days(actor: Actor) -> list[date]:
    """Today and the ends of the next quarters."""
    return covers.days(actor.today)


def _row(row: covers.Cover) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind_key": row.kind,
        "kind": OfferKind.of(row.kind).label,
        "district": row.district,
        "waits": row.waits,
        "fits": row.fits or None,
    }
    for at in range(len(row.lives)):
        found |= {
            f"lives_{at}": row.lives[at],
            f"own_{at}": row.own[at],
            f"bought_{at}": row.bought[at],
            f"lacks_{at}": row.lacks(at),
        }
    return found


def bought(actor: Actor, kind: str, district: str) -> tuple[list[dict[str, Any]], int]:
    """Those in bought places though an own offer fits, whom the actor may see by name, and how many
    there are besides. The caller logs whom it shows."""
    require_board(actor)
    _rows, found = covers.cover(actor.today)
    here = [
        one for one in found if kind in ("", one.stay.kind) and district in ("", one.stay.district)
    ]
    known = known_to(actor, {one.stay.citizen for one in here})
    shown = [one for one in here if one.stay.citizen in known]
    return [_bought(one) for one in shown], len(here) - len(shown)


def _bought(one: covers.Bought) -> dict[str, Any]:
    return {
        "citizen_id": one.stay.citizen,
        "citizen": one.stay.name,
        "kind": OfferKind.of(one.stay.kind).label,
        "district": one.stay.district,
        "offer_id": one.stay.offer,
        "offer": one.stay.offer_name,
        "start": one.stay.start,
        "end": one.stay.end,
        "own_id": one.own.id,
        "own": one.own.name,
        "free": one.own.free[0],
    }
