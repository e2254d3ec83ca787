"""Assessments as rows: VUM 2.0 for adults, the child's situation for children."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import polars as pl

from helhed.rules.assessments import ffb
from helhed.rules.assessments.barnets_forhold import SIDE_KEYS
from helhed.synth.assessments import Assessed
from helhed.synth.chance import Flags, Ints, between, pick
from helhed.synth.shape import NEVER, chosen, dates, ids, moments, table
from helhed.synth.whose import Whose, areas_of_cases, bounds, said_to, spread, whose
from helhed.synth.words import only_where, row_numbers, rows
from helhed.synth.world import World

TARGET_GROUPS = {
    "disability": ("97c355cc-84e3-46d0-ac1b-00bc627d089f", "d26f97e8-99ed-46a9-94db-93340f77a950"),
    "mental_health": (
        "303deb9b-84f0-49d2-ab7a-f8b98eed40a2",
        "ee5b52bd-b839-4e69-ad04-c8b33eabfbde",
        "f2ccc0c0-2a0a-49c9-9d6a-741a7cd220a3",
    ),
    "exposed": ("293bf940-c075-4e3d-b5ef-6e331202e556", "3412d671-22bf-456c-b963-c4e05c2725a0"),
    "addiction": ("0e25a2ec-4f04-4d14-a5ad-a6519a7d1d5f", "ab4413f0-fa81-41c0-ad8c-21782c12a0fa"),
}
SECOND_GROUP = "9b3fd322-a75a-4ed8-9b74-425fa1e01c95"


def is_child(world: World, made: Assessed) -> Flags:
    """Which assessments are of children."""
    return np.array([world.cases.department[case] == "children" for case in made.case], bool)


def assessments(world: World, made: Assessed) -> pl.DataFrame:
    """One row each; finished ones hold what the rules ask for."""
    chance, count = world.chance, len(made.case)
    child = is_child(world, made)
    started, finished = np.array(made.started), np.array(made.finished)
    done = finished < NEVER
    who = pl.Series([world.responsible(case) for case in made.case], dtype=pl.String)
    heard = child & (chance.draw(count, "assessments", "heard") < 0.85)
    spoken = np.where(heard, np.minimum(started + 10, np.where(done, finished, started)), NEVER)
    support = _support_need(world, made)
    minute = between(chance.draw(count, "assessments", "minute"), 480, 840)
    return table(
        "assessments",
        {
            **_words(world, made, heard, support),
            "id": made.ids,
            "case": chosen(world.case_id, np.array(made.case)),
            "kind": ["child" if c else "vum" for c in child.tolist()],
            "child_spoken_on": dates(spoken),
            "support_need": pl.Series(support).set(pl.Series(child | ~done), None),
            "primary_target_group": _target_groups(world, made),
            "effort_step": pl.Series(
                pick(chance.draw(count, "assessments", "step"), [5, 25, 35, 8, 15, 12]) + 1
            ).set(pl.Series(~child | ~done), None),
            "carried_from": chosen(made.ids, np.array(made.earlier)),
            "support_need_at": moments(np.where(~child & done, finished, NEVER), minute),
            "primary_target_group_on": dates(np.where(child, NEVER, _first_days(made))),
            "started_on": dates(started),
            "started_at": moments(started, minute),
            "started_by": who,
            "finished_on": dates(finished),
            "finished_at": moments(finished, minute + 60),
            "finished_by": who.set(pl.Series(~done), None),
        },
    )


def _first_days(made: Assessed) -> Ints:
    """The first day of the first assessment in the row that each carries on."""
    first = list(made.started)
    for number, earlier in enumerate(made.earlier):
        if earlier >= 0:
            first[number] = first[earlier]
    return np.array(first, np.int64)


def _support_need(world: World, made: Assessed) -> Ints:
    """How much support each needs, by the levels of the method; whoever lives in a botilbud
    needs much of it."""
    draws = world.chance.draw(len(made.case), "assessments", "need")
    areas = areas_of_cases(world)
    lives = np.array(["botilbud" in areas[case] for case in made.case], bool)
    return np.where(lives, 3 + pick(draws, [70, 30]), 1 + pick(draws, [22, 44, 34]))


def _words(world: World, made: Assessed, heard: Flags, support: Ints) -> dict[str, pl.Series]:
    """What an assessment says, in words that fit the citizen and the level of need."""
    count, child = len(made.case), is_child(world, made)
    done = np.array(made.finished) < NEVER
    side = ["child" if c else "adult" for c in child.tolist()]
    people = whose(world, made.case, made.started, support.tolist())
    again = ["again" if earlier >= 0 else s for earlier, s in zip(made.earlier, side, strict=True)]

    def words(column: str, use: str, ends: Sequence[str] = ()) -> pl.Series:
        uses = [f"{use}_{end}" for end in ends] if ends else [use] * count
        return said_to(world.chance.draw(count, "assessments", column), uses, people)

    return {
        "purpose": words("purpose", "assessment_purpose", again),
        "own_words": only_where(words("own words", "matters", side), ~child | heard),
        "parents_words": only_where(words("parents", "view_parents"), child),
        "why_not_spoken_to": only_where(words("not heard", "assessment_not_heard"), child & ~heard),
        "resources": words("resources", "resources", side),
        "overall": only_where(words("overall", "overall", side), done),
        "support_need_reason": only_where(words("reason", "support_reason"), ~child & done),
    }


def _target_groups(world: World, made: Assessed) -> list[str]:
    draws = world.chance.draw(len(made.case), "assessments", "target group").tolist()
    found = []
    for case, draw in zip(made.case, draws, strict=True):
        groups = TARGET_GROUPS.get(world.cases.area[case], ("",))
        found.append(groups[int(draw * len(groups))])
    return found


def target_groups(world: World, made: Assessed) -> pl.DataFrame:
    """A second target group for some adults."""
    has = world.chance.draw(len(made.case), "target groups", "has") < 0.15
    listed = np.flatnonzero(has & ~is_child(world, made))
    return table(
        "target_groups",
        {
            "id": ids(world.seed, "target_groups", listed.tolist()),
            "assessment": chosen(made.ids, listed),
            "code": SECOND_GROUP,
            "recorded_on": dates(_first_days(made)[listed]),
        },
    )


@cache
def _known(child: bool, person: Whose) -> tuple[dict[str, str], ...]:
    """What can be said of subthemes: of adults by FFB, of children by the sides of their life."""
    of_side = (row for row in rows("notes.csv") if (row["subtheme"] in SIDE_KEYS) == child)
    return tuple(row for row in of_side if person.fits(row))


def theme_notes(world: World, made: Assessed) -> pl.DataFrame:
    """Some subthemes of each; levels only where the method allows them."""
    chance = world.chance
    child = is_child(world, made)
    draws = chance.draw(len(made.case), "notes", "count")
    counts = np.where(child, between(draws, 2, 5), between(draws, 3, 7))
    of = row_numbers(counts)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = between(chance.draw(len(made.case), "notes", "first"), 0, 999)[of]
    people = whose(world, made.case, made.started)
    picked = []
    for assessment, f, n in zip(of.tolist(), first.tolist(), nth.tolist(), strict=True):
        listed = _known(bool(child[assessment]), people[assessment])
        picked.append(listed[spread(f, n, len(listed))])
    low, high = np.array([bounds(row["levels"]) for row in picked], np.int64).reshape(-1, 2).T
    level = pick(chance.draw(len(of), "notes", "level"), [4, 22, 38, 28, 8])
    level = np.clip(level, low, high)
    takes = np.array([_takes_level(row["subtheme"]) for row in picked], bool)
    minute = between(chance.draw(len(of), "notes", "minute"), 480, 900)
    carried = (np.array(made.earlier)[of] >= 0) & (chance.draw(len(of), "notes", "carried") < 0.5)
    return table(
        "theme_notes",
        {
            "id": ids(world.seed, "theme_notes", range(len(of))),
            "assessment": chosen(made.ids, of),
            "subtheme": [row["subtheme"] for row in picked],
            "own_words": [row["own_words"] for row in picked],
            "professional": [row["professional"] for row in picked],
            "source": said_to(
                chance.draw(len(of), "notes", "source"),
                ["note_source"] * len(of),
                [people[assessment] for assessment in of.tolist()],
            ),
            "level": pl.Series(level).set(pl.Series(~takes), None),
            "is_carried": carried,
            "recorded_at": moments(np.array(made.started)[of], minute),
            "asserted_on": pl.Series([None] * len(of), dtype=pl.Date),
        },
    )


def _takes_level(subtheme: str) -> bool:
    return subtheme not in SIDE_KEYS and ffb.theme_of(subtheme).takes_level
