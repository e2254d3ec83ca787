"""Accounts and frames: each year's frame is set before the year, near what it then cost.

Frames of years that are over are what was known then, with a miss; those to come are this year's
cost with the growth that the council has agreed. Some accounts get too much and some too little.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from helhed.rules.budgets.ramme import FrameKind
from helhed.rules.decisions.konto import namings
from helhed.synth.budget_years import ADOPTED_YEARS
from helhed.synth.money import FIRST_FRAME_YEAR, LAST_FRAME_YEAR, Costs
from helhed.synth.shape import TODAY, day, ids, moments, table
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


def originals(world: World, found: Costs, lines: pl.DataFrame) -> pl.DataFrame:
    """Account, unit, year and original frame, wherever anything is spent or expected to be.

    Years whose budget was built from lines have the sums of those.
    """
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
    key = ids(world.seed, "frames", keys)
    made = every.with_columns(id=pl.Series(key), oere=pl.Series(oere * WHOLE_THOUSANDS))
    cell = ["account", "unit", "year"]
    adopted = lines.filter(pl.col("year").is_in(ADOPTED_YEARS))
    built = adopted.group_by(cell).agg(built=pl.col("total").sum())
    made = made.join(built, on=cell, how="left", maintain_order="left")
    return made.with_columns(oere=pl.coalesce("built", "oere")).drop("built")


def frames(made: pl.DataFrame) -> pl.DataFrame:
    """That there is a frame."""
    return table("frames", {name: made[name] for name in ("id", "account", "unit", "year")})


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a frame: by whom and why goes with its kind."""

    frame: str
    kind: FrameKind
    oere: int
    taken_from: str | None = None


def frame_changes(world: World, made: pl.DataFrame) -> pl.DataFrame:
    """Each frame as it was adopted; some of this year's were raised or lowered in August, and
    some gave to another in September."""
    changes: list[Change] = []
    for frame, oere, more in zip(made["id"], made["oere"], _august(world, made), strict=True):
        changes.append(Change(frame, FrameKind.ORIGINAL, oere))
        if more:
            changes.append(Change(frame, FrameKind.ADDITIONAL, more))
    changes += _september(world, made)
    written = {year: day(date(year - 1, 10, 12)) for year in made["year"].unique().to_list()}
    years = dict(zip(made["id"], made["year"], strict=True))
    days = [
        min(written[years[c.frame]], TODAY - 14) if c.kind is FrameKind.ORIGINAL else WHEN[c.kind]
        for c in changes
    ]
    return table(
        "frame_changes",
        {
            "id": ids(
                world.seed, "frame_changes", [f"{n} {c.frame}" for n, c in enumerate(changes)]
            ),
            "frame": [c.frame for c in changes],
            "kind": [c.kind.value for c in changes],
            "taken_from": pl.Series([c.taken_from for c in changes], dtype=pl.String),
            "oere": [c.oere for c in changes],
            "reason": [WHY[c.kind] for c in changes],
            "recorded_at": moments(np.array(days), np.full(len(changes), 600)),
            "recorded_by": world.user[world.staff.named("oekonomi-1")],
        },
    )


WHEN = {
    FrameKind.ADDITIONAL: day(date(THIS_YEAR, 8, 24)),
    FrameKind.MOVED: day(date(THIS_YEAR, 9, 14)),
}
WHY = {
    FrameKind.ORIGINAL: "Byrådets budgetvedtagelse",
    FrameKind.ADDITIONAL: "Tillægsbevilling efter halvårsregnskabet",
    FrameKind.MOVED: "Omplacering: pladser er flyttet fra køb til egne tilbud",
}


def _august(world: World, made: pl.DataFrame) -> list[int]:
    """What was granted in addition to each frame, mostly nothing."""
    which = world.chance.draw(made.height, "frame changes", "which")
    by = world.chance.draw(made.height, "frame changes", "by")
    grown = (made["year"].to_numpy() == THIS_YEAR) & (which < SHARE_CHANGED)
    more = made["oere"].to_numpy() * (0.08 * by - 0.04) * grown
    listed: list[int] = (
        np.round(more / WHOLE_THOUSANDS).astype(np.int64) * WHOLE_THOUSANDS
    ).tolist()
    return listed


def _september(world: World, made: pl.DataFrame) -> list[Change]:
    """In each unit the smallest frame of this year gets a little of the largest's."""
    this = made.filter(pl.col("year") == THIS_YEAR).sort("unit", "oere", "account")
    moved = []
    for (_,), theirs in this.group_by("unit", maintain_order=True):
        oere = theirs["oere"][-1] // 50 // WHOLE_THOUSANDS * WHOLE_THOUSANDS
        if theirs.height > 1 and oere:
            moved.append(Change(theirs["id"][0], FrameKind.MOVED, oere, theirs["id"][-1]))
    return moved


def _miss(world: World, account: str, unit: str, year: int) -> float:
    """How far a frame is from the cost: most a few percent, to either side."""
    year = min(year, THIS_YEAR)
    one, two, three = world.chance.draw(3, "frames", account, unit, year)
    return float(1 + MISS * (one + two + three - 1.5) * 1.3)
