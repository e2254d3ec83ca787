"""Which way a level went, and what a follow-up is proposed to come to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.rules.assessments import ffb
from helhed.rules.plans.naeste_skridt import GoalStands, Step, proposed
from helhed.rules.plans.niveauer import Judged, Movement, last_before, movement
from helhed.rules.plans.opfoelgning import when_and_why
from helhed.rules.plans.plan import GoalState
from helhed.rules.plans.status import Progress

LEVELS = st.integers(0, 4)
GOALS = st.builds(
    GoalStands,
    st.sampled_from(list(GoalState)),
    st.none() | st.sampled_from(list(Progress)),
    st.none() | st.sampled_from(list(Movement)),
)


@given(LEVELS, LEVELS)
def test_down_is_better_and_the_way_back_is_the_other_way(before, now):
    there, back = movement(before, now), movement(now, before)
    assert (there is Movement.BETTER) == (now < before) == (back is Movement.WORSE)
    assert (there is Movement.SAME) == (back is Movement.SAME)


@given(st.lists(st.builds(Judged, st.dates(), LEVELS, st.just(""), st.just(""))), st.dates())
def test_the_last_judgement_before_a_day_is_the_newest_of_those_before_it(points, day):
    found = last_before(points, day)
    before = [point for point in points if point.day < day]
    assert (found is None) == (not before)
    if found is not None:
        assert found.day == max(point.day for point in before)


def test_the_steps_are_the_follow_up_results_of_ffb():
    assert {step.value for step in Step} == {c.code for c in ffb.leaves(ffb.Kind.FOLLOW_UP)}


@pytest.mark.parametrize(
    ("goals", "step"),
    [
        ([GoalStands(GoalState.REACHED), GoalStands(GoalState.DROPPED)], Step.END),
        ([GoalStands(GoalState.ACTIVE, Progress.REACHED)], Step.END),
        ([GoalStands(GoalState.ACTIVE)], Step.CONTINUE),
        ([GoalStands(GoalState.PARTLY, Progress.FORWARD)], Step.CONTINUE),
        ([GoalStands(GoalState.ACTIVE, Progress.BACK)], Step.CHANGE),
        ([GoalStands(GoalState.ACTIVE, None, Movement.WORSE)], Step.CHANGE),
        ([GoalStands(GoalState.REACHED, None, Movement.WORSE)], Step.END),
    ],
)
def test_the_next_step_follows_the_goals(goals, step):
    found = proposed(goals)
    assert found is not None
    assert found.step is step


def test_a_plan_without_goals_gets_no_proposal():
    assert proposed([]) is None


@given(st.lists(GOALS, min_size=1), GOALS)
def test_an_end_is_only_proposed_while_nothing_is_left_to_work_on(goals, more):
    found = proposed(goals)
    assert found is not None
    assert (found.step is Step.END) == all(goal.is_done for goal in goals)
    if not more.is_done:
        one_more = proposed([*goals, more])
        assert one_more is not None
        assert one_more.step is not Step.END


def test_the_rule_of_the_next_follow_up_is_told_with_its_law():
    child, adult = (when_and_why(date(2026, 11, 2), child=one) for one in (True, False))
    assert (child.values["months"], str(child.law)) == (3, "BL § 95")
    assert (adult.values["months"], str(adult.law)) == (12, "SEL § 148")
