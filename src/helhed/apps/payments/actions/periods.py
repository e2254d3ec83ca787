"""Months of the ledger: closed, and opened again by two."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404

from helhed.apps.access.access import Actor, require_at_all
from helhed.apps.audit.actions import wrote
from helhed.apps.payments.closing import closed, missing_in
from helhed.apps.payments.errors import PeriodIsClosed, UnableToPay
from helhed.apps.payments.models import ClosedPeriod, PayRun
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.payments.udbetaling import PayRunState


def close_period(actor: Actor, *, month: Month, reason: str = "") -> None:
    """Close a month of the ledger: nothing more is paid into it. Raises PeriodIsClosed when it is
    closed already; UnableToPay while it runs or a run of it is not approved, and when something
    is missing in it and nobody says why it is closed all the same."""
    with transaction.atomic():
        require_at_all(actor, Action.RECONCILE_PAYMENT)
        if closed().filter(month=month.first).exists():
            raise PeriodIsClosed(screen_text("%(month)s er lukket allerede."), month=month)
        if actor.today <= month.last:
            raise UnableToPay(screen_text("Måneden er ikke forbi. Vent med at lukke den."))
        open_states = [state.value for state in PayRunState if state.is_open]
        if PayRun.objects.filter(month=month.first, state__in=open_states).exists():
            text = screen_text("En kørsel i måneden er ikke godkendt. Godkend eller kassér den.")
            raise UnableToPay(text)
        missing = missing_in(month)
        if missing and not reason.strip():
            text = screen_text(
                "Måneden mangler noget. Gør det færdigt, eller skriv, hvorfor den lukkes alligevel."
            )
            raise UnableToPay(text)
        row = ClosedPeriod.objects.create(
            month=month.first,
            closed_by=actor.user,
            closed_at=actor.now(),
            reason=reason.strip()[:200],
        )
        missed = sum(one.count for one in missing)
        wrote(actor, "period.close", row, month=str(month), missing=missed)


def ask_to_open(actor: Actor, *, month: Month, reason: str) -> None:
    """Ask for a closed month to be opened again: another must do it. Raises Http404 when it is not
    closed, UnableToPay without a reason or when somebody has asked already."""
    with transaction.atomic():
        row = _closing(actor, month)
        if not reason.strip():
            raise UnableToPay(screen_text("Skriv, hvorfor måneden skal åbnes igen."))
        if row.asked_by_id is not None:
            raise UnableToPay(screen_text("Der er allerede bedt om at få måneden åbnet igen."))
        row.asked_by, row.asked_at = actor.user, actor.now()
        row.open_reason = reason.strip()[:200]
        row.save(update_fields=["asked_by", "asked_at", "open_reason"])
        wrote(actor, "period.ask", row, month=str(month))


def open_period(actor: Actor, *, month: Month) -> None:
    """Open a closed month again that another asked for; its closing is kept with both and why.
    Raises Http404 when it is not closed, UnableToPay when nobody asked, SamePersonTwice."""
    with transaction.atomic():
        row = _closing(actor, month)
        _require_asked(row)
        require_four_eyes(row.asked_by_id, actor.id)
        row.opened_by, row.opened_at = actor.user, actor.now()
        row.save(update_fields=["opened_by", "opened_at"])
        wrote(actor, "period.open", row, month=str(month))


def keep_closed(actor: Actor, *, month: Month) -> None:
    """Say no to opening a month again, or take back that one asked; the log keeps that it was
    asked for. Raises Http404 when it is not closed, UnableToPay when nobody asked."""
    with transaction.atomic():
        row = _closing(actor, month)
        _require_asked(row)
        wrote(actor, "period.keep", row, month=str(month), asked_by=str(row.asked_by_id))
        row.asked_by, row.asked_at, row.open_reason = None, None, ""
        row.save(update_fields=["asked_by", "asked_at", "open_reason"])


def _closing(actor: Actor, month: Month) -> ClosedPeriod:
    require_at_all(actor, Action.RECONCILE_PAYMENT)
    row = closed().select_for_update().filter(month=month.first).first()
    if row is None:
        raise Http404
    return row


def _require_asked(row: ClosedPeriod) -> None:
    if row.asked_by_id is None:
        raise UnableToPay(screen_text("Ingen har bedt om at få måneden åbnet igen."))
