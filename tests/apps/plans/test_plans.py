"""A plan: own words first, goals on themes, and looked at again in time."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from helhed.apps.plans import actions
from helhed.apps.plans.actions import UnableToWritePlan
from helhed.apps.plans.models import Goal, Plan
from helhed.apps.plans.queries import due_follow_ups, plan_page
from helhed.rules.plans.plan import GoalState, PlanOffer
from tests.apps import building as b
from tests.apps.audit.acts_in_help import CHANGE, OUTCOME, THEME, goal_words
from tests.apps.town import Town, level_theme, levelless_theme

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return Town()


def follow_up(town, plan, **changes):
    words = {
        "held_on": b.TODAY,
        "participants": "",
        "own_words": "",
        "summary": "Det går",
        "outcome": OUTCOME,
        "next_on": date(2027, 5, 1),
        "seen": [],
    }
    return actions.hold_follow_up(town.anna, plan=plan.id, **{**words, **changes})


def test_an_adults_plan_and_a_childs_plan_are_what_the_law_calls_them(town):
    assert town.plan().kind == "sel141"
    assert town.plan(town.childs_case).kind == "bl91"
    youth = b.case(town.family, b.citizen(date(2010, 11, 2)))
    assert town.plan(youth).kind == "bl108"


def test_a_childs_plan_is_looked_at_after_three_months_at_the_latest(town):
    assert town.plan(town.childs_case).next_follow_up == date(2027, 2, 2)


def test_a_case_has_one_running_plan(town):
    town.plan()
    with pytest.raises(UnableToWritePlan):
        town.plan()


def test_a_no_is_written_down_and_stops_nobody_from_asking_again(town):
    asked = {"case": town.case.id, "offer": PlanOffer.DECLINED, "hopes": "", "purpose": ""}
    no = actions.start(town.anna, **asked, reason="Ikke nu")
    assert (no.ended_on, no.next_follow_up) == (b.TODAY, None)
    with pytest.raises(UnableToWritePlan):
        actions.add_goal(town.anna, plan=no.id, words=goal_words())
    town.plan()


def test_goals_stand_in_the_order_they_were_written_and_keep_their_themes(town):
    plan = town.plan()
    for words in ("Først", "Så", "Til sidst"):
        actions.add_goal(town.anna, plan=plan.id, words=goal_words(own_words=words))
    goals = list(plan.goals.order_by("position"))
    assert [g.own_words for g in goals] == ["Først", "Så", "Til sidst"]
    assert [g.position for g in goals] == [1, 2, 3]
    actions.change_goal(
        town.anna, goal=goals[0].id, words=goal_words(own_words="Ny", secondary_themes=())
    )
    goals[0].refresh_from_db()
    assert (goals[0].own_words, goals[0].secondary_themes.count()) == ("Ny", 0)
    assert [t.code for t in goals[1].secondary_themes.all()] == [level_theme(2)]


def test_a_childs_goal_needs_only_words(town):
    plan = town.plan(town.childs_case)
    words = actions.GoalWords(own_words="Jeg vil i skole")
    goal = actions.add_goal(town.carla, plan=plan.id, words=words)
    assert (goal.primary_theme, goal.change) == ("", "")


def test_a_follow_up_tells_how_each_goal_stands_and_sets_the_next(town):
    plan = town.plan()
    goals = [actions.add_goal(town.anna, plan=plan.id, words=goal_words()) for _ in range(2)]
    seen = [
        actions.GoalSeen(goals[0].id, GoalState.REACHED, 1, 9, "Lykkedes"),
        actions.GoalSeen(goals[1].id, GoalState.ACTIVE, 3, None, ""),
    ]
    held = follow_up(town, plan, seen=seen)
    plan.refresh_from_db()
    assert (plan.next_follow_up, plan.ended_on) == (date(2027, 5, 1), None)
    assert set(Goal.objects.values_list("state", "own_score")) == {("reached", 9), ("active", None)}
    results = held.results.order_by("goal__position").values_list("level", "own_score", "text")
    assert list(results) == [(1, 9, "Lykkedes"), (3, None, "")]
    [shown] = plan_page(town.anna, plan.id).follow_ups
    assert [r.level for r in shown.results] == [1, 3]


def test_a_follow_up_without_a_next_one_ends_the_plan(town):
    plan = town.plan()
    goal = actions.add_goal(town.anna, plan=plan.id, words=goal_words())
    follow_up(town, plan, next_on=None)
    plan.refresh_from_db()
    assert (plan.next_follow_up, plan.ended_on) == (None, b.TODAY)
    for act in (
        lambda: follow_up(town, plan),
        lambda: actions.change_goal(town.anna, goal=goal.id, words=goal_words()),
    ):
        with pytest.raises(UnableToWritePlan):
            act()
    assert not plan_page(town.anna, plan.id).may_write


@pytest.mark.parametrize(("level", "score"), [(5, 1), (-1, 1), (1, 11)])
def test_a_result_takes_no_level_or_score_that_is_not_there(town, level, score):
    plan = town.plan()
    goal = actions.add_goal(town.anna, plan=plan.id, words=goal_words())
    seen = [actions.GoalSeen(goal.id, GoalState.ACTIVE, level, score, "")]
    with pytest.raises(actions.UnableToFollowUp):
        follow_up(town, plan, seen=seen)
    assert plan.follow_ups.count() == 0


def test_follow_ups_that_are_due_are_those_of_ones_own_running_plans(town):
    mine, other = town.plan(), town.plan(town.childs_case)
    Plan.objects.update(next_follow_up=date(2026, 11, 10))
    assert [p.id for p in due_follow_ups(town.anna, date(2026, 11, 16), 8)] == [mine.id]
    assert [p.id for p in due_follow_ups(town.carla, date(2026, 11, 16), 8)] == [other.id]
    assert due_follow_ups(town.anna, date(2026, 11, 9), 8) == []


def test_a_plan_goes_from_offer_to_follow_up_on_its_pages(town):
    client = b.signed_in(town.anna)
    start = reverse("plans:start", args=[town.case.id])
    sent = {"offer": "wanted", "hopes": "Bo selv", "purpose": "At bo selv"}
    one = client.post(start, sent)["Location"]
    goal = {
        "own_words": "Lave mad",
        "primary_theme": THEME,
        "secondary_themes": [level_theme(2)],
        "change": CHANGE,
        "level_now": "3",
        "expected_level": "1",
        "own_score": "4",
    }
    wrong = client.post(f"{one}maal/nyt/", {**goal, "primary_theme": levelless_theme()})
    assert wrong.status_code == 200
    assert client.post(f"{one}maal/nyt/", goal).status_code == 302
    made = Goal.objects.get()
    change = reverse("plans:change-goal", args=[made.id])
    assert "Lave mad" in client.get(change).content.decode()
    words = {"hopes": "Bo selv", "purpose": "", "next_follow_up": "2027-01-10", "reason": ""}
    assert client.post(f"{one}ret/", words).status_code == 302
    sent = {"held_on": "2026-11-02", "summary": "Godt", "outcome": OUTCOME, "goal1-state": "partly"}
    assert client.post(f"{one}opfoelgning/", sent).status_code == 302
    made.refresh_from_db()
    assert made.state == "partly"
    assert client.get(one).status_code == 200
    assert b.signed_in(town.bo).get(one).status_code == 403


@pytest.mark.parametrize("offer", ["declined", "no_need"])
def test_the_offer_of_a_plan_stands_with_its_day_and_why_there_is_none(town, offer):
    browser = Client()
    browser.force_login(town.anna.user)
    start = reverse("plans:start", args=[town.case.id])
    sent = {"offer": offer, "offered_on": "2026-10-30", "reason": "", "hopes": "", "purpose": ""}
    assert "Skriv, hvorfor" in browser.post(start, sent).content.decode()
    assert not Plan.objects.exists()
    page = browser.post(start, {**sent, "reason": "Ro lige nu"}, follow=True).content.decode()
    assert "Ro lige nu" in page
    assert "Tilbudt 30" in page
    assert Plan.objects.get().ended_on == b.TODAY


def test_a_plan_is_not_offered_in_the_future(town):
    with pytest.raises(UnableToWritePlan, match="i dag eller før"):
        actions.start(
            town.anna,
            case=town.case.id,
            offer=PlanOffer.WANTED,
            hopes="",
            purpose="",
            offered_on=b.TODAY + timedelta(days=1),
        )
