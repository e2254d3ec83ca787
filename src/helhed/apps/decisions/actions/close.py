"""Closing a case: only when nothing in it waits or runs."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.cases.access import require_case
from helhed.apps.cases.models import Case
from helhed.apps.decisions.models import Decision, Grant
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState


class UnableToCloseCase(UnableTo):
    """A case cannot be closed as asked."""


def close_case(actor: Actor, *, case: UUID, day: date, reason: str) -> None:
    """Close a case on a day. Raises UnableToCloseCase when something in it still waits or runs."""
    with transaction.atomic():
        row = Case.objects.select_for_update().get(id=case)
        require_case(actor, Action.EDIT_CASE, row)
        if row.closed_on is not None:
            raise UnableToCloseCase(screen_text("Sagen er allerede lukket."))
        if not reason.strip():
            raise UnableToCloseCase(screen_text("Skriv, hvorfor sagen lukkes."))
        if day < row.opened_on:
            raise UnableToCloseCase(screen_text("Sagen kan ikke lukkes, før den er åbnet."))
        if day > actor.today:
            raise UnableToCloseCase(screen_text("Dagen ligger i fremtiden. Luk sagen den dag."))
        _require_nothing_waits(row)
        _require_no_help_runs(row, day)
        row.closed_on, row.close_reason = day, reason.strip()[:200]
        row.save(update_fields=["closed_on", "close_reason"])
        wrote(actor, "case.close", row, row.citizen_id, day=day.isoformat())


def _require_nothing_waits(case: Case) -> None:
    if case.tasks.filter(done_on=None).exists():
        raise UnableToCloseCase(screen_text("Der er åbne opgaver i sagen. Afslut dem først."))
    if case.entries.filter(signed_at=None).exists():
        text = screen_text("Der er notater, som ikke er underskrevet. Underskriv dem først.")
        raise UnableToCloseCase(text)
    if Decision.objects.filter(case=case, state=DecisionState.SUBMITTED.value).exists():
        text = screen_text("Der er en afgørelse, som venter på godkendelse. Få den afgjort først.")
        raise UnableToCloseCase(text)


def _require_no_help_runs(case: Case, day: date) -> None:
    runs_on = Q(end__isnull=True) | Q(end__gt=day)
    not_ended_by_law = Q(runs_to__isnull=True) | Q(runs_to__gt=day)
    granted = Grant.objects.filter(decision__case=case, state=GrantState.GRANTED)
    if granted.filter(runs_on, not_ended_by_law).exists():
        raise UnableToCloseCase(screen_text("Der løber stadig hjælp i sagen. Afslut den først."))
