"""Reading claims and invoices: who owes what, and what was invoiced beside what was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import read
from helhed.apps.decisions.pricing import UnableToPrice
from helhed.apps.orders.models import Order
from helhed.apps.payments.access import ids_of, may_run, units_within
from helhed.apps.payments.invoicing import paid_for, too_much_paid, undoable
from helhed.apps.payments.matching import SENT
from helhed.apps.payments.models import Claim, Instalment, Invoice, PaymentLine
from helhed.apps.payments.parties import DEBTORS, PARTY_OF, Party, party, payee_of
from helhed.apps.payments.queries.line import orders_of
from helhed.kernel.period import Month
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import service
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.faktura import (
    InvoiceFinding,
    InvoiceState,
    accepted_alone,
    deviation,
    needs_second,
)
from helhed.rules.payments.krav import WAY_BACK, ClaimState, is_owed
from helhed.rules.payments.udbetaling import PayRunState

MOST_LINES = 24


def claims(actor: Actor, state: str) -> QuerySet[Claim, Claim]:
    """The claims of exactly the units that the actor sees."""
    rows = Claim.objects.filter(line__unit__in=_units(actor)).select_related(
        "line__grant__decision__case",
        "line__unit",
        "invoice__provider",
        "asked_by",
        "decided_by",
        *(f"line__{one}" for one in PARTY_OF),
    )
    rows = rows.annotate(repaid=Sum("instalments__paid_oere"))
    return rows.filter(state=state) if state else rows


def claim_row(row: Claim) -> dict[str, Any]:
    """A claim as a row of the list."""
    repaid = getattr(row, "repaid", 0) or 0
    debtor = party(row.line.plan)
    is_alive = row.state in (ClaimState.OPEN, ClaimState.AGREED)
    return {
        "id": row.id,
        "citizen_id": row.line.citizen_id,
        "number": row.line.grant.decision.case.number,
        "month": row.line.month,
        "debtor": DEBTORS[debtor.kind],
        # A citizen is named on the claim's own page, not on a list.
        "name": "" if debtor.kind is Payee.PERSON else debtor.name,
        "unit": row.line.unit.name,
        "oere": row.oere,
        "repaid": repaid,
        "left": 0 if row.state == ClaimState.WRITTEN_OFF else row.oere - repaid,
        "state": ClaimState.of(row.state).label,
        "state_key": row.state,
        "asked_by": row.asked_by.name if row.asked_by and is_alive else "",
        "opened_at": row.opened_at,
    }


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """One claim with its instalments. ``is_owed``: not what an own unit got, which is posted
    back."""

    row: Claim
    state: str
    number: str
    service: str
    party: Party
    debtor: str
    way_back: str
    is_owed: bool
    repaid: int
    left: int
    instalments: list[Instalment]
    may_work: bool
    is_asked: bool
    is_own: bool


def claim_page(actor: Actor, claim: UUID) -> ClaimPage:
    """One claim, logged. Raises Http404."""
    with transaction.atomic():
        row = claims(actor, "").filter(id=claim).first()
        if row is None:
            raise Http404
        read(actor, "claim.read", row, row.line.citizen_id)
        instalments = list(row.instalments.order_by("due_on"))
        repaid = sum(one.paid_oere for one in instalments)
        works = may_run(actor, Action.RECONCILE_PAYMENT, row.line.unit.department)
        is_alive = row.state in (ClaimState.OPEN, ClaimState.AGREED)
        debtor = party(row.line.plan)
        return ClaimPage(
            row,
            ClaimState.of(row.state).label,
            row.line.grant.decision.case.number,
            service(row.line.grant.service).name,
            debtor,
            DEBTORS[debtor.kind],
            WAY_BACK[debtor.kind],
            is_owed(debtor.kind),
            repaid,
            row.oere - repaid,
            instalments,
            works and is_alive,
            is_alive and row.asked_by_id is not None,
            row.asked_by_id == actor.id,
        )


def invoices(actor: Actor, state: str) -> QuerySet[Invoice, Invoice]:
    """The invoices of the units that the actor sees; those of no unit for who sees all."""
    require_at_all(actor, Action.SEE_PAYMENT)
    rows = Invoice.objects.select_related(
        *("provider", "grant__decision__case", "unit", "owner", "asked_by", "correction__run"),
        *("correction__plan", "correction__claim"),
    )
    if not actor.reach(Action.SEE_PAYMENT).everything:
        rows = rows.filter(unit__in=_units(actor))
    return rows.filter(state=state) if state else rows


def invoice_row(row: Invoice) -> dict[str, Any]:
    """An invoice as a row of the list."""
    return {
        "id": row.id,
        "citizen_id": row.grant.citizen_id if row.grant else None,
        "provider": row.provider.name,
        "number": row.number,
        "case": row.grant.decision.case.number if row.grant else "",
        "start": row.start,
        "end": row.end,
        "quantity": row.quantity,
        "delivered": row.delivered_quantity,
        "oere": row.oere,
        "delivered_oere": row.delivered_oere,
        "finding": InvoiceFinding.of(row.finding).label,
        "state": InvoiceState.of(row.state).label,
        "state_key": row.state,
        "owner": row.owner.name if row.owner else "",
    }


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """One invoice beside what was delivered."""

    row: Invoice
    finding: str
    state: str
    case: str
    service: str
    orders: list[Order]
    lines: list[tuple[PaymentLine, str]]
    beside: int
    needs_second: bool
    limit: int
    may_accept: bool
    may_judge: bool
    may_undo: bool
    is_sent: bool
    is_own: bool
    claim: Claim | None
    claim_state: str
    to_claim: ToClaim


@dataclass(frozen=True, slots=True)
class ToClaim:
    """What was billed too much and can be asked back, in øre; ``unable`` says why that cannot be
    counted."""

    oere: int = 0
    unable: UnableToPrice | None = None


def invoice_page(actor: Actor, invoice: UUID) -> InvoicePage:
    """One invoice, logged. Raises Http404."""
    with transaction.atomic():
        row = invoices(actor, "").filter(id=invoice).first()
        if row is None:
            raise Http404
        read(actor, "invoice.read", row, row.grant.citizen_id if row.grant else None)
        reach = actor.reach(Action.RECONCILE_PAYMENT)
        may = (
            may_run(actor, Action.RECONCILE_PAYMENT, row.unit.department)
            if row.unit
            else (not reach.is_empty)
        )
        grant, waits = row.grant, InvoiceState.of(row.state).waits
        finding = InvoiceFinding.of(row.finding)
        beside = deviation(finding, row.oere, paid_for(row), actor.today)
        can_undo = undoable(row, row.correction.run if row.correction else None)
        claim = getattr(row.correction, "claim", None)
        return InvoicePage(
            row,
            finding.label,
            InvoiceState.of(row.state).label,
            grant.decision.case.number if grant else "",
            service(grant.service).name if grant else "",
            orders_of(actor, grant.id, grant.main_id) if grant else [],
            _lines(row) if grant else [],
            beside or 0,
            needs_second(beside or 0, actor.today),
            accepted_alone(actor.today),
            beside is not None,
            may and waits,
            may and can_undo,
            may and row.state == InvoiceState.ACCEPTED and not can_undo,
            row.asked_by_id == actor.id,
            claim,
            ClaimState.of(claim.state).label if claim else "",
            _to_claim(row) if may and claim is None else ToClaim(),
        )


def _to_claim(row: Invoice) -> ToClaim:
    """What was paid for an accepted invoice and can be asked back."""
    line = row.correction
    if line is None or line.run is None or line.run.state not in SENT:
        return ToClaim()
    if not is_owed(payee_of(line)):
        return ToClaim()
    try:
        return ToClaim(too_much_paid(row))
    except UnableToPrice as error:
        return ToClaim(unable=error)


def _lines(row: Invoice) -> list[tuple[PaymentLine, str]]:
    """What is paid for the grant in the invoice's months; each with where its run stands."""
    months = (Month.of(row.start).first, Month.of(row.end).first)
    found = PaymentLine.objects.filter(grant=row.grant_id, month__range=months)
    listed = found.select_related("run").order_by("month", "id")[:MOST_LINES]
    return [(one, PayRunState.of(one.run.state).label if one.run else "") for one in listed]


def _units(actor: Actor) -> list[UUID]:
    require_at_all(actor, Action.SEE_PAYMENT)
    return ids_of(units_within(actor, Action.SEE_PAYMENT))
