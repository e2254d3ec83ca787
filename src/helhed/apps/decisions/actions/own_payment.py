"""Deciding what a citizen pays: with the grant, changed from a day, ended. Nothing is deleted that
ever held."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Grant, OwnPayment
from helhed.apps.decisions.own_payments import standing
from helhed.apps.decisions.pricing import last_day
from helhed.kernel.dated import NoValueThatDay
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.egenbetaling import (
    PaymentBasis,
    UnableToTakePayment,
    amount,
    bases,
)


def decide_own_payment(
    actor: Actor,
    *,
    grant: UUID,
    basis: PaymentBasis,
    income: int | None,
    oere: int | None,
    start: date | None,
    reason: str,
) -> OwnPayment:
    """Decide what a citizen pays for a grant: in a draft for all its days, of one that is granted
    from ``start`` on, and what was decided before stands until the day before. ``income`` (yearly)
    and ``oere`` (monthly) where the basis asks for them. Raises UnableToTakePayment."""
    with transaction.atomic():
        row = _grant(actor, grant)
        if not bases(row.citation, is_main=row.main_id is None):
            raise UnableToTakePayment(screen_text("For den ydelse betaler borgeren ikke selv."))
        _require_why(reason)
        is_draft = row.decision.state == DecisionState.DRAFT.value
        begins = None if is_draft else _begins(row, start)
        by = begins or row.start or actor.today
        made = OwnPayment(
            grant=row,
            basis=basis.value,
            yearly_income_oere=income if basis is PaymentBasis.INCOME else None,
            oere=_amount(row, basis, by, income, oere),
            start=begins,
            reason=reason.strip()[:200],
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        if begins is None:
            row.own_payments.all().delete()
        else:
            for earlier in standing().filter(grant=row):
                _stop(actor, earlier, begins - timedelta(days=1), reason)
        made.save()
        told = {"basis": basis.value, "start": begins.isoformat() if begins else ""}
        wrote(actor, "ownpayment.decide", row, row.citizen_id, **told)
    return made


def end_own_payment(actor: Actor, *, ownpayment: UUID, end: date, reason: str) -> None:
    """End what a citizen pays with a day; before its first day it never held. Raises
    UnableToTakePayment."""
    with transaction.atomic():
        found = OwnPayment.objects.select_for_update().filter(id=ownpayment).first()
        if found is None:
            raise UnableToTakePayment(screen_text("Egenbetalingen findes ikke."))
        row = _grant(actor, found.grant_id)
        _require_why(reason)
        if row.state != GrantState.GRANTED.value:
            text = screen_text("Ydelsen er ikke bevilget endnu. Ret egenbetalingen i stedet.")
            raise UnableToTakePayment(text)
        last = found.end or last_day(row.end, row.runs_to)
        if found.is_void or (last is not None and end >= last):
            text = screen_text("Egenbetalingen slutter allerede den dag eller før.")
            raise UnableToTakePayment(text)
        _stop(actor, found, end, reason)
        wrote(actor, "ownpayment.end", row, row.citizen_id, end=end.isoformat())


def _grant(actor: Actor, grant: UUID) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("decision__case")
    row = rows.filter(id=grant).first()
    if row is None:
        raise UnableToTakePayment(screen_text("Bevillingen findes ikke."))
    require_grant(actor, Action.PREPARE_DECISION, row)
    is_draft = row.decision.state == DecisionState.DRAFT.value
    if not is_draft and row.state != GrantState.GRANTED.value:
        text = screen_text(
            "Afgørelsen er hos en anden eller afsluttet. Få den sendt tilbage for at rette den."
        )
        raise UnableToTakePayment(text)
    return row


def _begins(row: Grant, start: date | None) -> date:
    """The day from which a granted grant's payment is another."""
    last = last_day(row.end, row.runs_to)
    if start is None:
        raise UnableToTakePayment(screen_text("Skriv den dag, egenbetalingen gælder fra."))
    if row.start is None or start < row.start or (last is not None and start > last):
        raise UnableToTakePayment(screen_text("Ydelsen løber ikke den dag. Vælg en dag i den."))
    return start


def _amount(
    row: Grant, basis: PaymentBasis, day: date, income: int | None, oere: int | None
) -> int:
    try:
        return amount(row.citation, basis, day, income, oere)
    except NoValueThatDay:
        text = screen_text(
            "Satserne for egenbetaling den %(day)s kendes ikke. Skriv et fastsat beløb, eller få en"
            " administrator til at skrive satsen."
        )
        raise UnableToTakePayment(text, day=f"{day.day}.{day.month}.{day.year}") from None


def _require_why(reason: str) -> None:
    if not reason.strip():
        raise UnableToTakePayment(screen_text("Skriv hvorfor."))


def _stop(actor: Actor, row: OwnPayment, end: date, reason: str) -> None:
    """Let a payment stand to a day, unless it ended before; void when no day is left."""
    first = row.start or row.grant.start
    if row.end is not None and row.end <= end:
        return
    if first is not None and end < first:
        row.is_void = True
    else:
        row.end = end
    row.stopped_at, row.stopped_by = actor.now(), actor.user
    row.stopped_why = reason.strip()[:200]
    row.save(update_fields=["end", "is_void", "stopped_at", "stopped_by", "stopped_why"])
