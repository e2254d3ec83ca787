"""The lines of a new run: what is due for its month, and what closed months lack or got too
much of because a rate, an end or a start was told of late. Never a second line for the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Min, Sum

from helhed.apps.access.models import Unit
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import IDS_AT_ONCE
from helhed.apps.payments.differences import Difference, between
from helhed.apps.payments.due import Due, due, paid_days_in, running_within
from helhed.apps.payments.models import PaymentLine, PaymentPlan, PayRun, PlanDate
from helhed.kernel.period import Month
from helhed.rules.payments.bankdag import PARAMETERS, Payee, month_pay_day
from helhed.rules.payments.linjer import LineKind, Part, correction_kind, split
from helhed.rules.payments.rytme import Rhythm


@dataclass(frozen=True, slots=True)
class _Plan:
    id: UUID
    recipient: Payee
    rhythm: Rhythm
    citizen: UUID
    account: str
    unit: UUID


def first_corrected(run: PayRun, today: date) -> Month:
    """The earliest month that a run corrects: as far back as a claim lasts, but nothing before
    the department's first run in this house."""
    first = PayRun.objects.filter(department=run.department).aggregate(first=Min("month"))["first"]
    return earliest(Month.of(run.month), Month.of(first), today)


def earliest(month: Month, first: Month, today: date) -> Month:
    """The earliest month that the run for a month corrects, by the department's first run."""
    return max(month.plus(-PARAMETERS["months_corrected"].int_on(today)), first)


def lines_to_make(run: PayRun, first: Month) -> list[PaymentLine]:
    """The lines of a run that are new. Raises UnableToPrice."""
    month = Month.of(run.month)
    owed = due(running_within(run.department, month, month), month, month)
    there = _already(run, month)
    plans = _plans(run.department)
    fresh = [one for one in owed if one.grant not in there]
    lines = _ordinary(run, fresh, plans)
    changed = _changed_in_month(owed, there, month)
    units = Unit.objects.filter(department=run.department).values_list("id", flat=True)
    if first < month:
        changed += between(list(units), first, month.plus(-1))
    return lines + _corrections(run, changed, plans)


def _already(run: PayRun, month: Month) -> dict[UUID, int]:
    """What lines there are for the month itself before it is run: those that waited."""
    rows = PaymentLine.objects.filter(month=month.first, unit__department=run.department)
    rows = rows.exclude(kind__in=[LineKind.INVOICE.value, LineKind.REVERSAL.value])
    return dict(rows.order_by().values_list("grant_id").annotate(sum=Sum("oere")))


def _changed_in_month(
    owed: Sequence[Due], there: dict[UUID, int], month: Month
) -> list[Difference]:
    due_of = {one.grant: one.oere for one in owed}
    found = [Difference(grant, month, due_of.get(grant, 0), paid) for grant, paid in there.items()]
    return [one for one in found if one.oere]


def _plans(department: str) -> dict[UUID, _Plan]:
    rows = PaymentPlan.objects.filter(grant__unit__department=department).values_list(
        *("grant_id", "id", "recipient", "rhythm"),
        *("grant__citizen_id", "grant__account", "grant__unit_id"),
    )
    return {
        grant: _Plan(id, Payee.of(to), Rhythm.of(rhythm), citizen, account, unit)
        for grant, id, to, rhythm, citizen, account, unit in rows
    }


def _ordinary(run: PayRun, owed: list[Due], plans: dict[UUID, _Plan]) -> list[PaymentLine]:
    month = Month.of(run.month)
    often = [one.grant for one in owed if plans[one.grant].rhythm is not Rhythm.MONTHLY]
    days = paid_days_in(Grant.objects.filter(id__in=often), month)
    dates: dict[UUID, list[date]] = {}
    asked = PlanDate.objects.filter(plan__grant__in=often, day__range=(month.first, month.last))
    for key, day in asked.values_list("plan_id", "day"):
        dates.setdefault(key, []).append(day)
    lines = []
    for one in owed:
        plan = plans[one.grant]
        own = tuple(sorted(dates.get(plan.id, ())))
        for part in split(one.oere, month, plan.rhythm, days.get(one.grant, ()), own):
            lines.append(_line(run, one.grant, plan, month, LineKind.ORDINARY, part, one.account))
    return lines


def _corrections(
    run: PayRun, changed: Iterable[Difference], plans: dict[UUID, _Plan]
) -> list[PaymentLine]:
    found = list(changed)
    accounts = accounts_used({one.grant for one in found})
    day = month_pay_day(Month.of(run.month))
    return [
        _line(
            run,
            one.grant,
            plans[one.grant],
            one.month,
            correction_kind(one.oere, plans[one.grant].recipient),
            Part(day, one.oere),
            accounts.get((one.grant, one.month.first), plans[one.grant].account),
        )
        for one in found
    ]


def accounts_used(grants: set[UUID]) -> dict[tuple[UUID, date], str]:
    """The account that a grant's month is on now: that of its newest line."""
    rows = PaymentLine.objects.exclude(kind=LineKind.REPOST_OUT.value).order_by("id")
    if len(grants) <= IDS_AT_ONCE:
        rows = rows.filter(grant__in=grants)
    listed = rows.values_list("grant_id", "month", "account").iterator(2_000)
    return {(grant, month): account for grant, month, account in listed if grant in grants}


def _line(
    run: PayRun,
    grant: UUID,
    plan: _Plan,
    month: Month,
    kind: LineKind,
    part: Part,
    account: str,
) -> PaymentLine:
    return PaymentLine(
        run=run,
        plan_id=plan.id,
        grant_id=grant,
        citizen_id=plan.citizen,
        month=month.first,
        kind=kind.value,
        due_on=part.due_on,
        oere=part.oere,
        account=account,
        unit_id=plan.unit,
    )
