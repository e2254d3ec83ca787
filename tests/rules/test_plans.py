"""Goals, which plan the law asks for, and when to look again."""

from dataclasses import replace
from datetime import date

import pytest

from helhed.kernel.dated import NoValueThatDay
from helhed.rules.assessments import ffb
from helhed.rules.plans.maal import WrittenGoal, missing
from helhed.rules.plans.opfoelgning import first_follow_up
from helhed.rules.plans.plan import PlanKind, plan_kind

WITH_LEVEL = next(t for t in ffb.themes() if t.takes_level).subthemes
WITHOUT_LEVEL = next(t for t in ffb.themes() if not t.takes_level).subthemes
GOAL = WrittenGoal(
    own_words="Jeg vil selv kunne lave mad",
    primary_theme=WITH_LEVEL[0].code,
    secondary_themes=(WITH_LEVEL[1].code,),
    change=ffb.leaves(ffb.Kind.CHANGE)[0].code,
    expected_level=1,
)


def test_a_whole_goal_misses_nothing():
    assert missing(GOAL) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"own_words": " "}, "no_own_words"),
        ({"primary_theme": ""}, "no_theme"),
        ({"primary_theme": WITHOUT_LEVEL[1].code}, "theme_without_level"),
        ({"secondary_themes": (WITH_LEVEL[0].code,)}, "theme_twice"),
        ({"secondary_themes": (WITHOUT_LEVEL[0].code,)}, "second_without_level"),
        ({"change": ""}, "no_change"),
    ],
)
def test_an_adults_goal_is_not_whole_without(change, code):
    found = missing(replace(GOAL, **change))
    assert {f.code for f in found if f.stops} == {code}


@pytest.mark.parametrize("level", [-1, 5])
@pytest.mark.parametrize("name", ["expected_level", "level_now"])
def test_a_level_that_is_not_on_the_scale_stops_a_goal(name, level):
    found = missing(replace(GOAL, **{name: level}))
    assert [(f.code, f.stops) for f in found] == [("level_unknown", True)]


def test_a_goal_without_a_level_to_hope_for_deserves_a_look():
    found = missing(replace(GOAL, expected_level=None))
    assert [(f.code, f.stops) for f in found] == [("no_expected_level", False)]


def test_a_childs_goal_needs_only_words():
    assert missing(WrittenGoal(own_words="Sove hos mormor", follows_ffb=False)) == []
    assert [f.code for f in missing(WrittenGoal(follows_ffb=False))] == ["no_own_words"]


@pytest.mark.parametrize(
    ("child", "age", "kind"),
    [
        (True, 0, PlanKind.CHILD),
        (True, 15, PlanKind.CHILD),
        (True, 16, PlanKind.YOUTH),
        (True, 22, PlanKind.YOUTH),
        (True, None, PlanKind.CHILD),
        (False, 18, PlanKind.ADULT),
        (False, 90, PlanKind.ADULT),
    ],
)
def test_department_and_age_say_which_plan_it_is(child, age, kind):
    assert plan_kind(child=child, age=age) is kind


@pytest.mark.parametrize(
    ("child", "started", "by"),
    [
        (True, date(2026, 3, 10), date(2026, 6, 10)),
        (True, date(2025, 11, 30), date(2026, 2, 28)),
        (False, date(2024, 2, 29), date(2025, 2, 28)),
        (False, date(2026, 11, 2), date(2027, 11, 2)),
    ],
)
def test_a_child_is_followed_up_after_three_months_and_an_adult_after_a_year(child, started, by):
    assert first_follow_up(started, child=child) == by


def test_a_day_before_any_rule_is_an_error():
    with pytest.raises(NoValueThatDay):
        first_follow_up(date(2010, 12, 31), child=True)
