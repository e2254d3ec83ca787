"""Months that were paid otherwise than they should be now, for a page."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Max, Min

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.payments.access import departments_of, ids_of, units_within
from helhed.apps.payments.differences import Difference, between
from helhed.apps.payments.models import PayRun
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service

MOST_DIFFERENCES = 200


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """A difference with what the grant is."""

    one: Difference
    number: str
    service: str
    citizen: UUID


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """Differences to show; ``error`` says why they could not be computed."""

    rows: list[DifferenceShown]
    count: int
    oere: int
    error: UnableToPrice | None = None


def differences(actor: Actor, department: str, last: Month, months: int) -> DifferencePage:
    """What differs in the last paid months of a department, or of each where none is named, as far
    as the actor sees it."""
    seen = departments_of(units_within(actor, Action.SEE_PAYMENT))
    named = [department] if department else list(seen)
    pages = [_differences(actor, one, last, months) for one in named]
    rows = sorted(
        (row for page in pages for row in page.rows), key=lambda row: (row.one.month, row.number)
    )
    error = next((page.error for page in pages if page.error), None)
    return DifferencePage(
        rows, sum(page.count for page in pages), sum(page.oere for page in pages), error
    )


def _differences(actor: Actor, department: str, last: Month, months: int) -> DifferencePage:
    require_at_all(actor, Action.SEE_PAYMENT)
    units = units_within(actor, Action.SEE_PAYMENT)
    theirs = [unit for unit in units if unit.department == department]
    runs = PayRun.objects.filter(department=department, month__lte=last.first)
    paid = runs.aggregate(first=Min("month"), last=Max("month"))
    if not theirs or paid["last"] is None:
        return DifferencePage([], 0, 0)
    last = Month.of(paid["last"])
    return shown(theirs, max(last.plus(1 - months), Month.of(paid["first"])), last)


def shown(units: list[Unit], first: Month, last: Month) -> DifferencePage:
    """The differences of some units' grants from one month to another, with what each grant is."""
    try:
        found = between(ids_of(units), first, last)
    except UnableToPrice as error:
        return DifferencePage([], 0, 0, error)
    most = found[:MOST_DIFFERENCES]
    rows = Grant.objects.filter(id__in={one.grant for one in most})
    facts = {
        grant: (number, key, citizen)
        for grant, number, key, citizen in rows.values_list(
            "id", "decision__case__number", "service", "citizen_id"
        )
    }
    listed = [
        DifferenceShown(one, number, service(key).name, citizen)
        for one in most
        for number, key, citizen in [facts[one.grant]]
    ]
    return DifferencePage(listed, len(found), sum(one.oere for one in found))
