"""Plans: goals, dates of follow-up and what follow-ups came to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from helhed.apps.plans.models import FollowUp, Goal, Plan
from helhed.apps.reports.records import CaseRecord
from helhed.apps.reports.telling.assessed import theme
from helhed.apps.reports.telling.told import Telling, lasting
from helhed.fhir import delivery
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import level_code
from helhed.rules.plans.opfoelgning import first_follow_up
from helhed.rules.plans.plan import GoalState, PlanOffer

_LIFECYCLE = {
    GoalState.ACTIVE.value: "active",
    GoalState.REACHED.value: "completed",
    GoalState.PARTLY.value: "active",
    GoalState.DROPPED.value: "cancelled",
}


def goals(tell: Telling, told: CaseRecord) -> None:
    """The goals of a case that changed on the day."""
    for plan in told.plans:
        if plan.started_on > tell.day:
            continue
        ended = _ended_now(tell, plan)
        for row in tell.record.goals.get(plan.id, ()):
            if tell.is_new(plan.started_on) or row.id in {*ended, *tell.touched}:
                goal(tell, told, plan, row)


def _ended_now(tell: Telling, plan: Plan) -> set[UUID]:
    """The goals that a follow-up of the day found reached or gave up."""
    seen = [tell.record.seen.get(f.id, ()) for f in follow_ups(tell, plan) if _is_new(tell, f)]
    goals = {row.id: row.state for row in tell.record.goals.get(plan.id, ())}
    still = {GoalState.ACTIVE.value, GoalState.PARTLY.value}
    return {key for keys in seen for key in keys if goals.get(key) not in still}


def _is_new(tell: Telling, held: FollowUp) -> bool:
    is_told = tell.since is not None and held.id not in tell.touched
    return held.held_on == tell.day and not is_told


def goal(tell: Telling, told: CaseRecord, plan: Plan, row: Goal) -> UUID | None:
    """A goal with its themes; None while it lacks what its profile asks for, or is a goal without
    FFB."""
    themes = [row.primary_theme, *tell.record.themes.get(row.id, ())]
    told_themes = list(dict.fromkeys(code for code in themes if _takes_level(code)))
    if row.primary_theme not in told_themes or not row.change or row.expected_level is None:
        return None
    tell.of_case(told.case.id)
    ids = [
        theme(tell, told, code, row.level_now if code == row.primary_theme else None, _since(plan))
        for code in told_themes
    ]
    return tell.add(
        delivery.Goal(
            id=row.id,
            changed=tell.changed(plan.started_on, *_held_days(tell, plan), *tell.written(row.id)),
            level=level_code(row.expected_level),
            change=row.change,
            primary=ids[0],
            secondary=tuple(ids[1:]),
            status=_LIFECYCLE[row.state],
        )
    )


def goals_of(tell: Telling, told: CaseRecord, wanted: Iterable[UUID]) -> tuple[UUID, ...]:
    """The goals of a case that are among some, told."""
    chosen = set(wanted)
    found = (
        goal(tell, told, plan, row)
        for plan in told.plans
        for row in tell.record.goals.get(plan.id, ())
        if row.id in chosen
    )
    return tuple(one for one in found if one is not None)


def plan_of(tell: Telling, told: CaseRecord) -> Plan | None:
    """The plan that runs on the day; else the last one before it. A plan that was begun later mends
    what lacked on the day."""
    begun = [p for p in told.plans if p.started_on <= tell.day]
    running = [p for p in begun if p.ended_on is None or p.ended_on > tell.day]
    found = running or begun
    return found[-1] if found else next(iter(told.plans), None)


def follow_ups(tell: Telling, plan: Plan) -> list[FollowUp]:
    """The follow-ups of a plan until the day, oldest first."""
    return [f for f in tell.record.follow_ups.get(plan.id, ()) if f.held_on <= tell.day]


def follow_up_date(tell: Telling, plan: Plan | None) -> UUID | None:
    """The day on which a plan is to be looked at again. When it was looked at then, the next day is
    a new one; when it is moved, or was looked at in between, it is the same one."""
    on = _next_day(tell, plan) if plan is not None else None
    if plan is None or on is None:
        return None
    since = [one.id for one in follow_ups(tell, plan) if not _is_in_between(one)]
    return tell.add(
        delivery.FollowUpDate(
            id=lasting("follow-up-date", since[-1] if since else plan.id),
            changed=tell.changed(*looked_at(tell, plan)),
            on=str(on),
        )
    )


def _is_in_between(held: FollowUp) -> bool:
    """Whether the day that was planned stands after it as it stood before."""
    return held.next_on is not None and held.next_on == held.due_on


def results(tell: Telling, told: CaseRecord, care_plans: list[UUID]) -> None:
    """What the follow-ups of the day came to, one result for each care plan that was looked at."""
    for plan in told.plans:
        for held in follow_ups(tell, plan):
            if not _is_new(tell, held):
                continue
            for result in tell.record.outcomes.get(held.id, ()):
                if result.effort_id in care_plans:
                    _result(tell, held, result.effort_id, result.outcome)
            for care_plan in care_plans if held.outcome else ():
                _result(tell, held, care_plan, held.outcome)


def _result(tell: Telling, held: FollowUp, care_plan: UUID, outcome: str) -> None:
    tell.add(
        delivery.Result(
            id=lasting("follow-up", held.id, care_plan),
            changed=tell.changed(held.held_on),
            plans=(care_plan,),
            value=outcome,
            at=str(held.held_on),
            name=ffb.concept(ffb.Kind.FOLLOW_UP, outcome).name.replace("\xa0", " "),
        )
    )


def was_followed_up(tell: Telling, told: CaseRecord) -> bool:
    """Whether a plan of the case was looked at on the day, or its next day was moved."""
    return any(
        plan.id in tell.touched or any(_is_new(tell, f) for f in follow_ups(tell, plan))
        for plan in told.plans
    )


def _next_day(tell: Telling, plan: Plan) -> date | None:
    """As it stood on the day: what a later follow-up changed is what came of the one before, and
    what was cleared when the plan ended later is what was planned then.

    Of a plan that the citizen said no to it is the house's own standard: the effort is looked at
    again all the same (SEL § 148).
    """
    if plan.offer != PlanOffer.WANTED:
        return _by_standard(tell, plan.started_on)
    held = follow_ups(tell, plan)
    later = [f for f in tell.record.follow_ups.get(plan.id, ()) if f.held_on > tell.day]
    if later:
        return held[-1].next_on if held else later[0].due_on or later[0].held_on
    if plan.next_follow_up is None and plan.ended_on is not None and plan.ended_on > tell.day:
        return held[-1].next_on if held else _by_standard(tell, plan.started_on)
    return plan.next_follow_up


def _by_standard(tell: Telling, since: date) -> date:
    """The first day after the day told of on which the house's standard asks to look again."""
    due = first_follow_up(since, child=False)
    while due <= tell.day:
        due = first_follow_up(due, child=False)
    return due


def looked_at(tell: Telling, plan: Plan) -> tuple[date, ...]:
    """The days that gave a plan a day to be looked at again: begun, looked at, written."""
    return (plan.started_on, *_held_days(tell, plan), *tell.written(plan.id))


def _held_days(tell: Telling, plan: Plan) -> list[date]:
    return [one.held_on for one in follow_ups(tell, plan)]


def _since(plan: Plan) -> date:
    return plan.started_on


def _takes_level(code: str) -> bool:
    return (ffb.Kind.THEME, code) in ffb.concepts() and ffb.theme_of(code).takes_level
