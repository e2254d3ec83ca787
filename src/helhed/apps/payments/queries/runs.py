"""Pay runs: which there are, what is in one, and what waits to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum, Value
from django.http import Http404

from helhed.apps.access.access import Actor, may_at_all, require_at_all
from helhed.apps.access.models import Unit
from helhed.apps.payments.access import departments_of, ids_of, may_run, units_within
from helhed.apps.payments.closing import closed
from helhed.apps.payments.due import running_within
from helhed.apps.payments.models import LedgerFile, PaymentLine, PayRun, RunTotal
from helhed.apps.payments.parties import payee_of
from helhed.apps.payments.queries.approval import NOTHING, Approval, approval
from helhed.apps.payments.queries.differing import DifferencePage, shown
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.payments.afstemning import DifferenceKind, DifferenceState
from helhed.rules.payments.bankdag import Payee, last_day_to_send_month, month_pay_day
from helhed.rules.payments.linjer import LineKind
from helhed.rules.payments.udbetaling import PayRunState, next_month

MOST_REJECTED = 20
_SHUT = "-"  # in the place of a department: a month that is closed for all


@dataclass(frozen=True, slots=True)
class NextMonth:
    """A month that a department can pay now; ``send_by``: the last day on which its file can be
    sent for everybody to be paid on its pay day."""

    department: str
    label: str
    month: Month
    pay_on: date
    send_by: date
    is_late: bool
    is_shut: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a run: what it is of, how many lines, how much in øre."""

    name: str
    unit: str
    unit_id: UUID | None
    lines: int
    oere: int


@dataclass(frozen=True, slots=True)
class RunPage:
    """One run as far as the actor may see it. ``is_part``: the actor sees some units only."""

    row: PayRun
    department: str
    state: str
    lines: QuerySet[PaymentLine, PaymentLine]
    count: int
    oere: int
    accounts: list[Part]
    recipients: list[Part]
    kinds: list[Part]
    held: Part | None
    rejected: Part | None
    rejected_lines: list[PaymentLine]
    missed_day: int
    files: list[LedgerFile]
    differences: DifferencePage
    approval: Approval
    is_part: bool
    may_review: bool
    may_approve: bool
    may_discard: bool
    may_send: bool
    is_own: bool


def departments_seen(actor: Actor) -> list[Department]:
    """The departments of whose payments the actor sees at least a part."""
    units = units_within(actor, Action.SEE_PAYMENT)
    return [Department(key) for key in departments_of(units)]


def runs(actor: Actor, year: int, department: str) -> list[dict[str, Any]]:
    """The runs of a year as rows of the list, with the lines and sums of exactly the units that
    the actor sees."""
    require_at_all(actor, Action.SEE_PAYMENT)
    units = units_within(actor, Action.SEE_PAYMENT)
    seen = [key for key in departments_of(units) if key == department or not department]
    rows = PayRun.objects.filter(
        month__range=(date(year, 1, 1), date(year, 12, 31)), department__in=seen
    ).select_related("made_by", "approved_by")
    found = list(rows)
    theirs = RunTotal.objects.filter(run__in=found, unit__in=ids_of(units)).order_by()
    listed = theirs.values_list("run_id").annotate(Sum("lines"), Sum("oere"))
    sums = {run: (lines, oere) for run, lines, oere in listed}
    return [_run_row(run, *sums.get(run.id, (0, 0))) for run in found]


def _run_row(run: PayRun, lines: int, oere: int) -> dict[str, Any]:
    return {
        "id": run.id,
        "month": run.month,
        "department": Department(run.department).label,
        "count": lines,
        "oere": oere,
        "state": PayRunState.of(run.state).label,
        "state_key": run.state,
        "made_by": run.made_by.name if run.made_by else "",
        "approved_by": run.approved_by.name if run.approved_by else "",
    }


def years_paid() -> list[int]:
    """The years that have a pay run, the newest first."""
    found = PayRun.objects.aggregate(first=Min("month"), last=Max("month"))
    if found["first"] is None:
        return []
    return list(range(found["last"].year, found["first"].year - 1, -1))


def months_to_make(actor: Actor) -> list[NextMonth]:
    """The next month of each department for which the actor may make a run now; none that is
    closed."""
    return [one for one in next_months(actor) if not one.is_shut]


