"""Reading plans, goals and follow-ups."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.http import Http404

from helhed.apps.access.access import Actor
from helhed.apps.assessments.queries import last_finished
from helhed.apps.audit.actions import read, read_citizens
from helhed.apps.cases.access import cases_within, may_write, require_case
from helhed.apps.cases.models import Case
from helhed.apps.cases.queries import CaseHead, case_or_404, head_of
from helhed.apps.efforts.queries import EffortShown
from helhed.apps.efforts.queries import of_case as efforts_of_case
from helhed.apps.plans.levels import LevelsShown, by_key, levels_of
from helhed.apps.plans.models import EffortResult, FollowUp, Goal, GoalResult, Plan, PlanPart
from helhed.apps.plans.statuses import StatusShown, statuses_of
from helhed.rules.access.rights import Action
from helhed.rules.assessments import ffb
from helhed.rules.plans.niveauer import Movement, last_before, movement
from helhed.rules.plans.plan import GoalState, PartKind, PlanKind, PlanOffer


def known_hopes(case: CaseHead) -> str:
    """What the citizen said already that matters: on the case, else in the last assessment."""
    last = None if case.matters_to_me else last_finished(case.id)
    return last.own_words if last else case.matters_to_me


@dataclass(frozen=True, slots=True)
class GoalShown:
    """A goal as pages show it."""

    id: UUID
    own_words: str
    wording: str
    theme: str
    theme_key: str
    change: str
    level_now: int | None
    expected_level: int | None
    due: date | None
    state: str
    state_key: str
    own_score: int | None
    statuses: tuple[StatusShown, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanShown:
    """A plan with its goals."""

    id: UUID
    kind: str
    is_adults: bool
    offer: str
    was_wanted: bool
    offered_on: date | None
    offer_reason: str
    hopes: str
    purpose: str
    started_on: date
    ended_on: date | None
    next_follow_up: date | None
    follow_up_reason: str
    goals: list[GoalShown]
    followed_up: date | None = None


@dataclass(frozen=True, slots=True)
class ResultShown:
    """How a goal stood at a follow-up; ``before`` is the level that its theme was given last, or
    that the goal began at."""

    own_words: str
    before: int | None
    level: int | None
    own_score: int | None
    text: str

    @property
    def moved(self) -> Movement | None:
        if self.before is None or self.level is None:
            return None
        return movement(self.before, self.level)


@dataclass(frozen=True, slots=True)
class FollowUpShown:
    """A follow-up with how each goal stood."""

    row: FollowUp
    outcome: str
    results: list[ResultShown]
    efforts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class PlanPage:
    """Everything that the page of a plan shows."""

    plan: PlanShown
    case: CaseHead
    follow_ups: list[FollowUpShown]
    may_write: bool
    efforts: list[EffortShown]
    levels: list[LevelsShown]
    parts: list[PartShown]


@dataclass(frozen=True, slots=True)
class PartShown:
    """What somebody does as a part of a plan."""

    id: UUID
    kind: str
    who: str
    what: str
    goal: str
    started_on: date
    ended_on: date | None
    end_reason: str


def parts_of(plans: Iterable[UUID]) -> dict[UUID, list[PartShown]]:
    """The parts of some plans: those that run first, by who and by day."""
    found: dict[UUID, list[PartShown]] = {}
    rows = PlanPart.objects.filter(plan__in=list(plans)).select_related("goal")
    order = list(PartKind)
    for row in sorted(
        rows,
        key=lambda one: (bool(one.ended_on), order.index(PartKind.of(one.kind)), one.started_on),
    ):
        found.setdefault(row.plan_id, []).append(
            PartShown(
                row.id,
                PartKind.of(row.kind).label,
                row.who,
                row.what,
                row.goal.own_words if row.goal else "",
                row.started_on,
                row.ended_on,
                row.end_reason,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class WholePlan:
    """All that runs for a citizen (``id``) in the cases that the reader may see: each case with its
    plan and who does what."""

    id: UUID
    name: str
    cases: list[tuple[CaseHead, PlanShown, list[PartShown]]]


def whole_plan(actor: Actor, citizen: UUID) -> WholePlan:
    """The running plans of a citizen across departments, logged. Raises Http404 when the reader may
    see no case of the citizen."""
    with transaction.atomic():
        within = cases_within(actor.reach(Action.SEE_CASE))
        found = Case.objects.filter(within, citizen=citizen)
        cases = list(found.select_related("citizen", "unit", "responsible"))
        if not cases:
            raise Http404
        running = Plan.objects.filter(case__in=cases, ended_on=None, offer=PlanOffer.WANTED.value)
        plans = list(running.order_by("started_on", "id"))
        goals = list(Goal.objects.filter(plan__in=plans).order_by("position"))
        parts = parts_of(plan.id for plan in plans)
        heads = {case.id: head_of(case) for case in cases}
        read_citizens(actor, "plan.whole", [citizen], plans=len(plans))
        return WholePlan(
            citizen,
            cases[0].citizen.name,
            [(heads[plan.case_id], _shown(plan, goals), parts.get(plan.id, [])) for plan in plans],
        )


def with_statuses(goals: list[GoalShown]) -> list[GoalShown]:
    """The goals, each with the newest that providers told of it."""
    told = statuses_of([goal.id for goal in goals])
    return [replace(goal, statuses=tuple(told.get(goal.id, ()))) for goal in goals]


def goal_shown(goal: Goal) -> GoalShown:
    """A goal as pages show it."""
    theme = ffb.concept(ffb.Kind.THEME, goal.primary_theme).name if goal.primary_theme else ""
    change = ffb.concept(ffb.Kind.CHANGE, goal.change).name if goal.change else ""
    return GoalShown(
        goal.id,
        goal.own_words,
        goal.wording,
        theme,
        goal.primary_theme,
        change,
        goal.level_now,
        goal.expected_level,
        goal.due,
        GoalState.of(goal.state).label,
        goal.state,
        goal.own_score,
    )


def _shown(plan: Plan, goals: list[Goal]) -> PlanShown:
    return PlanShown(
        plan.id,
        PlanKind.of(plan.kind).label,
        plan.kind == PlanKind.ADULT,
        PlanOffer.of(plan.offer).label,
        plan.offer == PlanOffer.WANTED,
        plan.offered_on,
        plan.offer_reason,
        plan.hopes,
        plan.purpose,
        plan.started_on,
        plan.ended_on,
        plan.next_follow_up,
        plan.follow_up_reason,
        [goal_shown(goal) for goal in goals if goal.plan_id == plan.id],
    )


def of_case(case: UUID) -> list[PlanShown]:
    """The plans of a case with their goals, the newest first."""
    rows = Plan.objects.filter(case=case).annotate(followed_up=Max("follow_ups__held_on"))
    plans = list(rows.order_by("-started_on", "-id"))
    goals = list(Goal.objects.filter(plan__case=case).order_by("position"))
    return [replace(_shown(plan, goals), followed_up=plan.followed_up) for plan in plans]


def goals_of_case(case: UUID) -> list[GoalShown]:
    """The goals that are being worked on in a case."""
    rows = Goal.objects.filter(plan__case=case, plan__ended_on=None).order_by("position")
    return [goal_shown(goal) for goal in rows]


def plan_page(actor: Actor, plan: UUID) -> PlanPage:
    """One plan, logged."""
    with transaction.atomic():
        row = Plan.objects.select_related("case").filter(id=plan).first()
        if row is None:
            raise Http404
        require_case(actor, Action.SEE_CASE, row.case)
        read(actor, "plan.read", row, row.case.citizen_id)
        goals = list(row.goals.order_by("position"))
        shown = _shown(row, goals)
        levels = levels_of(row.case_id)
        return PlanPage(
            replace(shown, goals=with_statuses(shown.goals)),
            head_of(case_or_404(row.case_id)),
            _follow_ups(row, levels),
            may_write(actor, Action.WRITE_PLAN, row.case) and row.ended_on is None,
            [one for one in efforts_of_case(row.case_id) if one.runs_on(actor.today)],
            levels,
            parts_of([row.id]).get(row.id, []),
        )


def _follow_ups(plan: Plan, levels: list[LevelsShown]) -> list[FollowUpShown]:
    rows = list(plan.follow_ups.select_related("held_by").order_by("-held_on", "-id"))
    results = GoalResult.objects.filter(follow_up__plan=plan).select_related("goal")
    days = {row.id: row.held_on for row in rows}
    judged = by_key(levels)
    by_follow_up: dict[UUID, list[ResultShown]] = {}
    for result in results.order_by("goal__position"):
        shown = _result(result, judged, days[result.follow_up_id])
        by_follow_up.setdefault(result.follow_up_id, []).append(shown)
    efforts = _effort_results(plan)
    return [
        FollowUpShown(
            row,
            ffb.concept(ffb.Kind.FOLLOW_UP, row.outcome).name if row.outcome else "",
            by_follow_up.get(row.id, []),
            efforts.get(row.id, []),
        )
        for row in rows
    ]


def _result(result: GoalResult, judged: Mapping[str, LevelsShown], day: date) -> ResultShown:
    goal = result.goal
    levels = judged.get(goal.primary_theme)
    last = last_before(levels.points, day) if levels else None
    before = last.level if last else goal.level_now
    return ResultShown(goal.own_words, before, result.level, result.own_score, result.text)


def _effort_results(plan: Plan) -> dict[UUID, list[tuple[str, str]]]:
    """By follow-up: each effort's kind of offer and what the follow-up came to for it."""
    found: dict[UUID, list[tuple[str, str]]] = {}
    rows = EffortResult.objects.filter(follow_up__plan=plan).select_related("effort")
    for row in rows.order_by("effort__position", "id"):
        kind = ffb.concept(ffb.Kind.OFFER, row.effort.offer_kind).name
        outcome = ffb.concept(ffb.Kind.FOLLOW_UP, row.outcome).name
        found.setdefault(row.follow_up_id, []).append((kind, outcome))
    return found


