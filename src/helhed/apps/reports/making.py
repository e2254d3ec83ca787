"""Making the delivery reports of a day: told, built, checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.conf import settings

from helhed.apps.access.queries import municipality
from helhed.apps.reports.records import Record, records
from helhed.apps.reports.telling.assessed import gatherings
from helhed.apps.reports.telling.granted import care_plans
from helhed.apps.reports.telling.planned import goals
from helhed.apps.reports.telling.told import Telling, instant
from helhed.apps.reports.telling.withdrawn import withdrawn
from helhed.fhir import check, errors
from helhed.fhir.cpr_cvr import is_cpr
from helhed.fhir.delivery import Citizen, DeliveryReport, bundle
from helhed.fhir.delivery.renumbered import renumbered
from helhed.kernel.clock import DANISH_TIME
from helhed.kernel.identifiers import uuid7, uuid_for
from helhed.rules.reports.indberetning import DeliveryState, Lack

AT_ONCE = 200
"""Citizens that are read at a time: memory stays the same however many there are."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that was made. ``contents`` is the bundle as JSON; empty when it could not be built.
    Only one without lacks and faults may leave."""

    id: UUID
    citizen: UUID
    case: UUID
    contents: str
    resources: int
    lacks: list[str] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)

    @property
    def state(self) -> DeliveryState:
        return DeliveryState.MISSING if self.lacks or self.faults else DeliveryState.WAITING


@dataclass(frozen=True, slots=True)
class Sender:
    """Who reports: the municipality's uuid in STS Organisation (empty when nobody wrote it) and
    the address that its resources are said to live at."""

    organisation: str
    address: str


def sender() -> Sender:
    """Who reports: as the installation says; a demonstration has a number of its own making."""
    town = municipality()
    own = str(uuid_for("organisation", town.code)) if town.is_demo else ""
    return Sender(settings.ORGANISATION or own, settings.FHIR_ADDRESS)


def reports(
    citizens: Sequence[UUID],
    day: date,
    now: datetime,
    by: Sender,
    since: Mapping[UUID, datetime] | None = None,
) -> Iterator[Made]:
    """The reports of a day on these citizens, one at a time; none on whom nothing is to be told.

    ``since`` is when the same day was told of before, by citizen: only what came after is told.
    """
    for start in range(0, len(citizens), AT_ONCE):
        for record in records(citizens[start : start + AT_ONCE], day, since):
            made = report(record, day, now, by)
            if made is not None:
                yield made


def report(record: Record, day: date, now: datetime, by: Sender) -> Made | None:
    """The report of one citizen and day; None when nothing is to be told."""
    tell = Telling(record, day, _snapshot(day, now), record.since)
    for told in record.cases:
        gatherings(tell, told)
        goals(tell, told)
        care_plans(tell, told)
    taken_back = withdrawn(tell)
    if taken_back:
        tell.of_case(record.cases[0].case.id)
    if tell.case is None:
        return None
    citizen = record.citizen
    if not citizen.cpr or not is_cpr(citizen.cpr):
        tell.lack(Lack.CPR)
    if not by.organisation:
        tell.lack(Lack.MUNICIPALITY)
    key = uuid7()
    if Lack.CPR in tell.lacks or Lack.MUNICIPALITY in tell.lacks:
        lacks = [lack.value for lack in tell.lacks]
        return Made(key, citizen.id, tell.case, "", len(tell.parts) + 1, lacks)
    first = Citizen(
        id=citizen.id,
        changed=tell.changed(min(told.case.opened_on for told in record.cases)),
        cpr=citizen.cpr or "",
        municipality=by.organisation,
    )
    told_by = DeliveryReport(
        id=key,
        made=instant(tell.now),
        citizen=first,
        parts=tuple(tell.parts.values()),
        address=by.address,
    )
    built = renumbered(bundle(told_by), tell.named) if record.corrections else bundle(told_by)
    built["entry"] += taken_back
    assert tell.case is not None
    return checked(key, citizen.id, tell.case, built, tell.lacks)


def checked(
    key: UUID, citizen: UUID, case: UUID, built: dict[str, Any], lacking: Sequence[Lack]
) -> Made:
    """A report that was built, with what the checker says of it."""
    faults = [
        {"rule": one.rule, "resource": one.resource, "place": one.place, "text": one.text}
        for one in errors(check(built))
    ]
    lacks = [lack.value for lack in lacking]
    if faults and not lacks:
        lacks = [Lack.RULE.value]
    contents = json.dumps(built, ensure_ascii=False, separators=(",", ":"))
    return Made(key, citizen, case, contents, len(built["entry"]), lacks, faults)


def _snapshot(day: date, now: datetime) -> datetime:
    """The moment that a report tells of: now, or the end of a day that is over."""
    end = datetime.combine(day, time(23, 59, 59), tzinfo=DANISH_TIME)
    return min(end, now).astimezone(DANISH_TIME)