def next_months(actor: Actor) -> list[NextMonth]:
    """The next month of each department whose runs the actor makes. One that is closed
    (``is_shut``) while something of it is to be paid stays until it is opened again and run: the
    months after it wait for it."""
    departments = [d for d in Department if may_run(actor, Action.PREPARE_PAYMENT, d.value)]
    open_ones = Q(state__in=[state.value for state in PayRunState if state.is_open])
    runs = PayRun.objects.order_by().values_list("department")
    shut = closed().order_by().values_list(Value(_SHUT), "month", Value(0))
    both = runs.annotate(last=Max("month"), drafts=Count("id", filter=open_ones)).union(
        shut, all=True
    )
    latest: dict[str, tuple[date, int]] = {}
    done: set[date] = set()
    for department, last, drafts in both:
        if department == _SHUT:
            done.add(last)
        else:
            latest[department] = (last, drafts)
    found = []
    for one in departments:
        last, drafts = latest.get(one.value, (None, 0))
        month = next_month(Month.of(last) if last else None, actor.today)
        if month is None or drafts:
            continue
        is_shut = month.first in done
        if not is_shut or running_within(one.value, month, month).exists():
            found.append(_next(one, month, actor.today, is_shut))
    return found


def _next(department: Department, month: Month, today: date, is_shut: bool) -> NextMonth:
    send_by = last_day_to_send_month(month)
    pay_on, is_late = month_pay_day(month), today > send_by
    return NextMonth(department.value, department.label, month, pay_on, send_by, is_late, is_shut)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the actor: runs to approve, months to make, and months that were closed before
    they were run."""

    to_approve: list[PayRun]
    to_make: list[NextMonth]
    shut: list[NextMonth]


def waiting(actor: Actor) -> Waiting:
    """Runs that the actor may approve (made by another), and months that the actor may make."""
    months = next_months(actor)
    shut = [one for one in months if one.is_shut]
    return Waiting(to_approve(actor), [one for one in months if not one.is_shut], shut)


def to_approve(actor: Actor) -> list[PayRun]:
    """Runs that another made and the actor may approve, the oldest month first."""
    if not may_at_all(actor, Action.APPROVE_PAYMENT):
        return []
    drafts = PayRun.objects.filter(state=PayRunState.REVIEWED.value).exclude(made_by=actor.id)
    return [
        run
        for run in drafts.select_related("made_by").order_by("month", "department")
        if may_run(actor, Action.APPROVE_PAYMENT, run.department)
    ]


def run_page(actor: Actor, run: UUID) -> RunPage:
    """One run. Raises Http404 when it is not there, or nothing of it is the actor's to see.

    Its lines are read, and logged, by the table that shows them.
    """
    require_at_all(actor, Action.SEE_PAYMENT)
    row = PayRun.objects.select_related("made_by", "approved_by").filter(id=run).first()
    seen = units_within(actor, Action.SEE_PAYMENT)
    units = [unit for unit in seen if row and unit.department == row.department]
    if row is None or not units:
        raise Http404
    accounts, recipients, kinds = _parts(row, units)
    state = PayRunState.of(row.state)
    prepares = may_run(actor, Action.PREPARE_PAYMENT, row.department)
    approves = may_run(actor, Action.APPROVE_PAYMENT, row.department)
    month = Month.of(row.month)
    rejected = _rejected(row, units)
    is_sent = not state.is_open
    return RunPage(
        row,
        Department(row.department).label,
        state.label,
        _lines(row, units),
        sum(part.lines for part in accounts),
        sum(part.oere for part in accounts),
        accounts,
        recipients,
        kinds,
        _held(row, units),
        _summed(rejected) if is_sent else None,
        list(rejected.select_related("difference").order_by("id")[:MOST_REJECTED])
        if is_sent
        else [],
        row.lines.filter(unit__in=units, pay_on__gt=F("due_on")).count() if is_sent else 0,
        list(row.files.order_by("made_at", "id")) if is_sent else [],
        shown(units, month, month) if state.is_open else DifferencePage([], 0, 0),
        approval(row) if state.is_open and (prepares or approves) else NOTHING,
        not may_run(actor, Action.SEE_PAYMENT, row.department),
        state is PayRunState.DRAFT and prepares,
        state is PayRunState.REVIEWED and approves,
        state.is_open and prepares,
        state is PayRunState.APPROVED and prepares,
        row.made_by_id == actor.id,
    )


def _held(run: PayRun, units: Iterable[Unit]) -> Part | None:
    """What of a run somebody holds back."""
    lines = PaymentLine.objects.filter(run=run, unit__in=ids_of(units))
    return _summed(lines.exclude(hold_reason=""))


def _rejected(run: PayRun, units: Iterable[Unit]) -> QuerySet[PaymentLine, PaymentLine]:
    """What the ledger rejected of a run and nobody has paid since: it left the run, and is known
    by its pay day."""
    month = Month.of(run.month)
    return PaymentLine.objects.filter(
        run__isnull=True,
        unit__in=ids_of(units),
        due_on__range=(month.first, month.last),
        difference__kind=DifferenceKind.REJECTED.value,
        difference__state=DifferenceState.OPEN.value,
    )


def _summed(lines: QuerySet[PaymentLine, PaymentLine]) -> Part | None:
    sums = lines.aggregate(lines=Count("id"), oere=Sum("oere"))
    return Part("", "", None, sums["lines"], sums["oere"]) if sums["lines"] else None


def _lines(run: PayRun | None, units: Iterable[Unit]) -> QuerySet[PaymentLine, PaymentLine]:
    """The lines of a run in some units, or those that wait, with what ``line_row`` shows."""
    lines = PaymentLine.objects.filter(run=run, unit__in=ids_of(units))
    with_them = lines.select_related(
        "grant__decision__case", "grant__offer__provider", "unit", "plan"
    )
    return with_them.only(
        *("oere", "account", "citizen", "month", "kind", "due_on", "pay_on", "hold_reason"),
        "unit__name",
        "plan__recipient",
        "grant__service",
        "grant__decision__case__number",
        "grant__offer__provider__name",
    )


def waiting_lines(actor: Actor) -> QuerySet[PaymentLine, PaymentLine]:
    """The lines that wait for a later run, of exactly the units that the actor sees."""
    require_at_all(actor, Action.SEE_PAYMENT)
    return _lines(None, units_within(actor, Action.SEE_PAYMENT))


def _parts(run: PayRun, units: Iterable[Unit]) -> tuple[list[Part], list[Part], list[Part]]:
    """A run by account and unit, by who is paid, and by kind of line."""
    names = {unit.id: unit.name for unit in units}
    lines: Counter[tuple[str, UUID]] = Counter()
    oere: Counter[tuple[str, UUID]] = Counter()
    paid_to: dict[str, list[int]] = {}
    kinds: dict[str, list[int]] = {}
    for total in RunTotal.objects.filter(run=run, unit__in=names):
        lines[total.account, total.unit_id] += total.lines
        oere[total.account, total.unit_id] += total.oere
        for parts, key in ((paid_to, total.recipient), (kinds, total.kind)):
            part = parts.setdefault(key, [0, 0])
            part[0], part[1] = part[0] + total.lines, part[1] + total.oere
    accounts = [Part(key[0], names[key[1]], key[1], n, oere[key]) for key, n in lines.items()]
    recipients = [Part(Payee.of(to).label, "", None, *sums) for to, sums in paid_to.items()]
    shown = [Part(one.label, "", None, *kinds[one.value]) for one in LineKind if one.value in kinds]
    return (
        sorted(accounts, key=lambda part: (part.name, part.unit)),
        sorted(recipients, key=lambda part: -part.oere),
        shown,
    )


def line_row(line: PaymentLine) -> dict[str, Any]:
    """A line as a row: the grant's facts, and no name."""
    grant = line.grant
    return {
        "id": line.id,
        "grant": grant.id,
        "citizen_id": line.citizen_id,
        "month": line.month,
        "kind": LineKind.of(line.kind).label,
        "pay_on": line.pay_on or line.due_on,
        "held": line.hold_reason,
        "number": grant.decision.case.number,
        "service": service(grant.service).name,
        "provider": grant.offer.provider.name if grant.offer else "",
        "recipient": payee_of(line).label,
        "account": line.account,
        "unit": line.unit.name,
        "oere": line.oere,
    }
