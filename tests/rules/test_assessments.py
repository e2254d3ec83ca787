"""VUM 2.0 and the first assessment of a child: what the terms are, and what must be written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.kernel.law import Citation
from helhed.rules.assessments import ffb
from helhed.rules.assessments.barnets_forhold import SIDE_KEYS, SIDES
from helhed.rules.assessments.ffb import Kind, UnknownCode
from helhed.rules.assessments.indsatstrappe import STEPS, UnknownStep, step_name
from helhed.rules.assessments.niveau import (
    HOW_TO_JUDGE,
    LEVELS,
    NOT_ASSESSED,
    check_level,
    level_code,
    level_name,
)
from helhed.rules.assessments.udredning import AssessmentKind, ThemeNote, Written, missing

SUBTHEMES = [(theme, node.code) for theme in ffb.themes() for node in theme.subthemes]


def codes(findings):
    return {finding.code for finding in findings}


def test_the_terms_have_eleven_themes_and_sixty_seven_subthemes():
    assert len(ffb.themes()) == 11
    assert len({code for _, code in SUBTHEMES}) == len(SUBTHEMES) == 67


def test_a_leaf_is_what_has_nothing_below_it():
    parents = {(c.kind, c.parent) for c in ffb.concepts().values()}
    for (kind, code), concept in ffb.concepts().items():
        assert concept.is_leaf is ((kind, code) not in parents)


@pytest.mark.parametrize("kind", [Kind.LEVEL, Kind.SUPPORT_NEED])
def test_levels_and_support_needs_go_from_0_to_4_and_not_assessed_comes_last(kind):
    assert [c.number for c in ffb.by_number(kind)] == [0, 1, 2, 3, 4, None]


@pytest.mark.parametrize("kind", Kind)
def test_each_list_has_codes_that_can_be_used_on_a_person(kind):
    usable = ffb.leaves(kind)
    assert usable
    assert all(ffb.concept(kind, c.code) is c and c.name for c in usable)


def test_a_code_of_another_list_is_refused_with_its_name():
    level = ffb.leaves(Kind.LEVEL)[0].code
    with pytest.raises(UnknownCode, match=rf"{level}.*theme"):
        ffb.concept(Kind.THEME, level)
    with pytest.raises(UnknownCode):
        ffb.theme_of("nothing")


@given(st.sampled_from(SUBTHEMES), st.integers(-3, 8))
def test_a_level_is_taken_only_in_activity_and_participation_and_only_0_to_4_or_not_assessed(
    where, level
):
    theme, subtheme = where
    allowed = theme.category == ffb.ACTIVITY_AND_PARTICIPATION and -1 <= level <= 4
    assert (check_level(subtheme, level) == []) is allowed
    assert check_level(subtheme, None) == []


def test_how_to_judge_is_told_for_every_category():
    assert {theme.category for theme in ffb.themes()} == set(HOW_TO_JUDGE)


def test_each_level_has_its_own_code_and_name():
    given_levels = [*LEVELS, NOT_ASSESSED]
    assert len({level_code(level) for level in given_levels}) == len(given_levels)
    assert len({level_name(level) for level in given_levels}) == len(given_levels)
    assert level_name(None) == ""


DONE_ADULT = Written(
    AssessmentKind.VUM,
    purpose="Afklare støtte",
    own_words="Jeg vil bo selv",
    overall="Kan meget med støtte",
    support_need=2,
    primary_target_group="code",
    notes=(ThemeNote(SUBTHEMES[0][1], professional="Noget"),),
)
DONE_CHILD = Written(
    AssessmentKind.CHILD,
    purpose="Afklare",
    own_words="Jeg vil gerne sove hos mormor",
    parents_words="Vi er trætte",
    child_spoken_to=True,
    overall="Brug for støtte",
    notes=(ThemeNote("family", professional="Noget"),),
)


def test_a_finished_assessment_misses_nothing():
    assert missing(DONE_ADULT) == []
    assert missing(DONE_CHILD) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": " "}, "no_purpose"),
        ({"own_words": ""}, "no_own_words"),
        ({"overall": ""}, "no_overall"),
        ({"support_need": None}, "no_support_need"),
        ({"notes": ()}, "no_theme"),
        ({"notes": (ThemeNote(SUBTHEMES[0][1], own_words=" "),)}, "no_theme"),
    ],
)
def test_an_adults_assessment_cannot_be_finished_without(change, code):
    found = missing(replace(DONE_ADULT, **change))
    assert codes(f for f in found if f.stops) == {code}


def test_support_need_0_is_an_answer():
    assert missing(replace(DONE_ADULT, support_need=0)) == []


def test_a_missing_target_group_is_worth_a_look_but_stops_nothing():
    found = missing(replace(DONE_ADULT, primary_target_group=""))
    assert [(f.code, f.stops) for f in found] == [("no_target_group", False)]


def test_a_level_where_none_may_be_given_stops_an_adults_assessment():
    subtheme = next(code for theme, code in SUBTHEMES if not theme.takes_level)
    found = missing(replace(DONE_ADULT, notes=(ThemeNote(subtheme, level=2),)))
    assert codes(found) == {"level_not_allowed"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parents_words": ""}, "no_parents_words"),
        ({"own_words": ""}, "no_own_words"),
        ({"child_spoken_to": False}, "child_not_heard"),
    ],
)
def test_a_childs_assessment_cannot_be_finished_without(change, code):
    found = missing(replace(DONE_CHILD, **change))
    assert codes(found) == {code}
    if code != "no_parents_words":
        assert found[0].law == Citation("BL", "§ 5")


def test_a_child_who_was_not_spoken_to_needs_a_reason_instead_of_words():
    waits = replace(DONE_CHILD, child_spoken_to=False, own_words="", why_not_spoken_to="Er spæd")
    assert missing(waits) == []


def test_a_childs_assessment_asks_neither_for_support_need_nor_target_group():
    assert not codes(missing(Written(AssessmentKind.CHILD))) & {
        "no_support_need",
        "no_target_group",
    }


def test_the_sides_of_a_childs_life_have_keys_of_their_own():
    assert len(SIDE_KEYS) == len(SIDES) == 6


@pytest.mark.parametrize("step", [0, -1, 7])
def test_a_step_that_the_ladder_does_not_have_is_refused(step):
    with pytest.raises(UnknownStep):
        step_name(step)


def test_the_ladder_has_six_steps_from_help_for_all_to_an_institution():
    assert [step_name(step) for step in range(1, 7)] == list(STEPS)
    assert step_name(None) == ""
