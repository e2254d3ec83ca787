"""Lines: held back and let go; and how often a plan is paid."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.payments.access import require_run
from helhed.apps.payments.due import payee_of
from helhed.apps.payments.errors import UnableToPay
from helhed.apps.payments.models import PaymentLine, PaymentPlan, PlanDate
from helhed.apps.payments.pairs import with_its_pair
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.payments.bankdag import Payee
from helhed.rules.payments.rytme import Rhythm
from helhed.rules.payments.udbetaling import PayRunState


def hold_line(actor: Actor, *, line: UUID, reason: str) -> None:
    """Hold a line back, with the reason: it stays behind when its run is approved, and waits. What
    is moved between accounts is held whole.

    Raises UnableToPay without a reason, or when it was sent already.
    """
    with transaction.atomic():
        row = _not_sent(actor, line)
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor linjen holdes tilbage."))
        with_its_pair(row).update(
            hold_reason=reason.strip()[:200], held_by=actor.user, held_at=actor.now()
        )
        wrote(actor, "payline.hold", row, row.citizen_id, month=str(Month.of(row.month)))


def release_line(actor: Actor, *, line: UUID) -> None:
    """Let a held line go: it is paid with its run, or with the next one when it waits."""
    with transaction.atomic():
        row = _not_sent(actor, line)
        if not row.hold_reason:
            raise UnableToPay(screen_text("Linjen holdes ikke tilbage."))
        with_its_pair(row).update(hold_reason="", held_by=None, held_at=None)
        wrote(actor, "payline.release", row, row.citizen_id, month=str(Month.of(row.month)))


def _not_sent(actor: Actor, line: UUID) -> PaymentLine:
    row = line_to_change(actor, line)
    if row.run is not None and not PayRunState.of(row.run.state).is_open:
        raise UnableToPay(screen_text("Linjen er allerede godkendt og sendt."))
    return row


def line_to_change(actor: Actor, line: UUID) -> PaymentLine:
    """A line of a department whose payments the actor prepares, locked. Raises Http404."""
    locked = PaymentLine.objects.select_for_update(of=("self",)).select_related("unit", "run")
    row = locked.filter(id=line).first()
    if row is None:
        raise Http404
    require_run(actor, Action.PREPARE_PAYMENT, row.unit.department)
    return row


def set_rhythm(
    actor: Actor,
    *,
    plan: UUID,
    rhythm: Rhythm,
    dates: Sequence[date] = (),
    moves_money: bool = True,
) -> None:
    """Say how often a plan is paid, on which days when it has its own, and whether money moves or
    it is only posted. Months that have lines already stay as they are. Raises UnableToPay."""
    with transaction.atomic():
        locked = PaymentPlan.objects.select_for_update(of=("self",))
        row = locked.select_related("grant__unit", "grant__offer__provider").filter(id=plan).first()
        if row is None:
            raise Http404
        require_run(actor, Action.PREPARE_PAYMENT, row.grant.unit.department)
        if rhythm is Rhythm.DATES and not dates:
            raise UnableToPay(screen_text("Skriv mindst én dag, der skal betales på."))
        row.rhythm = rhythm.value
        row.recipient = (payee_of(row.grant) if moves_money else Payee.NONCASH).value
        row.save(update_fields=["rhythm", "recipient"])
        row.dates.all().delete()
        days = sorted(set(dates)) if rhythm is Rhythm.DATES else []
        PlanDate.objects.bulk_create([PlanDate(plan=row, day=day) for day in days])
        facts = {"rhythm": rhythm.value, "recipient": row.recipient}
        wrote(actor, "payplan.rhythm", row, row.grant.citizen_id, **facts)
