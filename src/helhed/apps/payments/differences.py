"""Where what was paid for a month is not what it should be now: a grant, a rate or a suspension
was changed afterwards, or a delivery began before anybody said so. Nothing of it is hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from helhed.apps.decisions.models import Commitment, Grant
from helhed.apps.payments.due import due
from helhed.apps.payments.models import PaymentLine, PaymentPlan, PayRun
from helhed.kernel.period import Month


@dataclass(frozen=True, slots=True)
class Difference:
    """One grant in one month that was paid otherwise than it should be, in øre."""

    grant: UUID
    month: Month
    due: int
    paid: int

    @property
    def oere(self) -> int:
        """Still to be paid; negative is to come back."""
        return self.due - self.paid


def of_run(run: PayRun) -> list[Difference]:
    """The differences in a run's own month. Raises UnableToPrice."""
    month = Month.of(run.month)
    return between(Q(unit__department=run.department), month, month)


def between(whose: Q, first: Month, last: Month) -> list[Difference]:
    """The differences of some units' grants from one month to another, by grant and month.

    Commitments are compared with lines in the database; only grants that differ there are priced
    again, for a plan can begin or end inside a month. Raises UnableToPrice.
    """
    months = (first.first, last.last)
    suspects = {*_paid_otherwise(whose, months), *_not_paid(whose, months)}
    if not suspects:
        return []
    grants = list({grant for grant, _ in suspects})
    owed = {
        (one.grant, one.month): one.oere
        for some in _in_parts(grants)
        for one in due(Grant.objects.filter(id__in=some, state="granted"), first, last)
    }
    paid = _paid(grants, months)
    found = [
        Difference(grant, month, owed.get((grant, month), 0), paid.get((grant, month), 0))
        for grant, month in sorted(suspects, key=lambda one: (one[1], one[0]))
    ]
    return [one for one in found if one.oere]


def _paid_otherwise(whose: Q, months: tuple[date, date]) -> list[tuple[UUID, Month]]:
    committed = Commitment.objects.filter(grant=OuterRef("grant"), month=OuterRef("month"))
    lines = PaymentLine.objects.filter(whose, month__range=months)
    other = lines.annotate(committed=Subquery(committed.values("oere")[:1])).filter(
        Q(committed__isnull=True) | ~Q(committed=F("oere"))
    )
    return _grants_and_months(other)


def _not_paid(whose: Q, months: tuple[date, date]) -> list[tuple[UUID, Month]]:
    """Committed in a month that a plan reaches into, and no line."""
    lines = PaymentLine.objects.filter(grant=OuterRef("grant"), month=OuterRef("month"))
    ended = Q(end__isnull=False, end__lt=OuterRef("month"))
    plans = PaymentPlan.objects.filter(~ended, grant=OuterRef("grant"))
    rows = Commitment.objects.filter(whose, month__range=months)
    return _grants_and_months(rows.filter(~Exists(lines), Exists(plans)))


def _grants_and_months(
    rows: QuerySet[PaymentLine] | QuerySet[Commitment],
) -> list[tuple[UUID, Month]]:
    listed = rows.order_by().values_list("grant_id", "month")
    return [(grant, Month.of(month)) for grant, month in listed]


def _paid(grants: list[UUID], months: tuple[date, date]) -> dict[tuple[UUID, Month], int]:
    found = {}
    for some in _in_parts(grants):
        lines = PaymentLine.objects.filter(grant__in=some, month__range=months)
        for grant, month, oere in lines.values_list("grant_id", "month", "oere"):
            found[grant, Month.of(month)] = oere
    return found


def _in_parts(grants: list[UUID], size: int = 500) -> list[list[UUID]]:
    return [grants[low : low + size] for low in range(0, len(grants), size)]
