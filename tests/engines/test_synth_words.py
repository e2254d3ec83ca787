"""What stands in the made cases fits whose they are: department, age, need and help."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helhed.synth import make
from helhed.synth.whose import Whose, spread
from helhed.synth.words import rows
from tests.engines.test_synth import SCALE, Frames


@pytest.fixture(scope="module")
def frames() -> Frames:
    return make(SCALE, 7)


CHILDS_WORDS = re.compile(
    r"barnet|børnehave|forældrene|skolen\b|skoleår|bamse|lærer|dagtilbuddet|vuggestue", re.I
)
WRITTEN = {
    "cases": ("opening_reason", "matters_to_me"),
    "assessments": ("purpose", "own_words", "resources", "overall", "support_need_reason"),
    "decisions": ("purpose", "facts", "reasons", "hearing_note", "citizens_view"),
    "plans": ("hopes", "purpose"),
}


def test_no_word_of_children_stands_in_an_adults_case(frames: Frames) -> None:
    cases = frames["cases"].select("department", case="id")
    for name, columns in WRITTEN.items():
        rows = frames[name].rename({"id": "case"}) if name == "cases" else frames[name]
        rows = rows.drop("department", strict=False).join(cases, on="case")
        adults = rows.filter(pl.col("department") == "adults")
        assert adults.height
        for column in columns:
            texts = adults[column].unique().to_list()
            astray = [text for text in texts if CHILDS_WORDS.search(text)]
            assert astray in ([], [OF_ONE_WHO_MOVED_ON]), (name, column)


OF_ONE_WHO_MOVED_ON = (
    "Overgang fra børneafdelingen. Den unge har selv været med til at skrive, hvad der er vigtigt."
)


def test_what_an_assessment_says_fits_the_level_of_need(frames: Frames) -> None:
    written = frames["assessments"].filter(pl.col("support_need").is_not_null())
    day_and_night = written.filter(pl.col("overall").str.contains("hele døgnet"))
    assert day_and_night.height
    assert day_and_night["support_need"].min() >= 3
    for_a_time = written.filter(pl.col("overall").str.contains("tidsbegrænset"))
    assert for_a_time.height
    assert for_a_time["support_need"].max() <= 2
    daily = written.filter(pl.col("support_need_reason").str.contains("hver dag"))
    assert daily["support_need"].min() >= 3
    assert written["support_need"].min() >= 1
    talks = frames["theme_notes"].filter(pl.col("professional").str.contains("Kan føre en samtale"))
    assert talks["level"].drop_nulls().max() <= 2
    unable = frames["theme_notes"].filter(pl.col("professional").str.contains("Kan ikke selv"))
    assert unable["level"].drop_nulls().min() >= 3


def test_the_old_do_not_wish_for_what_the_young_do(frames: Frames) -> None:
    births = frames["cases"].join(
        frames["citizens"].select("birth_date", citizen="id"), on="citizen"
    )
    plans = frames["plans"].join(births.select("birth_date", case="id"), on="case")
    goals = frames["goals"].join(plans.select("birth_date", "started_on", plan="id"), on="plan")
    notes = frames["theme_notes"].join(
        frames["assessments"]
        .join(births.select("birth_date", case="id"), on="case")
        .select("birth_date", "started_on", assessment="id"),
        on="assessment",
    )
    age = (pl.col("started_on") - pl.col("birth_date")).dt.total_days() / 365.25
    old_notes = set(notes.filter(age >= 66)["own_words"])
    old_goals = set(goals.filter(age >= 66)["own_words"])
    assert old_notes
    assert old_goals
    assert not {"Min mor hjalp før.", "Jeg vil gerne arbejde med dyr."} & old_notes
    assert not any("uddannelse" in words or "et arbejde" in words for words in old_goals)
    small = set(goals.filter(age < 3)["own_words"])
    assert not any(words.startswith("Jeg ") for words in small)


def test_a_goal_is_due_after_the_help_that_works_on_it_begins(frames: Frames) -> None:
    due = frames["goals"].select("due", goal="id")
    wanted = frames["orders"].select("wanted_start", order="id")
    rows = frames["order_goals"].join(due, on="goal").join(wanted, on="order")
    assert rows.height
    assert rows.filter(pl.col("due") < pl.col("wanted_start")).height == 0


def test_everybody_can_be_spoken_of_at_any_age() -> None:
    """A sentence that fits is found for every age, need and kind of case."""
    rows_of = {use: [r for r in rows("sentences.csv") if r["use"] == use] for use in FITTED}
    for use, listed in rows_of.items():
        side = "child" if "child" in use else "adult"
        ages = range(23) if side == "child" else range(17, 105)
        for age in ages:
            for need in (1, 2, 3, 4):
                person = Whose(age, frozenset(), need)
                assert any(person.fits(row) for row in listed), (use, age, need)


FITTED = (
    *(f"{use}_{side}" for use in ("matters", "hopes", "resources") for side in ("adult", "child")),
    *("overall_adult", "overall_child", "facts_child", "reasons_adult", "reasons_child"),
    *("view_adult", "view_child"),
)


@given(st.integers(0, 999), st.integers(1, 40))
def test_picks_that_are_spread_never_meet_before_all_are_taken(first: int, count: int) -> None:
    assert len({spread(first, nth, count) for nth in range(count)}) == count
