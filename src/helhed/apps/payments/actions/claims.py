"""Claims: what comes back in instalments, and what two let go."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.payments.access import require_run
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import Claim, Instalment
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.payments.krav import ClaimState, instalments


def agree_instalments(actor: Actor, *, claim: UUID, count: int, first: Month, reason: str) -> None:
    """Write the plan by which the rest of a claim is paid back, in place of an earlier one; what
    was paid already stays as it was paid.

    Raises UnableToPay without the decision it rests on, or when the plan would begin before this
    month or before what was paid, and UnableToPlanInstalments.
    """
    with transaction.atomic():
        row = _claim(actor, claim)
        if not reason.strip():
            text = screen_text("Skriv, hvilken afgørelse kravet hviler på.")
            raise UnableToPay(text)
        if first < Month.of(actor.today):
            text = screen_text("Den første rate kan tidligst være i %(month)s.")
            raise UnableToPay(text, month=Month.of(actor.today))
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


def ask_to_let_go(actor: Actor, *, claim: UUID, reason: str) -> None:
    """Ask for what is left of a claim to be let go: another must agree. Raises UnableToPay without
    a reason, or when somebody has asked already."""
    with transaction.atomic():
        row = _claim(actor, claim)
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor kravet skal eftergives."))
        if row.asked_by_id is not None:
            raise UnableToPay(screen_text("Kravet venter allerede på, at en anden eftergiver det."))
        row.asked_by, row.asked_at = actor.user, actor.now()
        row.ask_reason = reason.strip()[:300]
        row.save(update_fields=["asked_by", "asked_at", "ask_reason"])
        wrote(actor, "claim.ask", row, row.line.citizen_id)


def write_off_claim(actor: Actor, *, claim: UUID) -> None:
    """Let what is left of a claim go that another asked for. Raises UnableToPay when nobody did,
    SamePersonTwice."""
    with transaction.atomic():
        row = _asked(actor, claim)
        require_four_eyes(row.asked_by_id, actor.id)
        _decide(actor, row, ClaimState.WRITTEN_OFF, row.ask_reason)
        wrote(actor, "claim.write_off", row, row.line.citizen_id)


def hold_on_to_claim(actor: Actor, *, claim: UUID) -> None:
    """Say no to letting a claim go, or take back that one asked; the log keeps that it was asked
    for. Raises UnableToPay when nobody did."""
    with transaction.atomic():
        row = _asked(actor, claim)
        wrote(actor, "claim.hold", row, row.line.citizen_id, asked_by=str(row.asked_by_id))
        row.asked_by, row.asked_at, row.ask_reason = None, None, ""
        row.save(update_fields=["asked_by", "asked_at", "ask_reason"])


def _asked(actor: Actor, claim: UUID) -> Claim:
    row = _claim(actor, claim)
    if row.asked_by_id is None:
        raise UnableToPay(screen_text("Ingen har bedt om at få kravet eftergivet."))
    return row


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
