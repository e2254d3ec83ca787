"""What a late amount of a rate would move in months that are paid, before it is saved; and what
of one grant was corrected, or waits to be corrected by the next run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Min, Q

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import read_citizens
from helhed.apps.decisions import amounts
from helhed.apps.decisions.models import Grant
from helhed.apps.decisions.pricing import Changed, UnableToPrice
from helhed.apps.offers.models import Rate, RateAmount
from helhed.apps.payments.access import units_within
from helhed.apps.payments.corrections import earliest
from helhed.apps.payments.due import due, running_within
from helhed.apps.payments.models import PaymentLine, PayRun
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import Department, service
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.linjer import LineKind, correction_kind
from helhed.rules.payments.udbetaling import PayRunState

MOST_GRANTS = 50


@dataclass(frozen=True, slots=True)
class PaidMonths:
    """The months of a department that are paid and would be corrected by the run after them."""

    first: Month
    last: Month

    @property
    def months(self) -> list[Month]:
        """All of them, in order."""
        return list(self.first.until(self.last))

    @property
    def next(self) -> Month:
        """The month whose run carries the corrections."""
        return self.last.plus(1)


@dataclass(frozen=True, slots=True)
class LatePart:
    """What the next run of a department would get of one kind of lines, in øre."""

    department: str
    run: Month
    kind: LineKind
    grants: int
    lines: int
    oere: int


@dataclass(frozen=True, slots=True)
class LateGrant:
    """What one grant would get or give back, in øre."""

    grant: UUID
    number: str
    service: str
    citizen: UUID
    ended: bool
    oere: int


@dataclass(frozen=True, slots=True)
class LateEffect:
    """What the next runs would correct of themselves. ``left_from`` to ``left_to`` are months
    further back that no run corrects. ``rows`` are the largest that the actor may see."""

    parts: list[LatePart]
    rows: list[LateGrant]
    grants: int
    left_before: Month | None

    @property
    def seen(self) -> str:
        """In short, what somebody has seen of it."""
        sums = (f"{part.kind.value}:{part.lines}:{part.oere}" for part in self.parts)
        return " ".join(sorted(sums)) or "-"


def late_rate(actor: Actor, rate: UUID, oere: int, start: date) -> LateEffect | None:
    """What an amount from a day would move in paid months; None when nothing, or when it cannot
    be set so. Whoever asks was let in to set it."""
    row = Rate.objects.get(id=rate)
    return _effect(actor, amounts.if_set(row, oere, start), start)


def late_correction(actor: Actor, amount: UUID, oere: int | None) -> LateEffect | None:
    """What the correction of an amount would move in paid months; None when nothing."""
    row = RateAmount.objects.select_related("rate").get(id=amount)
    return _effect(actor, amounts.if_corrected(row, oere), row.start)


def _effect(actor: Actor, changed: Changed | None, since: date) -> LateEffect | None:
    if changed is None:
        return None
    parts: list[LatePart] = []
    moved: Counter[UUID] = Counter()
    left = None
    try:
        with transaction.atomic():
            for department, paid in paid_months(actor.today).items():
                found = _moved(department, paid, changed, Month.of(since))
                parts += _parts(department, paid, found)
                for (grant, _), oere in found.items():
                    moved[grant] += oere
                if Month.of(since) < paid.first and _ran_before(department, paid, changed, since):
                    left = paid.first if left is None else min(left, paid.first)
            if not parts and left is None:
                return None
            return LateEffect(parts, _rows(actor, moved), len(moved), left)
    except UnableToPrice:
        return None  # told when it is saved, and nothing is


def paid_months(today: date) -> dict[str, PaidMonths]:
    """The months that are approved of each department, as far back as the next run corrects."""
    runs = PayRun.objects.order_by()
    is_open = [state.value for state in PayRunState if state.is_open]
    closed = ~Q(state__in=is_open)
    listed = runs.values_list("department").annotate(
        first=Min("month"), last=Max("month", filter=closed)
    )
    return {
        department: PaidMonths(earliest(last.plus(1), Month.of(first), today), last)
        for department, first, latest in listed
        if latest is not None
        for last in [Month.of(latest)]
    }


def _on(department: str, first: Month, last: Month, changed: Changed) -> list[UUID]:
    grants = running_within(department, first, last).filter(rate__in=list(changed))
    return list(grants.values_list("id", flat=True))


def _ran_before(department: str, paid: PaidMonths, changed: Changed, since: date) -> bool:
    return bool(_on(department, Month.of(since), paid.first.plus(-1), changed))


def _moved(
    department: str, paid: PaidMonths, changed: Changed, since: Month
) -> dict[tuple[UUID, Month], int]:
    """How much more each grant would be due for each paid month; less is negative."""
    first = max(paid.first, since)
    if first > paid.last:
        return {}
    grants = running_within(department, first, paid.last)
    on = grants.filter(rate__in=list(changed), payment_plan__isnull=False)
    found: Counter[tuple[UUID, Month]] = Counter()
    for one in due(on, first, paid.last, changed=changed):
        found[one.grant, one.month] += one.oere
    for one in due(on, first, paid.last):
        found[one.grant, one.month] -= one.oere
    return {key: oere for key, oere in found.items() if oere}


def _parts(
    department: str, paid: PaidMonths, moved: dict[tuple[UUID, Month], int]
) -> list[LatePart]:
    grants = Grant.objects.filter(id__in={grant for grant, _ in moved})
    recipients = dict(grants.values_list("id", "payment_plan__recipient"))
    by_kind: dict[LineKind, list[tuple[UUID, int]]] = {}
    for (grant, _), oere in moved.items():
        kind = correction_kind(oere, Payee.of(recipients[grant]))
        by_kind.setdefault(kind, []).append((grant, oere))
    label = Department(department).label
    return [
        LatePart(
            label,
            paid.next,
            kind,
            len({grant for grant, _ in lines}),
            len(lines),
            sum(oere for _, oere in lines),
        )
        for kind, lines in sorted(by_kind.items(), key=lambda one: list(LineKind).index(one[0]))
    ]


def _rows(actor: Actor, moved: Counter[UUID]) -> list[LateGrant]:
    """The grants that move most, of the units whose payments the actor sees; logged."""
    units = units_within(actor, Action.SEE_PAYMENT)
    most = sorted(moved, key=lambda grant: (-abs(moved[grant]), grant))
    grants = Grant.objects.filter(unit__in=units).select_related("decision__case")
    seen = {row.id: row for row in grants.filter(id__in=most[: 2 * MOST_GRANTS])}
    shown = [seen[grant] for grant in most if grant in seen][:MOST_GRANTS]
    read_citizens(actor, "rate.effect", [row.citizen_id for row in shown])
    return [
        LateGrant(
            row.id,
            row.decision.case.number,
            service(row.service).name,
            row.citizen_id,
            row.end is not None and row.end < actor.today,
            moved[row.id],
        )
        for row in shown
    ]


@dataclass(frozen=True, slots=True)
class Correction:
    """A month of a grant that was corrected, or will be by the next run, in øre."""

    month: date
    kind: str
    oere: int
    run: UUID | None
    run_month: date | None
    line: UUID | None


def corrections_of(
    row: Grant, committed: Mapping[date, int], today: date
) -> tuple[list[Correction], list[Correction]]:
    """(What was corrected of a grant by lines of its own, what the next run will correct.)"""
    lines = list(PaymentLine.objects.filter(grant=row).select_related("run").order_by("id"))
    made = [
        Correction(
            line.month,
            LineKind.of(line.kind).label,
            line.oere,
            line.run_id,
            line.run.month if line.run else None,
            line.id,
        )
        for line in lines
        if line.kind != LineKind.ORDINARY.value
    ]
    return made, _waiting(row, lines, committed, today)


def _waiting(
    row: Grant, lines: list[PaymentLine], committed: Mapping[date, int], today: date
) -> list[Correction]:
    paid = paid_months(today).get(row.unit.department)
    plan = getattr(row, "payment_plan", None)
    if paid is None or plan is None or row.state != GrantState.GRANTED:
        return []
    by_month: Counter[date] = Counter()
    for line in lines:
        by_month[line.month] += line.oere
    if all(committed.get(one.first, 0) == by_month[one.first] for one in paid.months):
        return []  # what is committed is paid, and was delivered whole
    moved: Counter[Month] = Counter()
    try:
        for one in due(Grant.objects.filter(id=row.id), paid.first, paid.last):
            moved[one.month] += one.oere
    except UnableToPrice:
        return []  # the page of the run tells it, with the way to the rate
    for month in paid.months:
        moved[month] -= by_month[month.first]
    to = Payee.of(plan.recipient)
    return [
        Correction(month.first, correction_kind(oere, to).label, oere, None, paid.next.first, None)
        for month, oere in sorted(moved.items())
        if oere
    ]
