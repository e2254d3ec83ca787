"""What citizens are decided to pay for their grants, month by month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from helhed.apps.decisions.models import Grant, OwnPayment, Suspension
from helhed.apps.decisions.pricing import last_day
from helhed.kernel.period import Month, Period
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.egenbetaling import Payment, PaymentBasis, month_payment


@dataclass(frozen=True, slots=True)
class MonthPayment:
    """What is paid for a grant in a month, in øre, and of whom."""

    grant: UUID
    citizen: UUID
    department: str
    month: Month
    oere: int


def month_payments(first: Month, last: Month, within: Q | None = None) -> list[MonthPayment]:
    """What is decided to be paid for granted grants in some months, ``within`` some own payments
    or of all; months in which nothing is paid are left out."""
    rows = standing().filter(within or Q(), grant__state=GrantState.GRANTED.value)
    until, since = last.last, first.first
    rows = rows.filter(Q(end__isnull=True) | Q(end__gte=since), grant__start__lte=until)
    rows = rows.filter(Q(grant__end__isnull=True) | Q(grant__end__gte=since))
    rows = rows.select_related("grant__unit").order_by("grant", "start", "id")
    of_grant: dict[UUID, list[OwnPayment]] = defaultdict(list)
    for row in rows:
        of_grant[row.grant_id].append(row)
    rests = rests_of(of_grant)
    found = []
    for payments in of_grant.values():
        grant = payments[0].grant
        by_month = payments_by_month(grant, payments, rests[grant.id], first, last)
        whose = (grant.id, grant.citizen_id, grant.unit.department)
        found += [MonthPayment(*whose, month, oere) for month, oere in by_month.items()]
    return found


def standing() -> QuerySet[OwnPayment, OwnPayment]:
    """The payments of which some day stands."""
    return OwnPayment.objects.filter(is_void=False)


def rests_of(grants: Collection[UUID]) -> dict[UUID, list[Period]]:
    """The days on which grants rest."""
    rests: dict[UUID, list[Period]] = defaultdict(list)
    for row in Suspension.objects.filter(grant__in=list(grants)):
        rests[row.grant_id].append(Period(row.start, row.end))
    return rests


def payments_by_month(
    grant: Grant, payments: Iterable[OwnPayment], rests: Iterable[Period], first: Month, last: Month
) -> dict[Month, int]:
    """What is paid for a grant in each of some months, in øre; nothing for one without days."""
    runs = _runs(grant)
    if runs is None:
        return {}
    present, decided = runs.subtract_all(rests), [of for of in map(_payment, payments) if of]
    if not decided:
        return {}
    earliest = min(one.days.start for one in decided)
    begins = max(first, Month.of(max(runs.start, earliest)))
    ends = min(last, Month.of(runs.end)) if runs.end else last
    found = {}
    for month in begins.until(ends):
        if oere := month_payment(decided, present, month):
            found[month] = oere
    return found


def _runs(grant: Grant) -> Period | None:
    end = last_day(grant.end, grant.runs_to)
    if grant.start is None or (end is not None and end < grant.start):
        return None
    return Period(grant.start, end)


def _payment(row: OwnPayment) -> Payment | None:
    """A payment with its days; those before the grant are cut off where it is counted."""
    start = row.start or row.grant.start or date.min
    if row.end is not None and row.end < start:
        return None
    return Payment(PaymentBasis.of(row.basis), row.oere, Period(start, row.end))
