"""Scenarios that finance wrote to be counted beside the forecast."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from helhed.synth.measures import YEAR
from helhed.synth.shape import day, ids, moments, table
from helhed.synth.world import World

FEWER = "Færre nye i midlertidigt botilbud"
DEARER = "Købte pladser stiger to procent mere"
CHANGES = {
    FEWER: f"""name = "{FEWER}"
[[change]]
kind = "entries"
from = "{YEAR + 1}-01"
service = "botilbud_107"
factor = 0.9
""",
    DEARER: f"""name = "{DEARER}"
[[change]]
kind = "price"
from = "{YEAR + 1}-01"
owner = "private"
factor = 1.02
""",
}


def scenarios(world: World) -> pl.DataFrame:
    """The scenarios of the adults."""
    names, count = list(CHANGES), len(CHANGES)
    written = day(date(YEAR, 9, 14))
    return table(
        "scenarios",
        {
            "id": ids(world.seed, "scenarios", names),
            "name": names,
            "department": "adults",
            "changes": list(CHANGES.values()),
            "made_by": world.user[world.staff.named("oekonomi-1")],
            "made_at": moments(np.full(count, written), np.full(count, 600)),
            "withdrawn_at": None,
        },
    )
