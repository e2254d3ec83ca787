"""Invoices that a person judges; what an accepted one deviates by is paid as a line of its own, and
is taken back while it is not sent."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import wrote
from helhed.apps.payments.access import require_run
from helhed.apps.payments.apart import add_beside
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.invoicing import (
    hold_again,
    hold_unsent,
    paid_for,
    too_much_paid,
    undoable,
)
from helhed.apps.payments.matching import SENT
from helhed.apps.payments.models import Claim, Invoice, PaymentLine, PaymentPlan, PayRun
from helhed.apps.payments.parties import payee_of
from helhed.apps.payments.run_totals import write_totals
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.payments.faktura import InvoiceState, deviation, needs_second
from helhed.rules.payments.krav import is_owed
from helhed.rules.payments.linjer import LineKind


def judge_invoice(actor: Actor, *, invoice: UUID, accept: bool, reason: str) -> InvoiceState:
    """Accept or refuse an invoice that differs, with the reason; where it stands then.

    It is held against what is delivered by now first. What an accepted one asks for beside that
    becomes a line of its own in the next run; above the limit it waits for another to accept it
    too. Of a refused one the payment that is not sent yet is held, else that of the next run.
    Raises UnableToPay, SamePersonTwice.
    """
    with transaction.atomic():
        row = _waiting(actor, invoice)
        if not reason.strip() and not (accept and row.state == InvoiceState.ASKED):
            raise UnableToPay(screen_text("Skriv, hvorfor fakturaen accepteres eller afvises."))
        held, beside = 0, 0
        state = InvoiceState.REFUSED
        if accept:
            beside = _deviation(actor, row)
            state = _accepted(actor, row, beside)
        elif row.grant is not None:
            held = hold_unsent(row, actor.user, actor.now())
        row.state, row.closed_at = state.value, None if state.waits else actor.now()
        row.owner = actor.user if row.asked_by is None else row.asked_by
        row.explanation = reason.strip()[:300] or row.explanation
        row.save(
            update_fields=["state", "explanation", "owner", "closed_at", "asked_by", "correction"]
        )
        citizen = row.grant.citizen_id if row.grant else None
        wrote(actor, "invoice.judge", row, citizen, state=state.value, held=held, oere=beside)
    return state


def undo_invoice(actor: Actor, *, invoice: UUID, reason: str) -> InvoiceState:
    """Take back that an invoice was accepted, with the reason: the line for what it deviates by
    goes, and the invoice is judged anew; where it stands then.

    Raises UnableToPay without a reason, or when it is not accepted, or its line was approved.
    """
    with transaction.atomic():
        row = _locked(actor, invoice)
        line = row.correction
        # The run stands still meanwhile, so that nobody approves it with the line that goes.
        of_line = PayRun.objects.select_for_update().filter(lines=line) if line else None
        run = of_line.first() if of_line is not None else None
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor svaret tages tilbage."))
        if not undoable(row, run):
            text = screen_text(
                "Svaret kan ikke tages tilbage, for linjen er godkendt og sendt. Bed leverandøren "
                "om en kreditnota, eller kræv beløbet tilbage."
            )
            raise UnableToPay(text)
        oere = line.oere if line else 0
        row.correction, row.asked_by, row.closed_at = None, None, None
        row.state = hold_again(row, actor.now()).state.value
        row.owner, row.explanation = actor.user, reason.strip()[:300]
        row.save(
            update_fields=["state", "explanation", "owner", "closed_at", "asked_by", "correction"]
        )
        if line is not None:
            line.delete()
        if run is not None:
            write_totals(run)
        citizen = row.grant.citizen_id if row.grant else None
        wrote(actor, "invoice.undo", row, citizen, state=row.state, oere=oere)
    return InvoiceState.of(row.state)


def claim_billed(actor: Actor, *, invoice: UUID, oere: int, reason: str) -> Claim:
    """Ask what an accepted invoice billed too much back: its line carries the claim, once.

    Raises UnableToPay without a reason, before the line is sent, when it is claimed already, for
    more than was paid for what was not delivered, or when an own unit got it.
    """
    with transaction.atomic():
        row = _locked(actor, invoice)
        line = row.correction
        if line is None or line.run is None or line.run.state not in SENT:
            text = screen_text("Intet er betalt ved siden af bestillingen for fakturaen endnu.")
            raise UnableToPay(text)
        if Claim.objects.filter(line=line).exists():
            raise UnableToPay(screen_text("Beløbet kræves allerede tilbage."))
        if not is_owed(payee_of(line)):
            raise UnableToPay(screen_text("En intern enhed skylder ikke noget. Omkontér linjen."))
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor beløbet kræves tilbage."))
        _require_too_much(row, oere)
        claim = Claim.objects.create(
            line=line,
            invoice=row,
            oere=oere,
            explanation=reason.strip()[:300],
            opened_at=actor.now(),
        )
        wrote(actor, "invoice.claim", row, line.citizen_id, claim=str(claim.id), oere=oere)
    return claim


def _require_too_much(row: Invoice, oere: int) -> None:
    most = too_much_paid(row)
    if not most:
        text = screen_text(
            "Efter det leverede er der ikke betalt for meget for fakturaen. Ret leveringen, hvis "
            "den er forkert, og kræv så beløbet tilbage."
        )
        raise UnableToPay(text)
    if not 0 < oere <= most:
        text = screen_text("Beløbet skal være over nul og højst %(most)s kr.")
        raise UnableToPay(text, most=kroner(most, 2))


def _locked(actor: Actor, invoice: UUID) -> Invoice:
    row = Invoice.objects.select_for_update().filter(id=invoice).first()
    if row is None:
        raise Http404
    if row.unit is None:
        require_at_all(actor, Action.RECONCILE_PAYMENT)
    else:
        require_run(actor, Action.RECONCILE_PAYMENT, row.unit.department)
    return row


def _waiting(actor: Actor, invoice: UUID) -> Invoice:
    row = _locked(actor, invoice)
    if not InvoiceState.of(row.state).waits:
        raise UnableToPay(screen_text("Fakturaen venter ikke på nogen."))
    return row


def _deviation(actor: Actor, row: Invoice) -> int:
    """What is paid beside what the order pays when the invoice is accepted, in øre."""
    finding = hold_again(row, actor.now())
    beside = deviation(finding, row.oere, paid_for(row), actor.today)
    if beside is None:
        text = screen_text(
            "Fakturaen kan ikke accepteres, for ingen levering med en pris svarer til den, eller "
            "perioden er faktureret før. Ret det først, eller afvis fakturaen."
        )
        raise UnableToPay(text)
    return beside


def _accepted(actor: Actor, row: Invoice, beside: int) -> InvoiceState:
    """Accepted, or waiting for another to accept it too."""
    if needs_second(beside, actor.today):
        if row.asked_by_id is None:
            row.asked_by = actor.user
            return InvoiceState.ASKED
        require_four_eyes(row.asked_by_id, actor.id)
    if beside:
        row.correction = _line(actor, row, beside)
    return InvoiceState.ACCEPTED


def _line(actor: Actor, row: Invoice, beside: int) -> PaymentLine:
    plans = PaymentPlan.objects.select_related("grant")
    plan = plans.filter(grant=row.grant_id).first()
    if plan is None:
        text = screen_text("Bevillingen er ikke betalt endnu. Lav kørslen, og acceptér så.")
        raise UnableToPay(text)
    return add_beside(
        actor,
        plan,
        of=row.id,
        month=Month.of(row.end).first,
        kind=LineKind.INVOICE,
        oere=beside,
        account=plan.grant.account,
        note=row.number,
    )
