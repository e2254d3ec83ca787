"""Keeping a report that was made as a row of the queue."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from helhed.apps.audit.actions import Doer, wrote
from helhed.apps.citizens.models import NumberCorrection
from helhed.apps.reports.making import Made
from helhed.apps.reports.models import Delivery
from helhed.rules.reports.indberetning import DeliveryState, Purpose

DAY = Purpose.DAY.value


def told_before(row: Delivery) -> dict[UUID, datetime]:
    """When the day of a report was told of before that report, by citizen."""
    earlier = Delivery.objects.filter(
        citizen=row.citizen_id, day=row.day, part__lt=row.part, purpose=DAY
    )
    last = earlier.exclude(state=DeliveryState.REPLACED.value).order_by("-part").first()
    return {row.citizen_id: last.made_at} if last else {}


def keep(
    doer: Doer,
    made: Made,
    day: date,
    part: int = 1,
    instead_of: Delivery | None = None,
    purpose: Purpose = Purpose.DAY,
    correction: NumberCorrection | None = None,
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
        purpose=purpose.value,
        correction=correction,
    )
    wrote(doer, "report.make", row, made.citizen, day=day.isoformat())
    return row
