"""Reading what passes between house and ledger: differences, lines, files, claims, invoices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.payments.access import ids_of, may_run, units_within
from helhed.apps.payments.closing import Missing, closed, missing_in
from helhed.apps.payments.models import (
    Claim,
    ClosedPeriod,
    Difference,
    LedgerFile,
    PaymentLine,
    Posting,
)
from helhed.apps.payments.outbox import waiting_files
from helhed.apps.payments.parties import PARTY_OF, Party, party, payee_of
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.payments.afstemning import (
    ADVICE,
    DifferenceKind,
    DifferenceState,
    is_overpaid,
)
from helhed.rules.payments.krav import WAY_BACK, is_owed

MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class DifferenceFilter:
    """Which differences to list; empty is all."""

    state: str = ""
    kind: str = ""
    department: str = ""
    mine: bool = False


def ledger_differences(actor: Actor, wanted: DifferenceFilter) -> QuerySet[Difference, Difference]:
    """The differences of exactly the units that the actor sees."""
    found = Difference.objects.filter(unit__in=_units(actor)).select_related(
        "line__grant__decision__case", "line__run", "posting", "unit", "owner"
    )
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.department:
        found = found.filter(unit__department=wanted.department)
    return found.filter(owner=actor.id) if wanted.mine else found


def difference_row(row: Difference) -> dict[str, Any]:
    """A difference as a row of the list."""
    line = row.line
    return {
        "id": row.id,
        "citizen_id": line.citizen_id if line else None,
        "number": line.grant.decision.case.number if line else "",
        "kind": DifferenceKind.of(row.kind).label,
        "month": line.month if line else row.posting.month if row.posting else None,
        "account": line.account if line else row.posting.account if row.posting else "",
        "unit": row.unit.name,
        "paid": line.oere if line else None,
        "found_oere": row.found_oere,
        "oere": row.oere,
        "state": DifferenceState.of(row.state).label,
        "state_key": row.state,
        "owner": row.owner.name if row.owner else "",
        "explanation": row.explanation,
        "found_at": row.found_at,
    }


@dataclass(frozen=True, slots=True)
class Sums:
    """How much stands in each state, in øre: what is open, what is explained."""

    open_count: int
    open_oere: int
    explained_count: int
    explained_oere: int


def difference_sums(actor: Actor) -> Sums:
    """What is outstanding in the units that the actor sees."""
    rows = Difference.objects.filter(unit__in=_units(actor)).order_by()
    found = {
        state: (count, oere or 0)
        for state, count, oere in rows.values_list("state").annotate(Count("id"), Sum("oere"))
    }
    return Sums(
        *found.get(DifferenceState.OPEN.value, (0, 0)),
        *found.get(DifferenceState.EXPLAINED.value, (0, 0)),
    )


@dataclass(frozen=True, slots=True)
class DifferencePage:
    """One difference with its postings, and the lines that an unknown posting may be of."""

    row: Difference
    kind: str
    state: str
    advice: str
    posted: int
    postings: list[Posting]
    candidates: list[PaymentLine]
    may_work: bool
    may_explain: bool
    may_pay_again: bool
    may_claim: bool
    may_post_back: bool
    party: Party | None
    is_rejected: bool


def difference_page(actor: Actor, difference: UUID) -> DifferencePage:
    """One difference, logged. Raises Http404."""
    with transaction.atomic():
        require_at_all(actor, Action.SEE_PAYMENT)
        rows = Difference.objects.select_related(
            *("line__grant__decision__case", "line__run", "posting", "unit", "owner", "closed_by"),
            *(f"line__{one}" for one in PARTY_OF),
        )
        row = rows.filter(id=difference, unit__in=_units(actor)).first()
        if row is None:
            raise Http404
        line = row.line
        read(actor, "difference.read", row, line.citizen_id if line else None)
        postings = list(line.postings.order_by("posted_on", "number")) if line else []
        works = may_run(actor, Action.RECONCILE_PAYMENT, row.unit.department)
        works = works and row.state != DifferenceState.SOLVED
        return DifferencePage(
            row,
            DifferenceKind.of(row.kind).label,
            DifferenceState.of(row.state).label,
            _advice(row) if works else "",
            sum(one.oere for one in postings),
            postings or ([row.posting] if row.posting else []),
            _candidates(row) if works and row.posting else [],
            works,
            works and row.kind != DifferenceKind.REJECTED,
            works and row.kind == DifferenceKind.MISSING and bool(line and line.run_id),
            works and _may_claim(row, True),
            works and row.reversal_id is None and _may_claim(row, False),
            party(line.plan) if line else None,
            row.kind == DifferenceKind.REJECTED and bool(line and line.run is None),
        )


def _advice(row: Difference) -> str:
    if row.line and _may_claim(row, False):
        return WAY_BACK[payee_of(row.line)]
    return ADVICE[DifferenceKind.of(row.kind)]


def _may_claim(row: Difference, owed: bool) -> bool:
    """Whether too much was paid of a line, to somebody who owes it (``owed``) or to an own unit,
    and nobody asks for it back yet."""
    line = row.line
    if line is None or not is_overpaid(DifferenceKind.of(row.kind), row.oere):
        return False
    is_theirs = is_owed(payee_of(line)) is owed
    return is_theirs and not Claim.objects.filter(line=line).exists()


def _candidates(row: Difference) -> list[PaymentLine]:
    """Lines of the unit with something outstanding, those of the same amount first."""
    posting = row.posting
    if posting is None:
        return []
    open_ones = PaymentLine.objects.filter(
        unit=row.unit_id, difference__state=DifferenceState.OPEN.value, run__isnull=False
    ).select_related("grant__decision__case")
    found = list(open_ones.order_by("-month", "id")[: 4 * MOST_CANDIDATES])
    found.sort(key=lambda line: (line.oere != posting.oere, line.account != posting.account))
    return found[:MOST_CANDIDATES]


def files(actor: Actor) -> QuerySet[LedgerFile, LedgerFile]:
    """The files to and from the ledger, without what is in them."""
    require_at_all(actor, Action.RECONCILE_PAYMENT)
    return LedgerFile.objects.defer("contents")


def unsent_files(actor: Actor) -> int:
    """How many files the actor may send and nobody has sent."""
    theirs = [d.value for d in Department if may_run(actor, Action.PREPARE_PAYMENT, d.value)]
    return waiting_files().filter(run__department__in=theirs).count()


def file_row(row: LedgerFile) -> dict[str, Any]:
    """A file as a row of the list."""
    return {
        "name": row.name,
        "is_out": row.is_out,
        "rows": row.rows,
        "oere": row.sum_oere,
        "made_at": row.made_at,
        "done_at": row.done_at,
        "fault": row.fault,
        "sha256": row.sha256,
    }


def closed_periods(actor: Actor) -> list[ClosedPeriod]:
    """The months that are closed, and closings that were undone: those that somebody wants opened,
    then the newest first."""
    require_at_all(actor, Action.RECONCILE_PAYMENT)
    rows = ClosedPeriod.objects.select_related("closed_by", "asked_by", "opened_by")
    waits = Q(asked_by__isnull=False, opened_at__isnull=True)
    return list(rows.annotate(waits=waits).order_by("-waits", "-month", "-closed_at")[:24])


def missing_to_close(actor: Actor, month: Month) -> list[Missing]:
    """What a month lacks before it can be closed without a reason."""
    require_at_all(actor, Action.RECONCILE_PAYMENT)
    return missing_in(month)


def month_to_close(actor: Actor) -> Month:
    """The month after the last that is closed; the one before this when none is."""
    last = closed().order_by("-month").first()
    return Month.of(last.month).plus(1) if last else Month.of(actor.today).plus(-1)


def _units(actor: Actor) -> list[UUID]:
    require_at_all(actor, Action.SEE_PAYMENT)
    return ids_of(units_within(actor, Action.SEE_PAYMENT))
