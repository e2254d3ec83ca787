"""What was reported under a CPR number that was corrected: told in error under the old number, and
told again, under new ids, under the new one. What was not handed over yet is made anew.

Source: KL's note on corrections ("FejlrettelseNotat"), the section on a wrong CPR number.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.citizens.models import NumberCorrection
from helhed.apps.citizens.numbers import corrections_of
from helhed.apps.reports.keeping import keep, told_before
from helhed.apps.reports.making import Made, checked, report, sender
from helhed.apps.reports.models import Delivery
from helhed.apps.reports.records import records
from helhed.apps.reports.telling.told import danish_day, instant, renamed
from helhed.apps.reports.telling.withdrawn import Entry, needed, told_since
from helhed.fhir.cpr_cvr import is_cpr
from helhed.fhir.delivery.in_error import in_error
from helhed.fhir.delivery.renumbered import renumbered_entry
from helhed.fhir.delivery.resources import IN_ERROR, REPORTING
from helhed.kernel.identifiers import uuid7
from helhed.rules.citizens.nummer import CorrectionState
from helhed.rules.reports.indberetning import MENDABLE, DeliveryState, Lack, Purpose


def move_reports(doer: Doer) -> list[Delivery]:
    """Make the reports that corrected CPR numbers ask for. Running it again makes nothing twice."""
    waiting = NumberCorrection.objects.filter(state=CorrectionState.DONE.value, told_at=None)
    made: list[Delivery] = []
    for key in list(waiting.order_by("settled_at", "id").values_list("id", flat=True)):
        with transaction.atomic():
            row = NumberCorrection.objects.select_for_update().get(id=key)
            if row.told_at is None:
                made += _moved(doer, row)
    return made


def _moved(doer: Doer, row: NumberCorrection) -> list[Delivery]:
    made = []
    now = doer.now()
    for purpose in (Purpose.WITHDRAWN, Purpose.AGAIN):
        told = told_again(row, purpose, now)
        if told is not None:
            made.append(keep_of(doer, told, row, purpose))
    row.told_at = now
    row.save(update_fields=["told_at"])
    for waiting in _not_handed_over(row):
        anew = _anew(doer, waiting)
        made += [anew] if anew is not None else []
    wrote(doer, "citizen.number_told", row, row.citizen_id, reports=len(made))
    return made


def keep_of(
    doer: Doer,
    made: Made,
    row: NumberCorrection,
    purpose: Purpose,
    instead_of: Delivery | None = None,
) -> Delivery:
    """Keep a report that a correction asks for, as a part of the day of the correction."""
    assert row.settled_at is not None
    day = danish_day(row.settled_at)
    there = Delivery.objects.filter(citizen=row.citizen_id, day=day)
    last = there.aggregate(last=Max("part"))["last"] or 0
    return keep(doer, made, day, last + 1, instead_of, purpose, row)


def _not_handed_over(row: NumberCorrection) -> Sequence[Delivery]:
    """What waits from before the correction: of a day, or of an earlier correction's number."""
    rows = Delivery.objects.select_for_update().filter(citizen=row.citizen_id, state__in=MENDABLE)
    rows = rows.exclude(purpose=Purpose.WITHDRAWN.value).exclude(correction=row)
    return list(rows.order_by("day", "part"))


def _anew(doer: Doer, row: Delivery) -> Delivery | None:
    """A report that waits, made again under the new number; put aside where it has nothing more to
    tell, or is told by the correction itself."""
    made = None
    if row.purpose == Purpose.DAY:
        found = records([row.citizen_id], row.day, told_before(row))
        made = next((report(one, row.day, doer.now(), sender()) for one in found), None)
    if made is None:
        row.state = DeliveryState.REPLACED.value
        row.save(update_fields=["state"])
        return None
    return keep(doer, made, row.day, row.part, instead_of=row)


def told_again(row: NumberCorrection, purpose: Purpose, now: datetime) -> Made | None:
    """What was told under the old number, told in error or told again; None when nothing was."""
    earlier = _standing(row, waiting=purpose is Purpose.AGAIN)
    if not any(_profile(one) != "citizen" for one in earlier.values()):
        return None
    if purpose is Purpose.WITHDRAWN:
        entries, number = _in_error(earlier, instant(now)), row.old_number
    else:
        entries = [renumbered_entry(one, lambda key: renamed(row.id, key)) for one in _all(earlier)]
        number = row.new_number
    for entry in entries:
        entry["resource"]["meta"]["lastUpdated"] = instant(now)
        if _profile(entry) == "citizen":
            entry["resource"]["identifier"][0]["value"] = number
    key = uuid7()
    built = _bundle(key, entries, instant(now))
    lacks = [] if is_cpr(number) else [Lack.CPR]
    return checked(key, row.citizen_id, _case_of(row), built, lacks)


def _bundle(key: UUID, entries: list[Entry], made: str) -> dict[str, Any]:
    return {
        "resourceType": "Bundle",
        "id": str(key),
        "meta": {"profile": [f"{REPORTING}deliveryReport"], "lastUpdated": made},
        "type": "collection",
        "timestamp": made,
        "entry": entries,
    }


def _standing(row: NumberCorrection, *, waiting: bool) -> dict[str, Entry]:
    """What was told under the old number and still stands, the citizen first; with ``waiting`` also
    what an earlier correction was about to tell."""
    before = corrections_of([row.citizen_id]).filter(settled_at__lt=row.settled_at).last()
    since = before.told_at if before else None
    found = told_since(row.citizen_id, row.old_number, since, waiting=waiting)
    return {key: one for key, one in found.items() if not _is_in_error(one["resource"])}


def _in_error(earlier: dict[str, Entry], now: str) -> list[Entry]:
    entries: dict[str, Entry] = {}
    for key, one in earlier.items():
        told = in_error(one["resource"], now)
        if told is not None or _profile(one) == "citizen":
            entries[key] = {**one, "resource": told or copy.deepcopy(one["resource"])}
    for key in needed(entries, earlier):
        entries.setdefault(key, copy.deepcopy(earlier[key]))
    return _all(entries)


def _all(entries: dict[str, Entry]) -> list[Entry]:
    """The entries, the citizen first, as copies."""
    listed = [copy.deepcopy(one) for one in entries.values()]
    return sorted(listed, key=lambda one: _profile(one) != "citizen")


def _is_in_error(resource: dict[str, Any]) -> bool:
    states = [resource.get("status"), resource.get("lifecycleStatus")]
    verified = resource.get("verificationStatus", {}).get("coding", [])
    return IN_ERROR in [*states, *(one.get("code") for one in verified)]


def _profile(entry: Entry) -> str:
    return str(entry["resource"]["meta"]["profile"][0]).rsplit("-", 1)[-1]


def _case_of(row: NumberCorrection) -> UUID:
    """Whose it is to mend: the case of what was told last."""
    rows = Delivery.objects.filter(citizen=row.citizen_id).order_by("-day", "-made_at")
    return rows.values_list("case_id", flat=True)[0]
