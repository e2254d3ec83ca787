"""The yearly indexation of the municipality's own rates: two are done, and the next waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from helhed.rules.offers.indeksering import MUNICIPALITY, IndexationState, proposed
from helhed.synth.prices import INDEXED_BY, LAST_INDEXED
from helhed.synth.shape import NEVER, day, ids, moments, table
from helhed.synth.world import World

SOURCE = "Kommunens skøn over priser og løn"
YEARS = (LAST_INDEXED - 1, LAST_INDEXED, LAST_INDEXED + 1)


@dataclass(frozen=True, slots=True)
class _Raised:
    """A rate of a year's run, with øre before and after."""

    rate: int
    year: int
    before: int
    after: int


def indexations(world: World) -> pl.DataFrame:
    """One run a year; the last is made and waits for somebody else."""
    count = len(YEARS)
    next_year = proposed(MUNICIPALITY, YEARS[-1]).value
    made = np.array([day(date(year - 1, 10, 19)) for year in YEARS])
    approved = np.array([*(made[:-1] + 1), NEVER])
    by, another = (world.user[world.staff.named(f"oekonomi-{n}")] for n in (1, 2))
    return table(
        "indexations",
        {
            "id": ids(world.seed, "indexations", YEARS),
            "year": list(YEARS),
            "percent": [*[str(INDEXED_BY)] * (count - 1), str(next_year)],
            "owner": MUNICIPALITY,
            "kind": pl.Series([None] * count, dtype=pl.String),
            "provider": pl.Series([None] * count, dtype=pl.String),
            "agreed_too": False,
            "source": SOURCE,
            "state": [
                *[IndexationState.APPROVED.value] * (count - 1),
                IndexationState.DRAFT.value,
            ],
            "made_by": by,
            "made_at": moments(made, np.full(count, 540)),
            "approved_by": pl.Series([*[another] * (count - 1), None], dtype=pl.String),
            "approved_at": moments(approved, np.full(count, 600)),
        },
    )


def indexation_lines(world: World) -> pl.DataFrame:
    """What each run that was carried out made of each rate."""
    lines = list(_raised(world))
    rate = ids(world.seed, "rates", range(len(world.book.rates)))
    run = dict(zip(YEARS, ids(world.seed, "indexations", YEARS), strict=True))
    return table(
        "indexation_lines",
        {
            "id": ids(world.seed, "indexation_lines", [f"{one.rate}/{one.year}" for one in lines]),
            "indexation": [run[one.year] for one in lines],
            "rate": [rate[one.rate] for one in lines],
            "year": np.array([one.year for one in lines], np.int64),
            "before": np.array([one.before for one in lines], np.int64),
            "after": np.array([one.after for one in lines], np.int64),
        },
    )


def _raised(world: World) -> list[_Raised]:
    found = []
    for number, rate in enumerate(world.book.rates):
        if rate.owner is not None or rate.base >= 0 or rate.agreed is not None:
            continue
        by_start = {start: oere for oere, start, _, _ in world.book.amounts(number)}
        for year in YEARS[:-1]:
            before, after = (by_start[day(date(y, 1, 1))] for y in (year - 1, year))
            found.append(_Raised(number, year, before, after))
    return found
