"""What one can do with the reports: make one anew after something was mended."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.cases.access import require_case
from helhed.apps.citizens.models import NumberCorrection
from helhed.apps.reports.keeping import keep, told_before
from helhed.apps.reports.making import report, sender
from helhed.apps.reports.models import Delivery
from helhed.apps.reports.numbers import keep_of, told_again
from helhed.apps.reports.records import records
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.reports.indberetning import MENDABLE, Purpose


class UnableToReport(UnableTo):
    """A delivery report cannot be made anew."""


def remake(actor: Actor, *, delivery: UUID) -> Delivery:
    """Make a report anew under a new id, from the record as it is now; it is sent with the next.

    Raises UnableToLetIn, UnableToReport.
    """
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("case", "correction")
            .get(id=delivery)
        )
        require_case(actor, Action.SEND_REPORT, row.case)
        if row.state not in MENDABLE:
            raise UnableToReport(screen_text("Rapporten er sendt. Den kan ikke laves igen."))
        if row.correction is not None:
            return _told_again(actor, row, row.correction)
        made = next(
            (
                report(one, row.day, actor.now(), sender())
                for one in records([row.citizen_id], row.day, told_before(row))
            ),
            None,
        )
        if made is None:
            text = screen_text("Der er ikke længere noget at indberette for den dag.")
            raise UnableToReport(text)
        return keep(actor, made, row.day, row.part, instead_of=row)


def _told_again(actor: Actor, row: Delivery, correction: NumberCorrection) -> Delivery:
    purpose = Purpose.of(row.purpose)
    made = told_again(correction, purpose, actor.now())
    if made is None:
        raise UnableToReport(screen_text("Der er intet at fortælle igen."))
    return keep_of(actor, made, correction, purpose, instead_of=row)
