"""A goal: the citizen's own words first, then the theme, the change and the level aimed at.

KL's reporting profile for a goal (kl-reporting-ffb-interventionGoal): exactly one primary
theme and any number of secondary ones, all from Aktivitet og deltagelse; one kind of change; one
expected level.
"""

from __future__ import annotations

from dataclasses import dataclass

from helhed.kernel.finding import Finding, Weight
from helhed.kernel.words import screen_text
from helhed.rules.assessments import ffb
from helhed.rules.assessments.niveau import LEVELS

OWN_SCORES = range(11)
"""How near the citizen feels to the goal, from far away to reached."""


@dataclass(frozen=True, slots=True)
class WrittenGoal:
    """A goal as it stands; ``change`` is an FFB code, themes are FFB subthemes."""

    own_words: str = ""
    wording: str = ""
    primary_theme: str = ""
    secondary_themes: tuple[str, ...] = ()
    change: str = ""
    expected_level: int | None = None
    follows_ffb: bool = True
    level_now: int | None = None
    own_score: int | None = None


def missing(goal: WrittenGoal) -> list[Finding]:
    """What a goal lacks. A child's goal (``follows_ffb`` false) needs only words.

    Raises UnknownCode for a theme or change that is not in FFB.
    """
    found = []
    if not goal.own_words.strip():
        text = screen_text("Skriv målet med borgerens egne ord.")
        found.append(Finding("no_own_words", text, mended_in="own_words"))
    if goal.follows_ffb:
        found += _missing_codes(goal)
    found += wrong_numbers(goal.level_now, goal.own_score)
    return found + wrong_numbers(goal.expected_level, None)


def wrong_numbers(level: int | None, own_score: int | None) -> list[Finding]:
    """What is wrong with a level that a goal has, and with how near the citizen feels to it."""
    found = []
    if level is not None and level not in LEVELS:
        text = screen_text("Niveau er et tal fra 0 til 4.")
        found.append(Finding("level_unknown", text, mended_in="level"))
    if own_score is not None and own_score not in OWN_SCORES:
        text = screen_text("Borgerens tal er fra 0 til 10.")
        found.append(Finding("score_unknown", text, mended_in="own_score"))
    return found


def _missing_codes(goal: WrittenGoal) -> list[Finding]:
    found = []
    if not goal.primary_theme:
        text = screen_text("Vælg det tema, målet først og fremmest handler om.")
        found.append(Finding("no_theme", text, mended_in="primary_theme"))
    elif not ffb.theme_of(goal.primary_theme).takes_level:
        text = screen_text("Målets tema skal være under Aktivitet og deltagelse.")
        found.append(Finding("theme_without_level", text, mended_in="primary_theme"))
    if not all(ffb.theme_of(code).takes_level for code in goal.secondary_themes):
        text = screen_text("Målets øvrige temaer skal også være under Aktivitet og deltagelse.")
        found.append(Finding("second_without_level", text, mended_in="secondary_themes"))
    if goal.primary_theme in goal.secondary_themes:
        text = screen_text("Det samme tema kan ikke være både primært og sekundært.")
        found.append(Finding("theme_twice", text, mended_in="secondary_themes"))
    if not goal.change:
        text = screen_text("Vælg, om målet er at udvikle, fastholde eller begrænse tab.")
        found.append(Finding("no_change", text, mended_in="change"))
    else:
        ffb.concept(ffb.Kind.CHANGE, goal.change)
    if goal.expected_level is None:
        text = screen_text("Vælg det niveau, I håber at nå.")
        found.append(Finding("no_expected_level", text, Weight.WARNS, mended_in="expected_level"))
    return found
