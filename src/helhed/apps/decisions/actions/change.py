"""What happens to a grant later: it ends on another day, or rests for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import pricing
from helhed.apps.decisions.access import require_grant
from helhed.apps.decisions.models import BETWEEN, Decision, Grant, GrantChange, Suspension
from helhed.kernel.finding import UnableTo
from helhed.kernel.period import Month
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.afgoerelse import DecisionState
from helhed.rules.decisions.bevilling import GrantState


class UnableToChangeGrant(UnableTo):
    """A grant cannot be changed as asked."""


def end_grant(actor: Actor, *, grant: UUID, end: date, reason: str) -> None:
    """End a grant on a day, earlier than it would.

    Services that follow it end no later; those that would begin later are dropped, and so are
    pauses that would begin after the end. More help, in days too, is a new decision.
    Raises UnableToChangeGrant.
    """
    with transaction.atomic():
        row = _granted(actor, grant)
        if not reason.strip():
            raise UnableToChangeGrant(screen_text("Skriv hvorfor."))
        lines = [row, *row.supplements.select_for_update().filter(state=GrantState.GRANTED)]
        if row.start is not None and end < row.start:
            raise UnableToChangeGrant(screen_text("Sidste dag ligger før første dag."))
        last = pricing.last_day(row.end, row.runs_to)
        if last is not None and end > last:
            text = screen_text("Ydelsen slutter før den dag. Længere hjælp er en ny afgørelse.")
            raise UnableToChangeGrant(text)
        for line in lines:
            if line.start is not None and line.start > end:
                _drop(actor, line)
            elif line.id == row.id or line.end is None or line.end > end:
                _set_end(actor, line, end, reason.strip())
        pricing.recount(
            Grant.objects.filter(id__in=[line.id for line in lines]),
            last_counted_month(actor.today),
        )
        settle_decision(row.decision, actor.today)


def _drop(actor: Actor, line: Grant) -> None:
    line.state = GrantState.DROPPED.value
    line.save(update_fields=["state"])
    wrote(actor, "grant.drop", line, line.citizen_id)


def _set_end(actor: Actor, line: Grant, end: date, reason: str) -> None:
    GrantChange.objects.create(
        grant=line,
        old_end=line.end,
        new_end=end,
        reason=reason,
        recorded_at=actor.now(),
        recorded_by=actor.user,
    )
    line.end = end
    line.save(update_fields=["end"])
    wrote(actor, "grant.end", line, line.citizen_id, end=end.isoformat())
    for pause in Suspension.objects.filter(grant=line, start__gt=end).order_by("id"):
        wrote(actor, "grant.unsuspend", pause, line.citizen_id)
        pause.delete()


def settle_decision(decision: Decision, today: date) -> None:
    """A decision has ended when all that it granted has, not before; it lives when some runs."""
    granted = decision.grants.filter(state=GrantState.GRANTED).values_list("end", "runs_to")
    lasts = [pricing.last_day(end, runs_to) for end, runs_to in granted]
    ended = [last for last in lasts if last is not None and last <= today]
    if lasts and len(ended) == len(lasts):
        decision.state, decision.ended_on = DecisionState.ENDED.value, max(ended)
    elif decision.state == DecisionState.ENDED.value and lasts:
        decision.state, decision.ended_on = DecisionState.GRANTED.value, None
    else:
        return
    decision.save(update_fields=["state", "ended_on"])


@dataclass(frozen=True, slots=True)
class Rest:
    """A rest that was written, moved or taken back, and what that moved in the commitments of its
    grant until ``until``, in øre; negative is less."""

    id: UUID
    oere: int
    until: Month


def suspend_grant(actor: Actor, *, grant: UUID, start: date, end: date | None, reason: str) -> Rest:
    """Let a grant rest from one day to another, or until further notice.

    Some of the days must be the grant's own, and it must not rest on any of them already. Raises
    UnableToChangeGrant.
    """
    with transaction.atomic():
        row = _granted(actor, grant)
        if not reason.strip():
            raise UnableToChangeGrant(screen_text("Skriv hvorfor."))
        _require_days_of(row, start, end)
        _require_no_other(row, start, end)
        before = _committed(row)
        pause = Suspension.objects.create(
            grant=row,
            start=start,
            end=end,
            reason=reason.strip(),
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        wrote(actor, "grant.suspend", pause, row.citizen_id)
        return _recounted(actor, row, pause.id, before)


def resume_grant(
    actor: Actor, *, suspension: UUID, last_day: date | None, first_day: date | None = None
) -> Rest:
    """Give a suspension its last day, or other days; without a ``last_day`` it lasts until further
    notice, without a ``first_day`` that stays. Raises UnableToChangeGrant."""
    with transaction.atomic():
        pause, row = _pause(actor, suspension)
        start = first_day or pause.start
        _require_days_of(row, start, last_day)
        _require_no_other(row, start, last_day, but=pause.id)
        before = _committed(row)
        pause.start, pause.end = start, last_day
        pause.save(update_fields=["start", "end"])
        wrote(actor, "grant.resume", pause, row.citizen_id)
        return _recounted(actor, row, pause.id, before)


def withdraw_suspension(actor: Actor, *, suspension: UUID) -> Rest:
    """Take back a suspension, as if the grant had never rested. Raises UnableToChangeGrant."""
    with transaction.atomic():
        pause, row = _pause(actor, suspension)
        before = _committed(row)
        wrote(actor, "grant.unsuspend", pause, row.citizen_id)
        pause.delete()
        return _recounted(actor, row, suspension, before)


def _pause(actor: Actor, suspension: UUID) -> tuple[Suspension, Grant]:
    pause = Suspension.objects.select_for_update().filter(id=suspension).first()
    if pause is None:
        raise UnableToChangeGrant(screen_text("Pausen er trukket tilbage. Genindlæs siden."))
    row = _granted(actor, pause.grant_id)
    if pause.is_gap:
        text = screen_text("De dage er ikke bevilget. Mere hjælp er en ny afgørelse.")
        raise UnableToChangeGrant(text)
    return pause, row


def _require_days_of(row: Grant, start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise UnableToChangeGrant(screen_text("Sidste dag ligger før første dag."))
    last = pricing.last_day(row.end, row.runs_to)
    if last is not None and start > last:
        text = screen_text("Ydelsen slutter, før pausen begynder. Ret pausens første dag.")
        raise UnableToChangeGrant(text)
    if row.start is not None and end is not None and end < row.start:
        text = screen_text("Pausen er forbi, før ydelsen begynder. Ret pausens sidste dag.")
        raise UnableToChangeGrant(text)


def _require_no_other(row: Grant, start: date, end: date | None, but: UUID | None = None) -> None:
    """One rest at a time: two that overlap would say two reasons for the same day."""
    others = row.suspensions.exclude(reason=BETWEEN).filter(Q(end__isnull=True) | Q(end__gte=start))
    if end is not None:
        others = others.filter(start__lte=end)
    if but is not None:
        others = others.exclude(id=but)
    other = others.order_by("start").first()
    if other is None:
        return
    if other.end is None:
        text = screen_text(
            "Ydelsen er allerede på pause fra %(day)s indtil videre. Ret den pause i stedet."
        )
        raise UnableToChangeGrant(text, day=other.start)
    text = screen_text(
        "Ydelsen er allerede på pause fra %(day)s til %(last)s. Ret den pause i stedet."
    )
    raise UnableToChangeGrant(text, day=other.start, last=other.end)


def _committed(row: Grant) -> int:
    return row.commitments.aggregate(oere=Sum("oere"))["oere"] or 0


def _recounted(actor: Actor, row: Grant, pause: UUID, before: int) -> Rest:
    until = last_counted_month(actor.today)
    pricing.recount(Grant.objects.filter(id=row.id), until)
    return Rest(pause, _committed(row) - before, until)


def _granted(actor: Actor, grant: UUID) -> Grant:
    rows = Grant.objects.select_for_update(of=("self",)).select_related("decision__case")
    row = rows.get(id=grant)
    require_grant(actor, Action.PREPARE_DECISION, row)
    if row.state != GrantState.GRANTED:
        raise UnableToChangeGrant(screen_text("Ydelsen er ikke bevilget."))
    return row
