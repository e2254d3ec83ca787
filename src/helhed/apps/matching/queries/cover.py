"""Reading need against places, and who is in a bought place though an own offer fits."""

from __future__ import annotations

from datetime import date
from typing import Any

from helhed.apps.access.access import Actor, may_at_all
from helhed.apps.matching import cover as covers
from helhed.apps.placements.access import known_to, require_board
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.offers.tilbud import OfferKind

Row = dict[str, Any]
OWN, BOUGHT = "own", "bought"


def department_of(actor: Actor, asked: str | None) -> Department | None:
    """The department that is asked for; where none is, the actor's own; None is both."""
    if asked is not None:
        return next((one for one in Department if one.value == asked), None)
    reach = actor.reach(Action.SEE_CASE)
    keys = {unit.department for unit in actor.units if unit.id in reach.units} | reach.departments
    return Department(keys.pop()) if len(keys) == 1 and not reach.everything else None


def cover(actor: Actor, department: Department | None) -> list[Row]:
    """Every kind and district as a row of the table; nobody is named."""
    require_board(actor)
    rows, _bought = covers.cover(actor.today, department)
    may_share = may_at_all(actor, Action.SHARE_PLACES)
    return [{**_row(row), "may_share": may_share} for row in rows]


def summed(rows: list[Row]) -> dict[str, int]:
    """What the rows come to, each thing by itself: a place to spare in one row covers nobody in
    another. ``unknown`` is in how many rows it is not known what is lacking."""
    lacks = [row["lacks_0"] for row in rows]
    return {
        "own": sum(row["own_0"] for row in rows),
        "bought": sum(row["bought_0"] for row in rows),
        "waits": sum(row["waits"] for row in rows),
        "lacks": sum(one for one in lacks if not isinstance(one, str)),
        "unknown": sum(isinstance(one, str) for one in lacks),
        "unknown_waits": sum(row["waits"] for row in rows if isinstance(row["lacks_0"], str)),
    }


def days(actor: Actor) -> list[date]:
    """Today and the ends of the next quarters."""
    return covers.days(actor.today)


def _row(row: covers.Cover) -> Row:
    found: Row = {
        "kind_key": row.kind,
        "kind": OfferKind.of(row.kind).label,
        "district": row.district,
        "waits": row.waits,
        "fits": row.fits or None,
    }
    for at in range(len(row.own)):
        known = {"places": row.places[at], "free": row.free[at], "lacks": row.lacks(at)}
        for key, count in known.items():
            found[f"{key}_{at}"] = screen_text("kendes ikke") if count is None else count
            found[f"{key}_{at}_sort"] = count
        found |= {f"own_{at}": row.own[at], f"bought_{at}": row.bought[at]}
    return found


def living(actor: Actor, kind: str, district: str, whose: str) -> tuple[list[Row], int]:
    """Those who live in own or bought offers of a kind, by their district, whom the actor may see
    by name, and how many there are besides. The caller logs whom it shows."""
    require_board(actor)
    kinds = [one for one in covers.kinds_of() if kind in ("", one)]
    here = [
        stay
        for stay in covers.stays_in(kinds, actor.today)
        if stay.runs_on(actor.today)
        and district in ("", stay.district)
        and (whose not in (OWN, BOUGHT) or stay.is_own == (whose == OWN))
    ]
    known = known_to(actor, {one.citizen for one in here})
    shown = [one for one in here if one.citizen in known]
    return [_living(one) for one in shown], len(here) - len(shown)


def _living(one: covers.Stay) -> Row:
    return {
        "citizen_id": one.citizen,
        "citizen": one.name,
        "kind": OfferKind.of(one.kind).label,
        "district": one.district,
        "offer_id": one.offer,
        "offer": one.offer_name,
        "at": one.at,
        "start": one.start,
        "end": one.end,
    }


def bought(actor: Actor, kind: str, district: str) -> tuple[list[Row], int]:
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


def _bought(one: covers.Bought) -> Row:
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
