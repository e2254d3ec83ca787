"""The rows that reports are made of, read for many citizens at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from helhed.apps.assessments.models import Assessment, SecondaryTargetGroup, ThemeNote
from helhed.apps.cases.models import Case
from helhed.apps.citizens.models import Citizen, NumberCorrection
from helhed.apps.citizens.numbers import corrections_of
from helhed.apps.decisions.models import Decision, Grant, GrantChange, Suspension
from helhed.apps.efforts.models import Effort, EffortService
from helhed.apps.plans.models import (
    EffortResult,
    FollowUp,
    Goal,
    GoalResult,
    Plan,
    SecondaryTheme,
)
from helhed.apps.reports.changes import TOLD_KINDS, Touched, last_written, touched_on
from helhed.rules.decisions.bevilling import GrantState
from helhed.rules.decisions.ydelser import Department
from helhed.rules.plans.plan import PlanOffer
from helhed.rules.reports.ffb_ydelser import reported_services


@dataclass(slots=True)
class CaseRecord:
    """A case with what a report may tell of it, oldest first."""

    case: Case
    assessments: list[Assessment] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class Record:
    """A citizen with the cases among adults, and what hangs on their rows by id. ``since`` is when
    the day was told of before, ``corrections`` are those of the CPR number, oldest first,
    ``written`` is when each row was last written until the end of the day."""

    citizen: Citizen
    touched: Touched
    since: datetime | None = None
    cases: list[CaseRecord] = field(default_factory=list)
    notes: dict[UUID, list[ThemeNote]] = field(default_factory=dict)
    groups: dict[UUID, list[str]] = field(default_factory=dict)
    goals: dict[UUID, list[Goal]] = field(default_factory=dict)
    themes: dict[UUID, list[str]] = field(default_factory=dict)
    follow_ups: dict[UUID, list[FollowUp]] = field(default_factory=dict)
    grants: dict[UUID, list[Grant]] = field(default_factory=dict)
    changes: dict[UUID, list[GrantChange]] = field(default_factory=dict)
    pauses: dict[UUID, list[Suspension]] = field(default_factory=dict)
    goals_of: dict[UUID, set[UUID]] = field(default_factory=dict)
    efforts: dict[UUID, list[Effort]] = field(default_factory=dict)
    services: dict[UUID, list[EffortService]] = field(default_factory=dict)
    outcomes: dict[UUID, list[EffortResult]] = field(default_factory=dict)
    seen: dict[UUID, set[UUID]] = field(default_factory=dict)
    corrections: list[NumberCorrection] = field(default_factory=list)
    written: dict[UUID, datetime] = field(default_factory=dict)


def records(
    citizens: Sequence[UUID], day: date, since: Mapping[UUID, datetime] | None = None
) -> list[Record]:
    """What reports of a day on these citizens are made of: a fixed number of queries. ``since`` is
    when the same day was told of before, by citizen."""
    told_before = since or {}
    touched = touched_on(citizens, day, told_before)
    found = {
        one.id: Record(one, touched.get(one.id, Touched()), told_before.get(one.id))
        for one in Citizen.objects.filter(id__in=citizens).order_by("id")
    }
    for key, rows in last_written(citizens, day).items():
        found[key].written = rows
    for correction in corrections_of(citizens):
        found[correction.citizen_id].corrections.append(correction)
    by_case: dict[UUID, CaseRecord] = {}
    of_citizen: dict[UUID, Record] = {}
    cases = Case.objects.filter(
        citizen__in=citizens, department=Department.ADULTS.value, opened_on__lte=day
    )
    for case in cases.order_by("opened_on", "id"):
        told = CaseRecord(case)
        found[case.citizen_id].cases.append(told)
        by_case[case.id], of_citizen[case.id] = told, found[case.citizen_id]
    _assessments(by_case, of_citizen)
    _plans(by_case, of_citizen)
    _decisions(by_case, of_citizen)
    return [one for one in found.values() if one.cases]


def _assessments(by_case: dict[UUID, CaseRecord], of_citizen: dict[UUID, Record]) -> None:
    rows = Assessment.objects.filter(case__in=by_case, kind__in=TOLD_KINDS)
    whose: dict[UUID, Record] = {}
    for row in rows.order_by("started_on", "id"):
        by_case[row.case_id].assessments.append(row)
        whose[row.id] = of_citizen[row.case_id]
    for note in ThemeNote.objects.filter(assessment__in=whose).order_by("id"):
        whose[note.assessment_id].notes.setdefault(note.assessment_id, []).append(note)
    groups = SecondaryTargetGroup.objects.filter(assessment__in=whose).order_by("id")
    for group in groups:
        whose[group.assessment_id].groups.setdefault(group.assessment_id, []).append(group.code)


def _plans(by_case: dict[UUID, CaseRecord], of_citizen: dict[UUID, Record]) -> None:
    """A plan that the citizen said no to comes first: any other counts before it."""
    rows = Plan.objects.filter(case__in=by_case)
    ordered = sorted(rows, key=lambda p: (p.offer == PlanOffer.WANTED, p.started_on, p.id))
    whose: dict[UUID, Record] = {}
    for row in ordered:
        by_case[row.case_id].plans.append(row)
        whose[row.id] = of_citizen[row.case_id]
    goal_of: dict[UUID, Record] = {}
    for goal in Goal.objects.filter(plan__in=whose).order_by("position", "id"):
        whose[goal.plan_id].goals.setdefault(goal.plan_id, []).append(goal)
        goal_of[goal.id] = whose[goal.plan_id]
    for theme in SecondaryTheme.objects.filter(goal__in=goal_of).order_by("id"):
        goal_of[theme.goal_id].themes.setdefault(theme.goal_id, []).append(theme.code)
    for held in FollowUp.objects.filter(plan__in=whose).order_by("held_on", "id"):
        whose[held.plan_id].follow_ups.setdefault(held.plan_id, []).append(held)
    results = EffortResult.objects.filter(follow_up__plan__in=whose).select_related("follow_up")
    for result in results.order_by("id"):
        outcomes = whose[result.follow_up.plan_id].outcomes
        outcomes.setdefault(result.follow_up_id, []).append(result)
    looked_at = GoalResult.objects.filter(follow_up__plan__in=whose)
    listed = looked_at.values_list("follow_up__plan", "follow_up", "goal")
    for plan_id, held_id, goal_id in listed:
        whose[plan_id].seen.setdefault(held_id, set()).add(goal_id)


def _decisions(by_case: dict[UUID, CaseRecord], of_citizen: dict[UUID, Record]) -> None:
    whose: dict[UUID, Record] = {}
    for grant in _granted(by_case):
        record, decision = of_citizen[grant.decision.case_id], grant.decision
        if decision.id not in whose:
            whose[decision.id] = record
            by_case[decision.case_id].decisions.append(decision)
        record.grants.setdefault(decision.id, []).append(grant)
    grants = {g.id: r for r in of_citizen.values() for gs in r.grants.values() for g in gs}
    changes: dict[UUID, list[GrantChange]] = defaultdict(list)
    for change in GrantChange.objects.filter(grant__in=grants).order_by("recorded_at", "id"):
        changes[change.grant_id].append(change)
    for grant_id, listed in changes.items():
        grants[grant_id].changes[grant_id] = listed
    for pause in Suspension.objects.filter(grant__in=grants).order_by("start", "id"):
        if not pause.is_gap:
            grants[pause.grant_id].pauses.setdefault(pause.grant_id, []).append(pause)
    _efforts(by_case, of_citizen, whose)
    pairs = Decision.goals.through.objects.filter(decision__in=whose)
    for decision_id, goal_id in pairs.values_list("decision_id", "goal_id"):
        whose[decision_id].goals_of.setdefault(decision_id, set()).add(goal_id)


def _efforts(
    by_case: dict[UUID, CaseRecord], of_citizen: dict[UUID, Record], whose: dict[UUID, Record]
) -> None:
    """The efforts that decisions granted, and the services in them."""
    granted = Decision.objects.filter(
        case__in=by_case, efforts__isnull=False, decided_at__isnull=False, is_refusal=False
    )
    for decision in granted.distinct().order_by("decided_at", "id").prefetch_related("efforts"):
        record = of_citizen[decision.case_id]
        if decision.id not in whose:
            whose[decision.id] = record
            by_case[decision.case_id].decisions.append(decision)
        record.efforts[decision.id] = sorted(
            decision.efforts.all(), key=lambda e: (e.position, e.id)
        )
    owners = {e.id: r for r in of_citizen.values() for es in r.efforts.values() for e in es}
    for service in EffortService.objects.filter(effort__in=owners).order_by("id"):
        owners[service.effort_id].services.setdefault(service.effort_id, []).append(service)


def _granted(cases: Iterable[UUID]) -> QuerySet[Grant, Grant]:
    return (
        Grant.objects.filter(
            decision__case__in=list(cases),
            state=GrantState.GRANTED.value,
            service__in=reported_services(),
            decision__decided_at__isnull=False,
        )
        .select_related("decision", "main")
        .order_by("decision__decided_at", "decision_id", "id")
    )
