"""Decisions: a care plan for each kind of offer, the interventions in it, the service performer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from helhed.apps.decisions.models import Decision, Grant
from helhed.apps.efforts.models import Effort
from helhed.apps.reports.records import CaseRecord
from helhed.apps.reports.telling import assessed, planned
from helhed.apps.reports.telling.told import Telling, danish_day, instant, lasting
from helhed.fhir.delivery import Intervention, Performer, Plan
from helhed.rules.reports.ffb_ydelser import InFfb, in_ffb
from helhed.rules.reports.indberetning import Lack

OPEN_END = date.max


def care_plans(tell: Telling, told: CaseRecord) -> None:
    """The care plans of a case that changed on the day, with all they refer to."""
    looked_at: list[UUID] = []
    followed_up = planned.was_followed_up(tell, told)
    for decision in told.decisions:
        if decision.decided_at is None or danish_day(decision.decided_at) > tell.day:
            continue
        efforts = tell.record.efforts.get(decision.id, ())
        for effort in efforts:
            is_told = _effort_is_changed(tell, decision, effort)
            if is_told or (followed_up and (effort.ends_on or OPEN_END) >= tell.day):
                looked_at.append(_effort(tell, told, decision, effort))
        if efforts:
            continue
        for offer, grants in _by_offer(tell.record.grants.get(decision.id, ())).items():
            runs = any(_end(tell, g) >= tell.day for g, _ in grants)
            if _is_changed(tell, decision, [g for g, _ in grants]) or (followed_up and runs):
                looked_at.append(_care_plan(tell, told, decision, offer, grants))
    planned.results(tell, told, looked_at)


def _by_offer(grants: Sequence[Grant]) -> dict[str, list[tuple[Grant, InFfb]]]:
    """Grants by the kind of offer that they are told under; some are not told at all."""
    found: dict[str, list[tuple[Grant, InFfb]]] = {}
    for grant in grants:
        told_as = in_ffb(grant.service, grant.main.service if grant.main else "")
        if told_as is not None and grant.start is not None:
            found.setdefault(told_as.offer, []).append((grant, told_as))
    return found


def _is_changed(tell: Telling, decision: Decision, grants: Sequence[Grant]) -> bool:
    assert decision.decided_at is not None
    if tell.is_new(danish_day(decision.decided_at), decision.decided_at):
        return True
    is_dated = any(tell.is_new(day) for g in grants for day in (g.start, _end(tell, g)))
    is_moved = any(
        tell.is_new(danish_day(change.recorded_at), change.recorded_at)
        for g in grants
        for change in tell.record.changes.get(g.id, ())
    )
    is_touched = any(g.id in tell.touched for g in grants)
    return is_dated or is_moved or is_touched or any(_rest_is_changed(tell, g) for g in grants)


def _rest_is_changed(tell: Telling, grant: Grant) -> bool:
    """Whether a pause of a grant begins, is over, was written or was taken back on the day."""
    if "grant.unsuspend" in tell.record.touched.acts:
        return True
    return any(
        tell.is_new(pause.start)
        or (pause.end is not None and tell.is_new(pause.end + timedelta(days=1)))
        or pause.id in tell.touched
        for pause in tell.record.pauses.get(grant.id, ())
    )


def _rests(tell: Telling, grant: Grant) -> bool:
    return any(
        pause.start <= tell.day <= (pause.end or OPEN_END)
        for pause in tell.record.pauses.get(grant.id, ())
    )


def _end(tell: Telling, grant: Grant) -> date:
    """The last day as it was known on the day that is told of."""
    later = [
        change
        for change in tell.record.changes.get(grant.id, ())
        if danish_day(change.recorded_at) > tell.day
    ]
    end = later[0].old_end if later else grant.end
    return min(end or OPEN_END, grant.runs_to or OPEN_END)


def _effort_is_changed(tell: Telling, decision: Decision, effort: Effort) -> bool:
    assert decision.decided_at is not None
    if tell.is_new(danish_day(decision.decided_at), decision.decided_at):
        return True
    is_dated = tell.is_new(effort.starts_on) or tell.is_new(effort.ends_on)
    grants = tell.record.grants.get(decision.id, ())
    is_paused = any(_rest_is_changed(tell, grant) for grant in grants)
    return is_dated or is_paused or effort.id in tell.touched


def _effort(tell: Telling, told: CaseRecord, decision: Decision, effort: Effort) -> UUID:
    """An effort with its services: it is the care plan itself, under its own id for life. When it
    is only looked at again, its services stand as they were told."""
    assert decision.decided_at is not None
    decided = danish_day(decision.decided_at)
    start = effort.starts_on or decided
    end = effort.ends_on or OPEN_END
    grants = tell.record.grants.get(decision.id, ())
    days = [decided, start, *([end] if end <= tell.day else []), *tell.written(effort.id)]
    days += _rest_days(tell, grants)
    made = _plan(tell, told, decision, _Span(start, end, days), effort.id, effort.offer_kind)
    is_changed = _effort_is_changed(tell, decision, effort)
    rests = bool(grants) and all(_rests(tell, grant) for grant in grants)
    for service in tell.record.services.get(effort.id, ()) if is_changed else ():
        its = _Span(service.starts_on or start, min(service.ends_on or OPEN_END, end), days, rests)
        _intervention(tell, decision, made, its, service.id, service.code)
    return made


def _care_plan(
    tell: Telling,
    told: CaseRecord,
    decision: Decision,
    offer: str,
    grants: Sequence[tuple[Grant, InFfb]],
) -> UUID:
    """What was granted in one kind of offer by a decision that names no efforts."""
    starts = [grant.start for grant, _ in grants if grant.start is not None]
    end = max(_end(tell, grant) for grant, _ in grants)
    span = _Span(min(starts), end, _changed_on(tell, decision, [g for g, _ in grants]))
    made = _plan(tell, told, decision, span, lasting("care-plan", decision.id, offer), offer)
    for grant, told_as in grants:
        if not _is_changed(tell, decision, [grant]):
            continue
        assert grant.start is not None
        days = _changed_on(tell, decision, [grant])
        its = _Span(grant.start, _end(tell, grant), days, _rests(tell, grant))
        key = lasting("intervention", grant.id, told_as.intervention)
        _intervention(tell, decision, made, its, key, told_as.intervention)
    return made


@dataclass(frozen=True, slots=True)
class _Span:
    """From when to when, the days that changed it, and whether it rests on the day."""

    start: date
    end: date
    changed_on: Sequence[date]
    rests: bool = False


def _plan(
    tell: Telling, told: CaseRecord, decision: Decision, span: _Span, key: UUID, offer: str
) -> UUID:
    tell.of_case(told.case.id)
    is_over = span.end <= tell.day
    plan = planned.plan_of(tell, told)
    follow_up = planned.follow_up_date(tell, plan) if not is_over else None
    looked_at = planned.looked_at(tell, plan) if plan is not None else ()
    evaluation = assessed.need_of(tell, told)
    groups = assessed.groups_of(tell, told)
    if not is_over:
        _lacks(tell, follow_up, evaluation, groups)
    return tell.add(
        Plan(
            id=key,
            changed=tell.changed(*span.changed_on, *looked_at),
            case_number=told.case.number,
            status="completed" if is_over else "active",
            start=str(span.start),
            end="" if span.end == OPEN_END else str(span.end),
            target_groups=groups,
            performers=(_performer(tell, decision, offer),),
            goals=planned.goals_of(tell, told, tell.record.goals_of.get(decision.id, ())),
            evaluation=evaluation,
            follow_up=follow_up,
        )
    )


def _lacks(
    tell: Telling, follow_up: UUID | None, evaluation: UUID | None, groups: tuple[UUID, ...]
) -> None:
    if follow_up is None:
        tell.lack(Lack.FOLLOW_UP)
    if evaluation is None:
        tell.lack(Lack.EVALUATION)
    if not groups:
        tell.lack(Lack.TARGET_GROUP)


def _performer(tell: Telling, decision: Decision, offer: str) -> UUID:
    """The kind of offer: one and the same in all plans of a citizen."""
    assert decision.decided_at is not None
    return tell.add(
        Performer(
            id=lasting("performer", tell.record.citizen.id, offer),
            changed=tell.changed(danish_day(decision.decided_at)),
            category=offer,
        )
    )


def _intervention(
    tell: Telling, decision: Decision, plan: UUID, span: _Span, key: UUID, code: str
) -> None:
    assert decision.decided_at is not None
    is_over, is_begun = span.end <= tell.day, span.start <= tell.day
    activity = "completed" if is_over else "in-progress" if is_begun else "not-started"
    status = "completed" if is_over else "active"
    if span.rests and not is_over:
        activity = status = "on-hold"
    tell.add(
        Intervention(
            id=key,
            changed=tell.changed(*span.changed_on),
            plans=(plan,),
            code=code,
            created=instant(decision.decided_at),
            start=str(span.start),
            end="" if span.end == OPEN_END else str(span.end),
            status=status,
            activity=activity,
        )
    )


def _rest_days(tell: Telling, grants: Sequence[Grant]) -> list[date]:
    """The days on which a pause of some grants began, was over, was written or taken back."""
    pauses = [pause for grant in grants for pause in tell.record.pauses.get(grant.id, ())]
    over = [pause.end + timedelta(days=1) for pause in pauses if pause.end is not None]
    rows = [*(grant.id for grant in grants), *(pause.id for pause in pauses)]
    taken_back = [tell.day] if "grant.unsuspend" in tell.record.touched.acts else []
    return [*(pause.start for pause in pauses), *over, *tell.written(*rows), *taken_back]


def _changed_on(tell: Telling, decision: Decision, grants: Sequence[Grant]) -> list[date]:
    """The days on which something granted changed, until the day that is told of and after."""
    assert decision.decided_at is not None
    changes = [
        danish_day(change.recorded_at)
        for grant in grants
        for change in tell.record.changes.get(grant.id, ())
    ]
    ends = [end for grant in grants if (end := _end(tell, grant)) <= tell.day]
    starts = [grant.start for grant in grants if grant.start is not None]
    rests = _rest_days(tell, grants)
    return [danish_day(decision.decided_at), *starts, *ends, *changes, *rests]
