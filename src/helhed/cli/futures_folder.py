"""What is known of the future beside episodes: a projection of the population, and how prices
rise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from helhed.cli.engine_folder import name_column
from helhed.cli.one_file import Rows, add_repeated, read_file
from helhed.exchange.columns import Column, Kind, Table
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.bands import AGES
from helhed.forecast.episodes.drawn import Growth
from helhed.forecast.episodes.follow import growth_as_before
from helhed.forecast.episodes.model import Model
from helhed.forecast.episodes.population import Population, multiplied, reaches_back

POPULATION = Table(
    "forecast_population",
    "how many inhabitants there are of each age on 1 January",
    (
        Column("year", Kind.WHOLE, "the year", low=1900, high=2199),
        Column("age", Kind.WHOLE, "age in years", low=0, high=130),
        Column("persons", Kind.WHOLE, "how many", low=0, high=10**9),
    ),
    key="year",
)
PRICES = Table(
    "forecast_prices",
    "by how many percent prices rise on 1 January",
    (
        name_column("service", "which service; empty is every one", required=False),
        name_column("owner", "whose; empty is everyone's", required=False),
        Column("year", Kind.WHOLE, "from which year", low=1900, high=2199),
        Column("percent", Kind.DECIMAL, "how many percent more", most=4, low=-100, high=1000),
        Column(
            "uncertainty",
            Kind.DECIMAL,
            "its standard deviation in percentage points",
            required=False,
            most=4,
            low=0,
            high=100,
        ),
    ),
    key="year",
)


def read_population(folder: Path, faults: Faults) -> Rows | None:
    """The projection; None when something is wrong with it."""
    told = read_file(folder, "population", POPULATION, faults, needed=False)
    if told is None or faults.of(told.file):
        return None
    twice = ("duplicate", "the age of the year stands in row {first} already.", "Write it once.")
    return None if add_repeated(told, ("year", "age"), "age", twice, faults) else told


def read_prices(folder: Path, faults: Faults) -> Rows | None:
    """How prices rise; None when something is wrong with it."""
    told = read_file(folder, "prices", PRICES, faults, needed=False)
    if told is None or faults.of(told.file):
        return None
    twice = ("duplicate", "the rise of the year stands in row {first} already.", "Write it once.")
    same = ("service", "owner", "year")
    return None if add_repeated(told, same, "year", twice, faults) else told


def inhabitants(told: Rows) -> Population:
    """The rows of ``population.csv``."""
    frame = told.frame.cast({"year": pl.Int64, "age": pl.Int64, "persons": pl.Float64})
    return Population(*(frame[name].to_numpy() for name in ("year", "age", "persons")))


def population_of(
    told: Rows, model: Model, steps: int, came: Sequence[bool] = (True,) * AGES
) -> tuple[np.ndarray, list[str]]:
    """What entries are multiplied by, ``[step, age band]``: inhabitants of the band at the middle
    of the month beside those of the day, drawn straight between the years. ``came`` is in which
    bands anybody ever came: of those it is said when there are no inhabitants to follow."""
    people, notes = inhabitants(told), []
    found = multiplied(people, model.now, steps, came)
    if not len(people):
        there = "no population.csv" if not told.is_there else "population.csv has no row"
        return found.factor, [f"{there}: entries follow their own trend alone"]
    year = people.year
    first, last = int(year.min()), int(year.max())
    if not reaches_back(people, model.counts.first):
        text = "a growth of entries that came of more inhabitants before now counts twice"
        notes.append(f"population.csv begins in {first}; {text}")
    if found.stands_still:
        notes.append(f"population.csv tells {first} to {last}; beyond, it is taken to stand still")
    skipped = sorted({*range(first, last)} - {*year.tolist()})
    if skipped:
        years = f"{skipped[0]}" if len(skipped) == 1 else f"{len(skipped)} years between"
        notes.append(f"population.csv skips {years}; drawn straight between the years beside")
    if found.untold:
        text = "of some ages at which people come; their entries follow their own trend alone"
        notes.append(f"population.csv tells no inhabitants {text}")
    return found.factor, notes


def growth_of(told: Rows, model: Model, steps: int) -> tuple[Growth, list[str]]:
    """How prices rise, ``[step, state]``: the row that names both service and owner goes before one
    that names the owner, then the service, then neither."""
    found = growth_as_before(model, steps)
    rises = {
        (row["service"] or "", row["owner"] or "", int(row["year"])): row
        for row in told.frame.iter_rows(named=True)
    }
    missing: set[int] = set()
    for step in np.flatnonzero(found.doubt.any(axis=1)):
        year = (int(np.floor(model.now)) + int(step)) // 12
        for n, state in enumerate(model.states):
            names = ((state.service, state.owner), ("", state.owner), (state.service, ""), ("", ""))
            row = next((rises[(*one, year)] for one in names if (*one, year) in rises), None)
            if row is None:
                missing.add(year)
                continue
            found.mean[step, n] = float(row["percent"]) / 100
            if row["uncertainty"] is not None:
                found.doubt[step, n] = float(row["uncertainty"]) / 100
    return found, _untold(model, missing)


def unused_prices(told: Rows, model: Model) -> list[str]:
    """Services and owners of the prices that no episode names: a word that is spelt otherwise."""
    named = {(row["service"] or "", row["owner"] or "") for row in told.frame.iter_rows(named=True)}
    lost = sorted(
        "/".join(one for one in pair if one)
        for pair in named
        if not any(
            pair[0] in ("", state.service) and pair[1] in ("", state.owner)
            for state in model.states
        )
    )
    return [f"prices.csv names {', '.join(lost)}, where nobody is; not used"] if lost else []


def _untold(model: Model, missing: set[int]) -> list[str]:
    if not missing:
        return []
    rises = {state.owner: rise for state, rise in zip(model.states, model.prices.rise, strict=True)}
    told = ", ".join(f"{owner} {100 * rise:.1f} %" for owner, rise in sorted(rises.items()))
    years = f"{min(missing)}" if len(missing) == 1 else f"{min(missing)} to {max(missing)}"
    return [f"how prices rise in {years} is not told; they rise as they rose ({told} a year)"]
