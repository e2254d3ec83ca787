"""What was told of a citizen earlier and no longer stands: told in error, with what it refers to.

Two acts can take back what was told: a grant that never began is dropped, and a theme is taken out
of an assessment. What was told is read from the reports that the gateway took.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from helhed.apps.decisions.models import Grant
from helhed.apps.reports.models import Delivery
from helhed.apps.reports.telling.told import Telling, lasting
from helhed.fhir.delivery.in_error import in_error, referred
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.reports.ffb_ydelser import services_in_ffb
from helhed.rules.reports.indberetning import HANDED_OVER, MENDABLE, Purpose

TAKE_BACK = frozenset({"grant.drop", "assessment.drop_theme"})
Entry = dict[str, Any]


def withdrawn(tell: Telling) -> list[Entry]:
    """Entries of a report on what no longer stands; none when nothing was taken back that day."""
    if not TAKE_BACK & tell.record.touched.acts:
        return []
    made = tell.record.corrections
    citizen = tell.record.citizen
    earlier = told_since(citizen.id, citizen.cpr or "", made[-1].told_at if made else None)
    gone = [key for key in (*_grants(tell, earlier), *_themes(tell, earlier)) if key in earlier]
    entries: dict[str, Entry] = {}
    for key in gone:
        told = in_error(earlier[key]["resource"], tell.changed(tell.day))
        if told is not None and told != earlier[key]["resource"]:
            entries[key] = {**earlier[key], "resource": told}
    for key in needed(entries, earlier):
        entries.setdefault(key, earlier[key])
    here = {str(tell.named(part)) for part in (*tell.parts, tell.record.citizen.id)}
    return [entry for key, entry in entries.items() if key not in here]


def told_since(
    citizen: UUID, number: str, moment: datetime | None, *, waiting: bool = False
) -> dict[str, Entry]:
    """What the gateway took of a citizen under a CPR number, or was handed, each resource as it was
    told last; since a moment, where the number was corrected then. With ``waiting`` also what is to
    be told again and waits."""
    states = Q(state__in=HANDED_OVER)
    if waiting:
        states |= Q(state__in=MENDABLE, purpose=Purpose.AGAIN.value)
    rows = Delivery.objects.filter(states, citizen=citizen).exclude(contents="")
    rows = rows.exclude(purpose=Purpose.WITHDRAWN.value)
    if moment is not None:
        rows = rows.filter(made_at__gte=moment)
    found: dict[str, Entry] = {}
    for contents in rows.order_by("day", "made_at").values_list("contents", flat=True):
        entries = json.loads(contents)["entry"]
        if _number(entries) == number:
            found.update((entry["resource"]["id"], entry) for entry in entries)
    return found


def _number(entries: list[Entry]) -> str:
    told = (one["resource"] for one in entries)
    persons = [one for one in told if one["resourceType"] == "Patient"]
    return str(persons[0]["identifier"][0]["value"]) if persons else ""


def _grants(tell: Telling, earlier: dict[str, Entry]) -> list[str]:
    """The interventions of dropped grants, and care plans that are left without any."""
    dropped = Grant.objects.filter(
        citizen=tell.record.citizen, state=GrantState.DROPPED.value, service__in=services_in_ffb()
    )
    gone = [
        str(tell.named(lasting("intervention", key, services_in_ffb()[service].intervention)))
        for key, service in dropped.values_list("id", "service")
    ]
    stands: set[str] = set()
    emptied: set[str] = set()
    for key, entry in earlier.items():
        plans = {one["reference"].rsplit("/")[-1] for one in entry["resource"].get("basedOn", ())}
        (emptied if key in gone else stands).update(plans)
    return gone + sorted(emptied - stands)


def _themes(tell: Telling, earlier: dict[str, Entry]) -> list[str]:
    """Themes that no assessment and no goal of the citizen tells any more."""
    record = tell.record
    codes = {note.subtheme for notes in record.notes.values() for note in notes}
    for goals in record.goals.values():
        for goal in goals:
            codes |= {goal.primary_theme, *record.themes.get(goal.id, ())}
    kept = {str(tell.named(lasting("theme", record.citizen.id, code))) for code in codes}
    return [
        key
        for key, entry in earlier.items()
        if entry["resource"]["meta"]["profile"][0].endswith("-condition") and key not in kept
    ]


def needed(entries: dict[str, Entry], earlier: dict[str, Entry]) -> list[str]:
    """The ids of everything that the entries refer to, however far."""
    found: list[str] = []
    ahead = [key for entry in entries.values() for key in referred(entry["resource"])]
    while ahead:
        key = ahead.pop()
        if key in found or key not in earlier:
            continue
        found.append(key)
        ahead += referred(earlier[key]["resource"])
    return found
