"""What approving a run does to its lines, and why it cannot be approved: told before the press."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helhed.apps.decisions.models import Grant
from helhed.apps.payments.closing import require_open
from helhed.apps.payments.lowering import Lowered, lowering, require_lowerable
from helhed.apps.payments.models import PayRun
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.rules.decisions.ydelser import service

MOST_LOWERED = 200


@dataclass(frozen=True, slots=True)
class LoweredShown:
    """A line that an approval lowers, with what it is of; money in øre."""

    line: UUID
    number: str
    service: str
    citizen: UUID
    month: date
    was: int
    oere: int


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approval lowers: the first lines, how many and how much less in all, and what is
    sent along to say that just that was seen; or why the run cannot be approved now (``error``)."""

    rows: list[LoweredShown]
    count: int
    oere: int
    seen: str
    error: UnableTo | None = None


NOTHING = Approval([], 0, 0, "")


def approval(run: PayRun) -> Approval:
    """What approving an open run does, for somebody who was let in to all of it."""
    try:
        require_open(Month.of(run.month))
        less = lowering(run)
        require_lowerable(less)
    except UnableTo as error:
        return Approval([], 0, 0, "", error)
    rows = _rows(less.lowered[:MOST_LOWERED])
    return Approval(rows, len(less.lowered), less.oere, less.seen)


def _rows(lowered: list[Lowered]) -> list[LoweredShown]:
    grants = Grant.objects.filter(id__in={one.line.grant_id for one in lowered})
    facts = {
        grant: (number, key)
        for grant, number, key in grants.values_list("id", "decision__case__number", "service")
    }
    return [
        LoweredShown(
            line.id,
            number,
            service(key).name,
            line.citizen_id,
            line.month,
            line.oere,
            one.oere,
        )
        for one in lowered
        for line in [one.line]
        for number, key in [facts[line.grant_id]]
    ]
