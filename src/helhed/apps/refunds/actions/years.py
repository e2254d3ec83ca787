"""Account years of refund: closed and opened again, each by two people."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.closing import standing_years
from helhed.apps.refunds.models import ClosedYear, RefundClaim
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.refunds.hjemtagning import RefundClaimState, UnableToClaim
from helhed.rules.refunds.regnskabsaar import YearState, check_over, require_year


def ask_year(actor: Actor, *, year: int, note: str) -> ClosedYear:
    """Ask for an account year to be closed, or for a closed one to be opened again: another must
    do it. Raises UnableToClaim without a reason, when somebody asked already, and for a year that
    is not over."""
    try:
        with transaction.atomic():
            require_house(actor, Action.APPROVE_REFUND)
            if not note.strip():
                raise UnableToClaim(screen_text("Skriv hvorfor."))
            row = _standing(year)
            if row is not None:
                return _ask_to_open(actor, row, note)
            check_over(year, actor.today.year)
            row = ClosedYear.objects.create(
                year=year, asked_by=actor.user, asked_at=actor.now(), note=note.strip()[:200]
            )
            wrote(actor, "refundyear.ask", row)
    except IntegrityError as error:
        text = screen_text("En anden har lige bedt om det samme. Genindlæs siden.")
        raise UnableToClaim(text) from error
    return row


def _ask_to_open(actor: Actor, row: ClosedYear, note: str) -> ClosedYear:
    require_year(row.year, row.state, YearState.CLOSED)
    row.open_asked_by, row.open_asked_at = actor.user, actor.now()
    row.open_note = note.strip()[:200]
    row.save(update_fields=["open_asked_by", "open_asked_at", "open_note"])
    wrote(actor, "refundyear.ask_open", row)
    return row


def close_year(actor: Actor, *, year: int) -> None:
    """Close an account year that another asked for: nothing more is claimed of it. Raises
    UnableToClaim when nobody asked or a claim is drafted, SamePersonTwice."""
    with transaction.atomic():
        row = _asked(actor, year, YearState.CLOSING)
        require_four_eyes(row.asked_by_id, actor.id)
        if RefundClaim.objects.filter(state=RefundClaimState.DRAFT.value).exists():
            raise UnableToClaim(
                screen_text("Der er en kladde til et krav. Godkend eller kassér den først.")
            )
        row.closed_by, row.closed_at = actor.user, actor.now()
        row.save(update_fields=["closed_by", "closed_at"])
        wrote(actor, "refundyear.close", row)


def open_year(actor: Actor, *, year: int) -> None:
    """Open a closed account year again that another asked for; its closing is kept. Raises
    UnableToClaim when nobody asked, SamePersonTwice."""
    with transaction.atomic():
        row = _asked(actor, year, YearState.OPENING)
        require_four_eyes(row.open_asked_by_id, actor.id)
        row.opened_by, row.opened_at = actor.user, actor.now()
        row.save(update_fields=["opened_by", "opened_at"])
        wrote(actor, "refundyear.open", row)


def leave_year(actor: Actor, *, year: int) -> None:
    """Say no to what was asked for a year, or take back that one asked: it stays as it is, and the
    log keeps that it was asked for. Raises UnableToClaim when nobody asked."""
    with transaction.atomic():
        row = _asked(actor, year, YearState.CLOSING, YearState.OPENING)
        is_opening = row.state is YearState.OPENING
        asked = row.open_asked_by_id if is_opening else row.asked_by_id
        wrote(actor, "refundyear.leave", row, asked_by=str(asked))
        if not is_opening:
            row.delete()
            return
        row.open_asked_by, row.open_asked_at, row.open_note = None, None, ""
        row.save(update_fields=["open_asked_by", "open_asked_at", "open_note"])


def _standing(year: int) -> ClosedYear | None:
    return standing_years().select_for_update().filter(year=year).first()


def _asked(actor: Actor, year: int, *wanted: YearState) -> ClosedYear:
    require_house(actor, Action.APPROVE_REFUND)
    row = _standing(year)
    require_year(year, YearState.OPEN if row is None else row.state, *wanted)
    assert row is not None
    return row
