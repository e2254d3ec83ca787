"""How far the ledger has posted what each department paid."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Max, Min, Q

from helhed.apps.payments.models import PayRun
from helhed.kernel.period import Month
from helhed.rules.payments.udbetaling import PayRunState


def closed_months(year: int) -> dict[str, int]:
    """How many months of a year, from January, the ledger has posted for each department: those
    before the first that is not accounted for."""
    return months_closed(closed_through(), year)


def closed_through() -> dict[str, date]:
    """The last month that the ledger has posted for each department, with all before it."""
    runs = PayRun.objects.order_by()
    posted = Q(state=PayRunState.POSTED.value)
    found = runs.values_list("department").annotate(
        last=Max("month", filter=posted), first_open=Min("month", filter=~posted)
    )
    closed = {}
    for department, last, first_open in found:
        if last is not None:
            before = Month.of(first_open).plus(-1).first if first_open else last
            closed[department] = min(last, before)
    return closed


def months_closed(through: Mapping[str, date], year: int) -> dict[str, int]:
    """How many months of a year lie at or before the last that is posted, by department."""
    return {department: _closed(last, year) for department, last in through.items()}


def _closed(last: date, year: int) -> int:
    if last.year == year:
        return last.month
    return 12 if last.year > year else 0
