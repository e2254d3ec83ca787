"""The projection of the population that finance took in: fewer children and more old, as in most
municipalities."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from helhed.synth.measures import YEAR
from helhed.synth.shape import day, ids, moments, table
from helhed.synth.town import INHABITANTS
from helhed.synth.world import World

YEARS = range(YEAR, YEAR + 15)
AGES = np.arange(101)
THINS_FROM, YOUNG, OLD = 58, 18, 67
GOLDEN = 0.618
GROWS = {"young": -0.004, "between": 0.001, "old": 0.016}
"""How much there are more of each year."""


def projections(world: World) -> pl.DataFrame:
    """One, taken in when the budget was made."""
    return table(
        "population_projections",
        {
            "id": ids(world.seed, "population_projections", [YEAR]),
            "figures": [_figures(world.scale)],
            "source": "Danmarks Statistik, befolkningsfremskrivning for kommunen",
            "made_by": world.user[world.staff.named("oekonomi-1")],
            "made_at": moments(np.full(1, day(date(YEAR, 6, 18))), np.full(1, 560)),
        },
    )


def _figures(scale: float) -> str:
    """A row an age and a column a year."""
    there = np.clip((AGES[-1] + 1 - AGES) / (AGES[-1] + 1 - THINS_FROM), 0.0, 1.0)
    rise = np.where(
        AGES < YOUNG, GROWS["young"], np.where(AGES < OLD, GROWS["between"], GROWS["old"])
    )
    # Each age rounds up at its own part of a whole, so that all together grow evenly.
    rounds_at = AGES * GOLDEN % 1
    persons = [
        np.floor(INHABITANTS * scale * there / there.sum() * (1 + rise * nth) + rounds_at).astype(
            int
        )
        for nth in range(len(YEARS))
    ]
    rows = [",".join(["age", *map(str, YEARS)])]
    rows += [",".join([str(age), *(str(of[age]) for of in persons)]) for age in AGES.tolist()]
    return "\n".join(rows) + "\n"
