"""Reading the queue of reports."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.cases.access import cases_within, may_case, require_case
from helhed.apps.reports.models import Delivery
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.reports.indberetning import MENDABLE, OPEN, DeliveryState, Lack, Purpose
from helhed.rules.reports.svar import meaning

_PARTS = {
    "citizen": screen_text("Borger"),
    "serviceRequest": screen_text("Henvendelse"),
    "condition": screen_text("Temaer"),
    "informationGathering": screen_text("Udredninger"),
    "interventionGoal": screen_text("Mål"),
    "careEvaluation": screen_text("Støttebehov"),
    "targetGroup": screen_text("Målgrupper"),
    "carePlan": screen_text("Indsatser"),
    "intervention": screen_text("Ydelser"),
    "servicePerformer": screen_text("Tilbudstyper"),
    "followUpEncounter": screen_text("Datoer for opfølgning"),
    "followUp": screen_text("Resultater af opfølgning"),
}


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """Which reports to list; an empty state is those that somebody has still to do a part of."""

    state: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """One report, in words."""

    row: Delivery
    state: str
    lacks: list[str]
    parts: list[tuple[str, int]]
    answers: list[dict[str, Any]]
    may_remake: bool
    newer: UUID | None
    purpose: str


def deliveries(actor: Actor, wanted: DeliveryFilter) -> QuerySet[Delivery, Delivery]:
    """The reports that the actor may see and asked for."""
    found = _visible(actor)
    if wanted.state == "":
        found = found.filter(state__in=[state.value for state in OPEN])
    elif wanted.state != "all":
        found = found.filter(state=wanted.state)
    if wanted.day is not None:
        found = found.filter(day=wanted.day)
    return found.select_related("citizen", "case")


def counts(actor: Actor) -> list[tuple[str, str, int]]:
    """How many reports there are in each state: key, words, number."""
    rows = _visible(actor).values("state").annotate(number=Count("id")).order_by()
    found = {row["state"]: row["number"] for row in rows}
    listed = [(s.value, s.label, found.get(s.value, 0)) for s in DeliveryState]
    return [one for one in listed if one[2] and one[0] != DeliveryState.REPLACED]


def row_of(delivery: Delivery) -> dict[str, Any]:
    """A report as a row of the list."""
    return {
        "id": delivery.id,
        "citizen_id": delivery.citizen_id,
        "day": delivery.day,
        "citizen": delivery.citizen.name,
        "number": delivery.case.number,
        "state": DeliveryState.of(delivery.state).label,
        "state_key": delivery.state,
        "what": _what(delivery),
        "made_at": delivery.made_at,
        "answered_at": delivery.answered_at,
    }


def delivery_page(actor: Actor, delivery: UUID) -> DeliveryPage:
    """One report. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        row = _one(actor, delivery)
        read(actor, "report.read", row, row.citizen_id)
    newer = Delivery.objects.filter(replaces=row).values_list("id", flat=True).first()
    may = row.state in MENDABLE and may_case(actor, Action.SEND_REPORT, row.case)
    return DeliveryPage(
        row,
        DeliveryState.of(row.state).label,
        [Lack.of(code).label for code in row.lacks],
        _parts(row.contents),
        [_answer(one) for one in row.answers],
        may,
        newer,
        "" if row.purpose == Purpose.DAY else Purpose.of(row.purpose).label,
    )


def delivery_file(actor: Actor, delivery: UUID) -> Delivery:
    """One report with the bundle that leaves. Raises Http404, UnableToLetIn."""
    with transaction.atomic():
        row = _one(actor, delivery)
        if not row.contents:
            raise Http404
        read(actor, "report.take_out", row, row.citizen_id)
    return row


def _answer(told: dict[str, Any]) -> dict[str, Any]:
    """An answer of the gateway, each issue with what it means."""
    issues = [{**one, "means": meaning(one["code"], one["severity"])} for one in told["issues"]]
    return {**told, "at": datetime.fromisoformat(told["at"]), "issues": issues}


def _visible(actor: Actor) -> QuerySet[Delivery, Delivery]:
    require_at_all(actor, Action.SEE_REPORT)
    return Delivery.objects.filter(cases_within(actor.reach(Action.SEE_REPORT), "case__"))


def _one(actor: Actor, delivery: UUID) -> Delivery:
    row = Delivery.objects.select_related("case", "citizen").filter(id=delivery).first()
    if row is None:
        raise Http404
    require_case(actor, Action.SEE_REPORT, row.case)
    return row


def _what(delivery: Delivery) -> str:
    """What there is to say of a report in a list: what lacks, or what the gateway's first error
    means."""
    if delivery.state == DeliveryState.MISSING and delivery.lacks:
        return Lack.of(delivery.lacks[0]).label
    if delivery.purpose != Purpose.DAY and delivery.state != DeliveryState.REJECTED:
        return Purpose.of(delivery.purpose).label
    if delivery.state == DeliveryState.REJECTED:
        return _first_error(delivery)
    if delivery.state == DeliveryState.WAITING and delivery.tries:
        return screen_text("KL svarer ikke. Rapporten sendes igen af sig selv.")
    return ""


def _first_error(delivery: Delivery) -> str:
    issues = delivery.answers[-1]["issues"] if delivery.answers else []
    worst = sorted(issues, key=lambda one: one["severity"] == "information")
    return next((meaning(one["code"], one["severity"]) for one in worst), meaning(""))


def _parts(contents: str) -> list[tuple[str, int]]:
    """What a report tells, counted by kind, in the order of the work."""
    if not contents:
        return []
    kinds = Counter(
        entry["resource"]["meta"]["profile"][0].rsplit("-", 1)[-1]
        for entry in json.loads(contents)["entry"]
    )
    return [(words, kinds[kind]) for kind, words in _PARTS.items() if kinds[kind]]
