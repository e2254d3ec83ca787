"""What a follow-up begins with: the level before, the rules that apply, a proposed next step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from helhed.apps.plans.levels import NEED, LevelsShown, by_key
from helhed.apps.plans.queries import GoalShown, PlanPage
from helhed.kernel.finding import Finding
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import HOW_TO_JUDGE
from helhed.rules.plans.naeste_skridt import GoalStands, Proposed, Step, proposed
from helhed.rules.plans.niveauer import Judged, Movement, movement
from helhed.rules.plans.opfoelgning import first_follow_up, when_and_why
from helhed.rules.plans.plan import GoalState
from helhed.rules.plans.status import Progress


@dataclass(frozen=True, slots=True)
class GoalAgain:
    """A goal that is looked at again: the last judgement of its theme, the state that it is
    proposed to have, and what the citizen said last."""

    goal: GoalShown
    before: Judged | None
    state: GoalState
    stands: GoalStands


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a follow-up begins with; ``next_on`` is empty where the plan is proposed to end."""

    goals: list[GoalAgain]
    proposal: Proposed | None
    rule: Finding
    next_on: date | None
    need: LevelsShown | None
    how_to_judge: str


def beginning(found: PlanPage, today: date) -> Beginning:
    """What the follow-up of a plan begins with on a day."""
    judged = by_key(found.levels)
    active = [goal for goal in found.plan.goals if goal.state_key == GoalState.ACTIVE]
    goals = [_again(goal, judged.get(goal.theme_key)) for goal in active]
    done = [
        GoalStands(GoalState.of(goal.state_key))
        for goal in found.plan.goals
        if goal.state_key != GoalState.ACTIVE
    ]
    proposal = proposed([*done, *(goal.stands for goal in goals)])
    child = found.case.is_childs
    ends = proposal is not None and proposal.step is Step.END
    return Beginning(
        goals,
        proposal,
        when_and_why(today, child=child),
        None if ends else first_follow_up(today, child=child),
        judged.get(NEED),
        HOW_TO_JUDGE[ffb.ACTIVITY_AND_PARTICIPATION],
    )


def _again(goal: GoalShown, levels: LevelsShown | None) -> GoalAgain:
    told = Progress.of(goal.statuses[0].progress_key) if goal.statuses else None
    state = GoalState.REACHED if told is Progress.REACHED else GoalState.of(goal.state_key)
    before = levels.last if levels else None
    return GoalAgain(goal, before, state, GoalStands(state, told, _moved(levels)))


def _moved(levels: LevelsShown | None) -> Movement | None:
    """Which way the level of a theme went at its last judgement."""
    if levels is None or len(levels.points) < 2:
        return None
    return movement(levels.points[-2].level, levels.last.level)
