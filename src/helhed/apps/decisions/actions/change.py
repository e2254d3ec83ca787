"""What happens to a grant later: it ends on another day, or rests for a while."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import Decision, Grant, GrantChange, Suspension
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState


class UnableToChangeGrant(UnableTo):
    """A grant cannot be changed as asked."""


def end_grant(actor: Actor, *, grant: UUID, end: date, reason: str) -> None:
    """End a grant on a day; services that follow it end no later. Raises UnableToChangeGrant."""
    with transaction.atomic():
        row = _granted(actor, grant)
        if not reason.strip():
            raise UnableToChangeGrant(screen_text("Skriv hvorfor."))
        lines = [row, *row.supplements.select_for_update().filter(state=GrantState.GRANTED)]
        if row.start is not None and end < row.start:
            raise UnableToChangeGrant(screen_text("Sidste dag ligger før første dag."))
        for line in lines:
            _set_end(actor, row, line, end, reason.strip())
        pricing.recount(
            Grant.objects.filter(id__in=[line.id for line in lines]),
            last_counted_month(actor.today),
        )
        _end_decision(row.decision)


def _set_end(actor: Actor, main: Grant, line: Grant, end: date, reason: str) -> None:
    ends_before = line.end is not None and line.end <= end
    if line.id != main.id and ends_before:
        return
    last = max(end, line.start) if line.start else end
    GrantChange.objects.create(
        grant=line,
        old_end=line.end,
        new_end=last,
        reason=reason,
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )
    line.end = last
    line.save(update_fields=["end"])
    wrote(actor, "grant.end", line, line.citizen_id, end=last.isoformat())


def _end_decision(decision: Decision) -> None:
    ends = list(decision.grants.filter(state=GrantState.GRANTED).values_list("end", flat=True))
    if ends and all(ends):
        decision.state = DecisionState.ENDED.value
        decision.ended_on = max(end for end in ends if end)
        decision.save(update_fields=["state", "ended_on"])


def suspend_grant(
    actor: Actor, *, grant: UUID, start: date, end: date | None, reason: str
) -> Suspension:
    """Let a grant rest from one day to another, or until further notice."""
    with transaction.atomic():
        row = _granted(actor, grant)
        if not reason.strip():
            raise UnableToChangeGrant(screen_text("Skriv hvorfor."))
        if end is not None and end < start:
            raise UnableToChangeGrant(screen_text("Sidste dag ligger før første dag."))
        pause = Suspension.objects.create(
            grant=row,
            start=start,
            end=end,
            reason=reason.strip(),
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        pricing.recount(Grant.objects.filter(id=row.id), last_counted_month(actor.today))
        wrote(actor, "grant.suspend", pause, row.citizen_id)
    return pause


def resume_grant(actor: Actor, *, suspension: UUID, last_day: date) -> None:
    """End a suspension on a day. Raises UnableToChangeGrant."""
    with transaction.atomic():
        pause = Suspension.objects.select_for_update().get(id=suspension)
        row = _granted(actor, pause.grant_id)
        if last_day < pause.start:
            raise UnableToChangeGrant(screen_text("Sidste dag ligger før første dag."))
        pause.end = last_day
        pause.save(update_fields=["end"])
        pricing.recount(Grant.objects.filter(id=row.id), last_counted_month(actor.today))
        wrote(actor, "grant.resume", pause, row.citizen_id)


def _granted(actor: Actor, grant: UUID) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("decision__case")
    row = rows.get(id=grant)
    require_grant(actor, Action.PREPARE_DECISION, row)
    if row.state != GrantState.GRANTED:
        raise UnableToChangeGrant(screen_text("Ydelsen er ikke bevilget."))
    return row