def goal_to_change(actor: Actor, goal: UUID) -> tuple[PlanPage, Goal]:
    """A goal for its form, logged."""
    found = Goal.objects.filter(id=goal).first()
    if found is None:
        raise Http404
    return plan_page(actor, found.plan_id), found


def part_to_end(actor: Actor, planpart: UUID) -> tuple[PlanPage, PartShown]:
    """A part of a plan for the form that ends it, logged."""
    row = PlanPart.objects.filter(id=planpart).first()
    if row is None:
        raise Http404
    found = plan_page(actor, row.plan_id)
    return found, next(part for part in found.parts if part.id == planpart)


def secondary_themes(goal: UUID) -> list[str]:
    """The FFB codes of a goal's secondary themes."""
    found = Goal.objects.get(id=goal)
    return list(found.secondary_themes.values_list("code", flat=True))


def due_follow_ups(actor: Actor, before: date, most: int) -> list[Plan]:
    """Plans of the actor's own cases that are to be looked at before a day, the oldest first."""
    within = cases_within(actor.reach(Action.SEE_CASE), "case__")
    found = Plan.objects.filter(
        within,
        case__responsible=actor.id,
        case__closed_on=None,
        ended_on=None,
        next_follow_up__lte=before,
    )
    return list(found.select_related("case__citizen").order_by("next_follow_up")[:most])


def count_late_follow_ups(actor: Actor, today: date) -> int:
    """How many plans within the actor's reach are past their follow-up."""
    within = cases_within(actor.reach(Action.SEE_CASE), "case__")
    return Plan.objects.filter(
        within, case__closed_on=None, ended_on=None, next_follow_up__lt=today
    ).count()
