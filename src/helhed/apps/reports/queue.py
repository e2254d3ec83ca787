"""The queue: the reports of a day are put in, what waits is sent, answers are kept.

Everything can be run again: a day that stands in the queue is not put in twice, a report is only
marked as taken when somebody took it, and handing the same one over again does nothing more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.reports.changes import changed_after, changed_citizens
from helhed.apps.reports.gateway import Answer, Gateway, Outcome
from helhed.apps.reports.keeping import keep
from helhed.apps.reports.making import reports, sender
from helhed.apps.reports.models import Delivery
from helhed.apps.reports.numbers import move_reports
from helhed.rules.reports.indberetning import DeliveryState, Purpose

_MISSING, _REJECTED = DeliveryState.MISSING.value, DeliveryState.REJECTED.value
MOST_TRIES_KEPT = 20
"""How many answers of a report are kept: of a gateway that is down for weeks, the last ones."""


def put(doer: Doer, day: date) -> list[Delivery]:
    """Put the reports of a day into the queue: those that are not there already, and of citizens
    who changed after their report was made, one more with what came since; and those that a
    corrected CPR number asks for."""
    made = move_reports(doer)
    there: dict[UUID, Delivery] = {}
    last: dict[UUID, int] = {}
    standing = Delivery.objects.filter(day=day).exclude(state=DeliveryState.REPLACED.value)
    for row in standing.defer("contents", "answers").order_by("part"):
        last[row.citizen_id] = row.part
        if row.purpose == Purpose.DAY:
            there[row.citizen_id] = row
    since = {
        key: row.made_at for key, row in there.items() if row.state not in (_MISSING, _REJECTED)
    }
    first = [one for one in changed_citizens(day) if one not in there]
    for one in reports([*first, *changed_after(day, since)], day, doer.now(), sender(), since):
        with transaction.atomic():
            made.append(keep(doer, one, day, part=last.get(one.citizen, 0) + 1))
    return made


def send_waiting(doer: Doer, gateway: Gateway) -> Counter[str]:
    """Hand over what waits, oldest day first, and fetch late answers; how many of each outcome.

    A gateway that is in trouble is not asked again before next time.
    """
    move_reports(doer)
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
