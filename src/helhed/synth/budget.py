"""Accounts and frames: each year's frame is set before the year, near what it then cost.

Frames of years that are over are what was known then, with a miss; those to come are this year's
cost with the growth that the council has agreed. Some accounts get too much and some too little.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from helhed.rules.decisions.konto import namings
from helhed.synth.money import FIRST_FRAME_YEAR, LAST_FRAME_YEAR, Costs
from helhed.synth.shape import day, ids, moments, table
from helhed.synth.world import World

THIS_YEAR = 2026
MISS = 0.07
TO_COME = {2027: 1.02, 2028: 1.025, 2029: 1.02, 2030: 1.02}
WHOLE_THOUSANDS = 100_000
SHARE_CHANGED = 0.08


def accounts() -> pl.DataFrame:
    """Every account that a service can be booked on, by any owner."""
    listed = sorted(namings().items())
    return table(
        "accounts",
        {
            "code": [code for code, _ in listed],
            "name": [naming.plain for _, naming in listed],
            "department": [naming.service.department.value for _, naming in listed],
        },
    )


def frames(world: World, found: Costs) -> pl.DataFrame:
    """A frame per account, unit and year in which anything was spent or is expected to be."""
    spent = pl.DataFrame(
        {
            "account": [found.account[g] for g in found.grant.tolist()],
            "unit": [found.unit[g] for g in found.grant.tolist()],
            "year": found.month // 12,
            "oere": found.oere,
        }
    )
    yearly = spent.group_by("account", "unit", "year").agg(pl.col("oere").sum())
    past = yearly.filter(pl.col("year").is_between(FIRST_FRAME_YEAR, THIS_YEAR))
    this = past.filter(pl.col("year") == THIS_YEAR)
    coming = []
    level = 1.0
    for year in range(THIS_YEAR + 1, LAST_FRAME_YEAR + 1):
        level *= TO_COME[year]
        coming.append(
            this.with_columns(
                pl.lit(year, pl.Int64).alias("year"),
                (pl.col("oere") * level).round().cast(pl.Int64),
            )
        )
    every = pl.concat([past, *coming]).sort("account", "unit", "year")
    keys = [f"{a} {u} {y}" for a, u, y in every.select("account", "unit", "year").rows()]
    miss = [_miss(world, a, u, y) for a, u, y in every.select("account", "unit", "year").rows()]
    oere = np.round(every["oere"].to_numpy() * np.array(miss) / WHOLE_THOUSANDS).astype(np.int64)
    return table(
        "frames",
        {
            "id": ids(world.seed, "frames", keys),
            "account": every["account"],
            "unit": every["unit"],
            "year": every["year"],
            "oere": oere * WHOLE_THOUSANDS,
        },
    )


def frame_changes(world: World, made: pl.DataFrame) -> pl.DataFrame:
    """Some of this year's frames were raised or lowered by the council in August."""
    this = made.filter(pl.col("year") == THIS_YEAR)
    draws = world.chance.draw(this.height, "frame changes", "which")
    some = this.select(pl.all().gather(np.flatnonzero(draws < SHARE_CHANGED)))
    count = some.height
    by = world.chance.draw(count, "frame changes", "by")
    before = np.round(some["oere"].to_numpy() * (0.96 + 0.08 * by) / WHOLE_THOUSANDS)
    written = np.full(count, day(date(THIS_YEAR, 8, 24)))
    return table(
        "frame_changes",
        {
            "id": ids(world.seed, "frame_changes", some["id"].to_list()),
            "frame": some["id"],
            "old_oere": before.astype(np.int64) * WHOLE_THOUSANDS,
            "new_oere": some["oere"],
            "reason": "Tillægsbevilling efter halvårsregnskabet",
            "recorded_at": moments(written, np.full(count, 600)),
            "recorded_by": world.user[world.staff.named("oekonomi-1")],
        },
    )


def _miss(world: World, account: str, unit: str, year: int) -> float:
    """How far a frame is from the cost: most a few percent, to either side."""
    year = min(year, THIS_YEAR)
    one, two, three = world.chance.draw(3, "frames", account, unit, year)
    return float(1 + MISS * (one + two + three - 1.5) * 1.3)
