"""What follows when a decision is approved that was expected, or takes over from other grants."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Q

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.decisions import expecting, pricing
from helhed.apps.decisions.actions.changes import close
from helhed.apps.decisions.models import Decision, Grant, GrantChange, Suspension
from helhed.kernel.words import screen_text
from helhed.rules.budgets.horisont import last_counted_month
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.forventning import ExpectedState, UnableToExpect

REPLACED = screen_text("Afløst af en ny bevilling")
DAY = timedelta(days=1)


def take_over(actor: Actor, decision: Decision) -> None:
    """End each grant that a granted line replaces the day before the line begins.

    What follows the old one and runs on follows the new one; days of rest go along. Raises
    UnableToExpect when another has replaced it already, or what a line follows is no longer
    granted; UnableToPrice.
    """
    mains = Grant.objects.filter(supplements__decision=decision).exclude(decision=decision)
    if mains.exclude(state=GrantState.GRANTED.value).exists():
        text = screen_text("Hovedydelsen, som ydelsen følger, er ikke længere bevilget.")
        raise UnableToExpect(text)
    for line in decision.grants.exclude(replaces=None).select_related("replaces"):
        old = Grant.objects.select_for_update(of=("self",)).get(replaced_by=line)
        taken = Grant.objects.filter(replaces=old, state=GrantState.GRANTED.value)
        if old.state != GrantState.GRANTED or taken.exclude(id=line.id).exists():
            text = screen_text("Ydelsen, der skulle afløses, er ikke længere bevilget.")
            raise UnableToExpect(text)
        if line.start is not None:
            _end_before(actor, old, line.start)
            _rest_along(old, line)
            _follow(old, line, line.start)
        moved = Grant.objects.filter(id__in=[old.id, line.id])
        pricing.recount(moved, last_counted_month(actor.today))


def _end_before(actor: Actor, old: Grant, start: date) -> None:
    last = pricing.last_day(old.end, old.runs_to)
    if old.start is not None and start <= old.start:
        old.state = GrantState.DROPPED.value
        old.save(update_fields=["state"])
        wrote(actor, "grant.drop", old, old.citizen_id)
    elif last is None or last >= start:
        new = start - DAY
        GrantChange.objects.create(
            grant=old,
            old_end=old.end,
            new_end=new,
            reason=REPLACED,
            recorded_at=actor.now(),
            recorded_by=actor.user,
        )
        old.end = new
        old.save(update_fields=["end"])
        wrote(actor, "grant.end", old, old.citizen_id, end=new.isoformat())


def _rest_along(old: Grant, line: Grant) -> None:
    """Days on which the old one rests and the new one runs are days of rest of the new one."""
    reaching = old.suspensions.filter(Q(end__isnull=True) | Q(end__gte=line.start))
    for rest in reaching:
        Suspension.objects.create(
            grant=line,
            start=rest.start,
            end=rest.end,
            reason=rest.reason,
            recorded_at=rest.recorded_at,
            recorded_by=rest.recorded_by,
        )


def _follow(old: Grant, line: Grant, start: date) -> None:
    runs_on = Q(end__isnull=True) | Q(end__gte=start)
    old.supplements.filter(runs_on, state=GrantState.GRANTED.value).update(main=line)


def decide_expected(actor: Actor, decision: Decision) -> None:
    """Expected changes that became lines of a decision are decided with it."""
    state = ExpectedState.DROPPED if decision.is_refusal else ExpectedState.GRANTED
    changes = expecting.open_changes().filter(line__decision=decision)
    for change in changes.select_related("case").select_for_update(of=("self",)):
        close(actor, change, state)
