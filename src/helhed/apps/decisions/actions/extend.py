"""Another last day of a grant, approved by another person: extended, shortened, or begun again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import approving_roles
from helhed.apps.decisions.actions.change import settle_decision
from helhed.apps.decisions.actions.changes import close, open_change
from helhed.apps.decisions.expecting import gap_before
from helhed.apps.decisions.models import (
    BETWEEN,
    ExpectedChange,
    Grant,
    GrantChange,
    Suspension,
)
from helhed.apps.decisions.queries.expected import price_with_change
from helhed.apps.decisions.queries.page import writers_of_change
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.afgoerelse import require_four_eyes
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import Change, ExpectedState, UnableToExpect, end_along
from helhed.rules.decisions.kompetence import require_within


def submit_end(actor: Actor, *, change: UUID) -> None:
    """Send another last day to somebody else for approval. Raises UnableToExpect."""
    with transaction.atomic():
        row = open_change(actor, Action.PREPARE_DECISION, change)
        if row.change != Change.END:
            raise UnableToExpect(screen_text("Den skal bevilges ved en afgørelse."))
        _require_state(row, ExpectedState.EXPECTED)
        _require_granted(row)
        row.state, row.submitted_at = ExpectedState.SUBMITTED.value, actor.now()
        row.save(update_fields=["state", "submitted_at"])
        wrote(actor, "expected.submit", row, row.case.citizen_id)


def approve_end(actor: Actor, *, change: UUID) -> None:
    """Approve another last day: the grant, and what follows it, run to it from now on.

    Raises SamePersonTwice, OverTheLimit, UnableToExpect, UnableToPrice.
    """
    with transaction.atomic():
        row = open_change(actor, Action.APPROVE_DECISION, change)
        _require_state(row, ExpectedState.SUBMITTED)
        grant = _require_granted(row)
        for writer in writers_of_change(row):
            require_four_eyes(writer, actor.id)
        price = price_with_change(row, actor.today)
        require_within(approving_roles(actor, grant.decision), price.dearest_year, actor.today)
        moved = _move(actor, row, grant)
        close(actor, row, ExpectedState.GRANTED)
        pricing.recount(
            Grant.objects.filter(id__in=[one.id for one in moved]),
            last_counted_month(actor.today),
        )
        settle_decision(grant.decision, actor.today)


def return_end(actor: Actor, *, change: UUID, reason: str) -> None:
    """Send another last day back to whoever prepared it. Raises UnableToExpect."""
    with transaction.atomic():
        row = open_change(actor, Action.APPROVE_DECISION, change)
        _require_state(row, ExpectedState.SUBMITTED)
        if not reason.strip():
            raise UnableToExpect(screen_text("Skriv, hvad der skal rettes."))
        row.state, row.outcome_reason = ExpectedState.EXPECTED.value, reason.strip()
        row.save(update_fields=["state", "outcome_reason"])
        wrote(actor, "expected.return", row, row.case.citizen_id)


def _require_state(row: ExpectedChange, state: ExpectedState) -> None:
    if row.state == state:
        return
    if row.state == ExpectedState.SUBMITTED:
        raise UnableToExpect(screen_text("Ændringen venter allerede på godkendelse hos en anden."))
    raise UnableToExpect(screen_text("Ændringen er ikke sendt til godkendelse."))


def _require_granted(row: ExpectedChange) -> Grant:
    grants = Grant.objects.select_for_update(of=("self",)).select_related("decision__case")
    grant = grants.filter(id=row.grant_id).first() if row.grant_id else None
    if grant is None or grant.state != GrantState.GRANTED:
        raise UnableToExpect(screen_text("Ydelsen er ikke bevilget."))
    return grant


def _move(actor: Actor, row: ExpectedChange, grant: Grant) -> list[Grant]:
    """Move the end of a grant and of what follows it; between the old and the new it rests."""
    lines = [grant, *grant.supplements.select_for_update().filter(state=GrantState.GRANTED)]
    old = grant.end
    for line in lines:
        end = row.end if line.id == grant.id else end_along(line.end, old, row.end)
        if end == line.end:
            continue
        if end is not None and line.start is not None and end < line.start:
            line.state = GrantState.DROPPED.value
            line.save(update_fields=["state"])
            wrote(actor, "grant.drop", line, line.citizen_id)
            continue
        _rest_between(actor, row, line)
        GrantChange.objects.create(
            grant=line,
            old_end=line.end,
            new_end=end,
            reason=row.reason,
            recorded_at=actor.now(),
            recorded_by=row.prepared_by,
        )
        line.end = end
        line.save(update_fields=["end"])
        wrote(actor, "grant.end", line, line.citizen_id, end=end.isoformat() if end else "")
    return lines


def _rest_between(actor: Actor, row: ExpectedChange, line: Grant) -> None:
    gap = gap_before(row.start, line)
    if gap is not None:
        Suspension.objects.create(
            grant=line,
            start=gap.start,
            end=gap.end,
            reason=BETWEEN,
            recorded_at=actor.now(),
            recorded_by=row.prepared_by,
        )
