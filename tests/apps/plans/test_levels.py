"""Levels and support need over time, and what a follow-up begins with."""

from datetime import date

import pytest
from django.urls import reverse

from helhed.apps.assessments import actions as assessing
from helhed.apps.plans import actions
from helhed.apps.plans.following import beginning
from helhed.apps.plans.levels import NEED, by_key, levels_of
from helhed.apps.plans.queries import plan_page
from helhed.rules.assessments import ffb
from helhed.rules.plans.naeste_skridt import Step
from helhed.rules.plans.plan import GoalState
from tests.apps import building as b
from tests.apps.audit.acts_in_help import THEME, goal_words
from tests.apps.town import Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def followed(town, level, state=GoalState.ACTIVE):
    """A plan whose goal was judged at a follow-up, after an assessment gave its theme 3."""
    town.assessment(finished=True)
    plan = town.plan()
    goal = actions.add_goal(town.anna, plan=plan.id, words=goal_words())
    actions.hold_follow_up(
        town.anna,
        plan=plan.id,
        held_on=b.TODAY,
        participants="",
        own_words="",
        summary="Det går",
        outcome=ffb.GOES_ON,
        next_on=date(2027, 5, 1),
        seen=[actions.GoalSeen(goal.id, state, level, None, "")],
    )
    return plan


def test_a_theme_is_followed_from_the_assessment_to_the_follow_up_with_day_and_author(town):
    followed(town, 2)
    found = by_key(levels_of(town.case.id))
    name = town.anna.user.name
    points = [(p.day, p.level, p.by, p.told_in) for p in found[THEME].points]
    assert points == [(b.TODAY, 3, name, "udredning"), (b.TODAY, 2, name, "opfølgning")]
    assert found[THEME].moved == "better"
    assert [(p.level, p.by) for p in found[NEED].points] == [(2, name)]
    assert found[NEED].moved is None


def test_what_was_only_carried_forward_is_no_new_judgement(town):
    town.assessment(finished=True)
    later = assessing.start(town.anna, case=town.case.id, carry=True)
    assessing.write_field(
        town.anna, assessment=later.id, field="purpose", values=["Hvordan går det nu?"]
    )
    assessing.finish(town.anna, assessment=later.id)
    found = by_key(levels_of(town.case.id))
    assert len(found[THEME].points) == 1


def test_a_draft_is_no_judgement(town):
    town.assessment()
    assert levels_of(town.case.id) == []


@pytest.mark.parametrize(
    ("level", "state", "step"),
    [
        (2, GoalState.ACTIVE, Step.CONTINUE),
        (4, GoalState.ACTIVE, Step.CHANGE),
        (1, GoalState.REACHED, Step.END),
    ],
)
def test_a_follow_up_begins_with_the_step_that_the_goals_point_to(town, level, state, step):
    plan = followed(town, level, state)
    begins = beginning(plan_page(town.anna, plan.id), b.TODAY)
    assert begins.proposal.step is step
    assert (begins.next_on is None) == (step is Step.END)
    assert [again.before.level for again in begins.goals] == [level] * len(begins.goals)


def test_the_pages_show_the_curve_the_level_before_and_the_rules(town):
    plan = followed(town, 2)
    client = b.signed_in(town.anna)
    for name, key in (("plans:one", plan.id), ("plans:levels", town.case.id)):
        page = client.get(reverse(name, args=[key])).content.decode()
        assert '<svg class="curve"' in page
        assert "3 → 2, bedre" in page
    page = client.get(reverse("plans:follow-up", args=[plan.id])).content.decode()
    assert "niveau før 2" in page
    assert "12 måneder" in page
    assert f'<option value="{ffb.GOES_ON}" selected>' in page
    assert 'value="2027-11-02"' in page
    goal = plan.goals.get()
    page = client.get(reverse("plans:change-goal", args=[goal.id])).content.decode()
    assert '<svg class="curve"' in page
