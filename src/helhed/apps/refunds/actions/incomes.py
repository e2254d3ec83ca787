"""Incomes of a grant's month: written, corrected, taken back. Nothing is deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions.models import Grant
from helhed.apps.refunds.access import require_house
from helhed.apps.refunds.actions.facts import UnableToNoteForRefund
from helhed.apps.refunds.closing import closed_years
from helhed.apps.refunds.models import Income
from helhed.apps.refunds.month_before import month_before
from helhed.kernel.finding import Finding, stopping
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.refunds.forhold import IncomeKind
from helhed.rules.refunds.indtaegt import of_amount, of_taking_back, of_time


class IncomeToBeConfirmed(UnableToNoteForRefund):
    """An income that may be right and is seldom meant is taken only when somebody says so."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(findings[0].text, **findings[0].values)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody writes of an income: the month, øre (below 0 takes off), a note; ``is_sure``
    when what is told of it was read and it is to stand."""

    month: Month
    oere: int
    note: str = ""
    is_sure: bool = False


def note_income(actor: Actor, *, grant: UUID, kind: IncomeKind, told: Told) -> Income:
    """Write what came in of a grant in a month. Raises UnableToNoteForRefund, IncomeToBeConfirmed
    when there is something to read first."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        of = _grant(grant)
        _check(actor, of, kind, told)
        row = _written(actor, of, kind, told)
        wrote(actor, "income.note", row, of.citizen_id, month=str(told.month), oere=told.oere)
    return row


def correct_income(actor: Actor, *, income: UUID, told: Told, why: str) -> Income:
    """Put another row in the place of one, which stays and says what came instead and why. Raises
    UnableToNoteForRefund, IncomeToBeConfirmed."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        row = _standing(income)
        _require_why(why)
        kind, was = IncomeKind.of(row.kind), (Month.of(row.month), row.oere, row.note)
        if was == (told.month, told.oere, told.note.strip()):
            raise UnableToNoteForRefund(screen_text("Intet er ændret."))
        _stop(of_time(Month.of(row.month), Month.of(actor.today), closed_years()))
        of = _grant(row.grant_id)
        if told.month != Month.of(row.month):
            _stop(of_taking_back(month_before(of, kind, was[0], 0, without=row)))
        _check(actor, of, kind, told, without=row)
        made = _written(actor, of, kind, told)
        row.replaced_by = made
        _take_back(actor, row, why)
        wrote(actor, "income.correct", row, of.citizen_id, month=str(told.month), oere=told.oere)
    return made


def withdraw_income(actor: Actor, *, income: UUID, why: str) -> None:
    """Take an income back that did not come in; it stays and says why. Raises
    UnableToNoteForRefund."""
    with transaction.atomic():
        require_house(actor, Action.PREPARE_REFUND)
        row = _standing(income)
        _require_why(why)
        month, kind = Month.of(row.month), IncomeKind.of(row.kind)
        _stop(of_time(month, Month.of(actor.today), closed_years()))
        of = _grant(row.grant_id)
        _stop(of_taking_back(month_before(of, kind, month, 0, without=row)))
        _take_back(actor, row, why)
        wrote(actor, "income.withdraw", row, of.citizen_id, month=str(month), oere=row.oere)


def _grant(grant: UUID) -> Grant:
    """Locked, so that two do not write the same income at once."""
    of = Grant.objects.select_for_update().filter(id=grant).exclude(account="").first()
    if of is None:
        raise UnableToNoteForRefund(screen_text("Vælg en bevilling fra listen."))
    return of


def _standing(income: UUID) -> Income:
    row = Income.objects.select_for_update().filter(id=income).first()
    if row is None:
        raise UnableToNoteForRefund(screen_text("Indtægten findes ikke."))
    if row.withdrawn_at is not None:
        text = screen_text("Indtægten er allerede trukket tilbage eller rettet. Ret den nye.")
        raise UnableToNoteForRefund(text)
    return row


def _require_why(why: str) -> None:
    if not why.strip():
        raise UnableToNoteForRefund(screen_text("Skriv hvorfor."))


def _check(
    actor: Actor, of: Grant, kind: IncomeKind, told: Told, without: Income | None = None
) -> None:
    _stop(of_time(told.month, Month.of(actor.today), closed_years()))
    found = of_amount(told.oere, month_before(of, kind, told.month, told.oere, without=without))
    _stop(found)
    if found and not told.is_sure:
        raise IncomeToBeConfirmed(found)


def _stop(findings: list[Finding]) -> None:
    for one in stopping(findings):
        raise UnableToNoteForRefund(one.text, **one.values)


def _written(actor: Actor, of: Grant, kind: IncomeKind, told: Told) -> Income:
    return Income.objects.create(
        grant=of,
        kind=kind.value,
        month=told.month.first,
        oere=told.oere,
        note=told.note.strip()[:200],
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )


def _take_back(actor: Actor, row: Income, why: str) -> None:
    row.withdrawn_at, row.withdrawn_by = actor.now(), actor.user
    row.withdrawn_why = why.strip()[:200]
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why", "replaced_by"])
