"""Claims and invoices: what comes back in instalments, and invoices that a person judges."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import wrote
from helhed.apps.payments.access import require_run
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.invoicing import hold_again, hold_unsent
from helhed.apps.payments.models import Claim, Instalment, Invoice
from helhed.kernel.money import kroner
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.payments.faktura import InvoiceState, is_payable
from helhed.rules.payments.krav import ClaimState, instalments


def agree_instalments(actor: Actor, *, claim: UUID, count: int, first: Month, reason: str) -> None:
    """Write the plan by which the rest of a claim is paid back, in place of an earlier one; what
    was paid already stays as it was paid.

    Raises UnableToPay without the decision it rests on, or when the plan would begin before what
    was paid, and UnableToPlanInstalments.
    """
    with transaction.atomic():
        row = _claim(actor, claim)
        if not reason.strip():
            text = screen_text("Skriv, hvilken afgørelse kravet hviler på.")
            raise UnableToPay(text)
        paid = list(row.instalments.filter(paid_oere__gt=0).order_by("due_on"))
        repaid = sum(one.paid_oere for one in paid)
        planned = instalments(row.oere - repaid, count, first)
        if paid and planned[0].due_on <= paid[-1].due_on:
            text = screen_text("Den nye plan skal begynde efter %(day)s, som der er betalt af på.")
            raise UnableToPay(text, day=paid[-1].due_on)
        row.instalments.filter(paid_oere=0).delete()
        row.instalments.update(oere=F("paid_oere"))
        Instalment.objects.bulk_create(
            [Instalment(claim=row, due_on=one.due_on, oere=one.oere) for one in planned]
        )
        _decide(actor, row, ClaimState.AGREED, reason)
        wrote(actor, "claim.agree", row, row.line.citizen_id, instalments=count)


def note_repayment(actor: Actor, *, instalment: UUID, oere: int, day: date) -> None:
    """Note what was paid back of an instalment; the claim is settled when all is. Raises
    UnableToPay for more than is left."""
    with transaction.atomic():
        found = Instalment.objects.filter(id=instalment).first()
        if found is None:
            raise Http404
        claim = _claim(actor, found.claim_id)
        row = Instalment.objects.select_for_update().get(id=instalment)
        if not 0 < oere <= row.oere - row.paid_oere:
            text = screen_text("Beløbet skal være over nul og højst det, der mangler af raten.")
            raise UnableToPay(text)
        row.paid_oere, row.paid_on = row.paid_oere + oere, day
        row.save(update_fields=["paid_oere", "paid_on"])
        if all(one.paid_oere == one.oere for one in claim.instalments.all()):
            claim.state = ClaimState.SETTLED.value
            claim.save(update_fields=["state"])
        wrote(actor, "claim.repay", claim, claim.line.citizen_id, day=str(day))


def write_off_claim(actor: Actor, *, claim: UUID, reason: str) -> None:
    """Let what is left of a claim go, with the reason. Raises UnableToPay without one."""
    with transaction.atomic():
        row = _claim(actor, claim)
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor kravet eftergives."))
        _decide(actor, row, ClaimState.WRITTEN_OFF, reason)
        wrote(actor, "claim.write_off", row, row.line.citizen_id)


def _decide(actor: Actor, row: Claim, state: ClaimState, reason: str) -> None:
    row.state, row.explanation = state.value, reason.strip()[:300]
    row.decided_by, row.decided_at = actor.user, actor.now()
    row.save(update_fields=["state", "explanation", "decided_by", "decided_at"])


def _claim(actor: Actor, claim: UUID) -> Claim:
    locked = Claim.objects.select_for_update(of=("self",)).select_related("line__unit")
    row = locked.filter(id=claim).first()
    if row is None:
        raise Http404
    require_run(actor, Action.RECONCILE_PAYMENT, row.line.unit.department)
    if row.state in (ClaimState.SETTLED, ClaimState.WRITTEN_OFF):
        raise UnableToPay(screen_text("Kravet er afsluttet."))
    return row


def judge_invoice(actor: Actor, *, invoice: UUID, accept: bool, reason: str) -> None:
    """Accept or refuse an invoice that differs, with the reason.

    It is held against what is delivered by now first: what asks for other than what is paid for
    that cannot be accepted, for then nothing would pay the difference. Of a refused one the
    payment that is not sent yet is held, else that of the next run. Raises UnableToPay.
    """
    with transaction.atomic():
        row = Invoice.objects.select_for_update().filter(id=invoice).first()
        if row is None:
            raise Http404
        if row.unit is None:
            require_at_all(actor, Action.RECONCILE_PAYMENT)
        else:
            require_run(actor, Action.RECONCILE_PAYMENT, row.unit.department)
        if row.state != InvoiceState.DIFFERS:
            raise UnableToPay(screen_text("Fakturaen venter ikke på nogen."))
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor fakturaen accepteres eller afvises."))
        if accept:
            _require_payable(actor, row)
        row.state = (InvoiceState.ACCEPTED if accept else InvoiceState.REFUSED).value
        row.explanation, row.owner = reason.strip()[:300], actor.user
        row.closed_at = actor.now()
        row.save(update_fields=["state", "explanation", "owner", "closed_at"])
        citizen = row.grant.citizen_id if row.grant else None
        held = 0 if accept or row.grant is None else hold_unsent(row, actor.user, actor.now())
        wrote(actor, "invoice.judge", row, citizen, accepted=accept, held=held)


def _require_payable(actor: Actor, row: Invoice) -> None:
    finding = hold_again(row, actor.now())
    if is_payable(finding, row.oere, row.delivered_oere, actor.today):
        return
    if row.delivered_oere is None:
        text = screen_text(
            "Fakturaen kan ikke accepteres, for ingen bevilling eller takst svarer "
            "til den. Ret det først, eller afvis fakturaen."
        )
        raise UnableToPay(text)
    text = screen_text(
        "Fakturaen kan ikke accepteres: den er på %(asked)s kr., og der betales "
        "%(paid)s kr. for det leverede. Ret pris, bestilling eller levering, så næste kørsel "
        "betaler forskellen, og acceptér så. Ellers afvis fakturaen."
    )
    raise UnableToPay(text, asked=kroner(row.oere), paid=kroner(row.delivered_oere))
