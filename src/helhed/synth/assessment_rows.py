"""Assessments as rows: VUM 2.0 for adults, the child's situation for children."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from helhed.rules.assessments import ffb
from helhed.rules.assessments.barnets_forhold import SIDE_KEYS
from helhed.synth.assessments import Assessed
from helhed.synth.chance import Flags, between, pick
from helhed.synth.shape import NEVER, chosen, dates, ids, table
from helhed.synth.words import only_where, row_numbers, rows, said, said_by
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
    side = ["child" if c else "adult" for c in child.tolist()]
    heard = child & (chance.draw(count, "assessments", "heard") < 0.85)
    spoken = np.where(heard, np.minimum(started + 10, np.where(done, finished, started)), NEVER)

    def words(column: str, use: str) -> pl.Series:
        return said(chance.draw(count, "assessments", column), use)

    def by_side(column: str, use: str) -> pl.Series:
        draws = chance.draw(count, "assessments", column)
        return said_by(draws, [f"{use}_{one}" for one in side])

    support = pick(chance.draw(count, "assessments", "need"), [2, 18, 38, 30, 12])
    return table(
        "assessments",
        {
            "id": made.ids,
            "case": chosen(world.case_id, np.array(made.case)),
            "kind": ["child" if c else "vum" for c in child.tolist()],
            "purpose": words("purpose", "assessment_purpose"),
            "own_words": only_where(by_side("own words", "matters"), ~child | heard),
            "parents_words": only_where(words("parents", "view_parents"), child),
            "child_spoken_on": dates(spoken),
            "why_not_spoken_to": only_where(
                words("not heard", "assessment_not_heard"), child & ~heard
            ),
            "resources": by_side("resources", "resources"),
            "overall": only_where(by_side("overall", "overall"), done),
            "support_need": pl.Series(support).set(pl.Series(child | ~done), None),
            "support_need_reason": only_where(words("reason", "support_reason"), ~child & done),
            "primary_target_group": _target_groups(world, made),
            "effort_step": pl.Series(
                pick(chance.draw(count, "assessments", "step"), [5, 25, 35, 8, 15, 12]) + 1
            ).set(pl.Series(~child | ~done), None),
            "carried_from": chosen(made.ids, np.array(made.earlier)),
            "started_on": dates(started),
            "started_by": who,
            "finished_on": dates(finished),
            "finished_by": who.set(pl.Series(~done), None),
        },
    )


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
        },
    )


@cache
def _known(child: bool) -> tuple[dict[str, str], ...]:
    """What can be said of subthemes: of adults by FFB, of children by the sides of their life."""
    return tuple(row for row in rows("notes.csv") if (row["subtheme"] in SIDE_KEYS) == child)


def theme_notes(world: World, made: Assessed) -> pl.DataFrame:
    """Some subthemes of each; levels only where the method allows them."""
    chance = world.chance
    child = is_child(world, made)
    draws = chance.draw(len(made.case), "notes", "count")
    counts = np.where(child, between(draws, 2, 5), between(draws, 3, 7))
    of = row_numbers(counts)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = between(chance.draw(len(made.case), "notes", "first"), 0, 999)[of]
    picked = [
        _known(c)[(f + 5 * n) % len(_known(c))]
        for c, f, n in zip(child[of].tolist(), first.tolist(), nth.tolist(), strict=True)
    ]
    level = pick(chance.draw(len(of), "notes", "level"), [4, 22, 38, 28, 8])
    takes = np.array([_takes_level(row["subtheme"]) for row in picked], bool)
    carried = (np.array(made.earlier)[of] >= 0) & (chance.draw(len(of), "notes", "carried") < 0.5)
    return table(
        "theme_notes",
        {
            "id": ids(world.seed, "theme_notes", range(len(of))),
            "assessment": chosen(made.ids, of),
            "subtheme": [row["subtheme"] for row in picked],
            "own_words": [row["own_words"] for row in picked],
            "professional": [row["professional"] for row in picked],
            "source": said(chance.draw(len(of), "notes", "source"), "note_source"),
            "level": pl.Series(level).set(pl.Series(~takes), None),
            "is_carried": carried,
        },
    )


def _takes_level(subtheme: str) -> bool:
    return subtheme not in SIDE_KEYS and ffb.theme_of(subtheme).takes_level
