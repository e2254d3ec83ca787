"""The queue: the reports of a day are put in, what waits is sent, answers are kept.

Everything can be run again: a day that stands in the queue is not put in twice, a report is only
marked as taken when somebody took it, and handing the same one over again does nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.reports.changes import changed_after, changed_citizens
from helhed.apps.reports.gateway import Answer, Gateway, Outcome
from helhed.apps.reports.making import Made, reports, sender
from helhed.apps.reports.models import Delivery
from helhed.rules.reports.indberetning import DeliveryState

_MISSING, _REJECTED = DeliveryState.MISSING.value, DeliveryState.REJECTED.value
MOST_TRIES_KEPT = 20
"""How many answers of a report are kept: of a gateway that is down for weeks, the last ones."""


def put(doer: Doer, day: date) -> list[Delivery]:
    """Put the reports of a day into the queue: those that are not there already, and of citizens
    who changed after their report was made, one more with what came since."""
    there: dict[UUID, Delivery] = {}
    standing = Delivery.objects.filter(day=day).exclude(state=DeliveryState.REPLACED.value)
    for row in standing.defer("contents", "answers").order_by("part"):
        there[row.citizen_id] = row
    since = {
        key: row.made_at for key, row in there.items() if row.state not in (_MISSING, _REJECTED)
    }
    first = [one for one in changed_citizens(day) if one not in there]
    made = []
    for one in reports([*first, *changed_after(day, since)], day, doer.now(), sender(), since):
        before = there.get(one.citizen)
        with transaction.atomic():
            made.append(keep(doer, one, day, part=before.part + 1 if before else 1))
    return made


def told_before(row: Delivery) -> dict[UUID, datetime]:
    """When the day of a report was told of before that report, by citizen."""
    earlier = Delivery.objects.filter(citizen=row.citizen_id, day=row.day, part__lt=row.part)
    last = earlier.exclude(state=DeliveryState.REPLACED.value).order_by("-part").first()
    return {row.citizen_id: last.made_at} if last else {}


def keep(
    doer: Doer, made: Made, day: date, part: int = 1, instead_of: Delivery | None = None
) -> Delivery:
    """A report that was made becomes a row of the queue; the old one it replaces is put aside."""
    if instead_of is not None:
        instead_of.state = DeliveryState.REPLACED.value
        instead_of.save(update_fields=["state"])
    row = Delivery.objects.create(
        id=made.id,
        citizen_id=made.citizen,
        case_id=made.case,
        day=day,
        part=part,
        state=made.state.value,
        made_at=doer.now(),
        contents=made.contents,
        resources=made.resources,
        lacks=made.lacks,
        faults=made.faults,
        replaces=instead_of,
    )
    wrote(doer, "report.make", row, made.citizen, day=day.isoformat())
    return row


def send_waiting(doer: Doer, gateway: Gateway) -> Counter[str]:
    """Hand over what waits, oldest day first, and fetch late answers; how many of each outcome.

    A gateway that is in trouble is not asked again before next time.
    """
    told: Counter[str] = Counter()
    for answered in _each(doer, gateway):
        told[answered.value] += 1
        if answered is Outcome.TROUBLE:
            break
    return told


def _each(doer: Doer, gateway: Gateway) -> Iterator[Outcome]:
    for key in _keys(_in_state(DeliveryState.SENT)):
        row = Delivery.objects.get(id=key)
        yield _answered(doer, key, gateway.fetch(row.ticket))
    for key in _keys(_in_state(DeliveryState.WAITING)):
        row = Delivery.objects.get(id=key)
        yield _answered(doer, key, gateway.deliver(row.contents))


def _in_state(state: DeliveryState) -> QuerySet[Delivery, Delivery]:
    return Delivery.objects.filter(state=state.value).order_by("day", "made_at", "id")


def _keys(rows: QuerySet[Delivery, Delivery]) -> Iterable[UUID]:
    return list(rows.values_list("id", flat=True))


_BECOMES = {
    Outcome.ACCEPTED: DeliveryState.ACCEPTED,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.LATER: DeliveryState.SENT,
}


def _answered(doer: Doer, key: UUID, answer: Answer) -> Outcome:
    """Keep an answer. A report that was made anew meanwhile keeps its state: the answer is old."""
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(id=key)
        row.tries += 1
        said = {
            "at": doer.now().isoformat(timespec="seconds"),
            "outcome": answer.outcome.value,
            "status": answer.status,
            "issues": list(answer.issues),
        }
        row.answers = [*row.answers, said][-MOST_TRIES_KEPT:]
        becomes = _BECOMES.get(answer.outcome)
        if becomes is not None and row.state in (DeliveryState.WAITING, DeliveryState.SENT):
            row.state, row.ticket = becomes.value, answer.ticket
            row.answered_at = None if becomes is DeliveryState.SENT else doer.now()
        row.save(update_fields=["tries", "answers", "state", "ticket", "answered_at"])
        wrote(doer, f"report.{answer.outcome.value}", row, row.citizen_id)
    return answer.outcome
