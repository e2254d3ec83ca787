"""A forecast from episodes on the command line: read, fit, simulate, and tell how it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from helhed.cli.episodes_folder import day_named, episodes_table, read_episodes
from helhed.cli.forecast_counts import tell_scores
from helhed.cli.futures_folder import growth_of, population_of, read_population, read_prices
from helhed.cli.one_file import Rows
from helhed.exchange.faults import Faults
from helhed.forecast import Scores
from helhed.forecast.episodes.follow import Followed, follow
from helhed.forecast.episodes.model import Model, UnableToFollow, fit
from helhed.forecast.episodes.refunded import limits_of
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.tested import backtest_episodes
from helhed.forecast.episodes.told import Episodes


TEST_PATHS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a forecast from episodes is asked: months ahead, as of which day (None: the last one told
    of), how many paths, and the seed."""

    horizon: int
    as_of: date | None
    paths: int
    seed: int


@dataclass(frozen=True, slots=True)
class EpisodesFolder:
    """The tables of a folder that a forecast from episodes takes."""

    episodes: Episodes
    population: Rows
    prices: Rows


def read_folder(folder: Path, faults: Faults) -> EpisodesFolder | None:
    """All tables; None, with every fault named, when something is wrong."""
    episodes = read_episodes(folder, faults)
    population = read_population(folder, faults)
    prices = read_prices(folder, faults)
    if episodes is None or population is None or prices is None or faults:
        return None
    return EpisodesFolder(episodes, population, prices)


def followed(given: EpisodesFolder, asked: Asked) -> tuple[Followed, list[str]]:
    """The forecast, and what had to be assumed. Raises UnableToFollow and TooMany."""
    told = given.episodes
    day = asked.as_of.toordinal() if asked.as_of else told.last_day
    model = fit(told, day)
    plain = Setting.of(model, asked.horizon, asked.seed)
    population, of_population = population_of(given.population, model.now, plain.steps)
    growth, of_prices = growth_of(given.prices, model, plain.steps)
    limits, of_limits = limits_of(plain.month, plain.steps)
    setting = Setting.of(model, asked.horizon, asked.seed, population, limits=limits)
    found = follow(model, setting, growth, asked.paths)
    notes = _left_out(told, day, asked) + list(model.notes) + of_population
    if not model.prices.told:
        return found, [*notes, "no price is told; what it costs is not forecast"]
    if model.prices.guessed:
        notes.append(
            f"{model.prices.guessed} who are there have no price; their state's mean is used"
        )
    old = int((setting.month - model.present.birth > 12 * 67).sum()) if len(limits) else 0
    if old:
        notes.append(f"{old} are over 67; no refund is counted for them")
    return found, notes + of_prices + of_limits


def _left_out(told: Episodes, day: int, asked: Asked) -> list[str]:
    notes = [] if asked.as_of else [f"as of {day_named(day)}, the last day that is told of"]
    later = int((told.start > day).sum())
    if later:
        notes.append(f"{later} episodes begin after the day and are not used")
    known = told.end[(told.start <= day) & (told.end < 10**7)]
    if (known > day).any():
        notes.append(f"{int((known > day).sum())} ends after the day are not used")
    return notes


def described(found: Followed, asked: Asked) -> dict[str, Any]:
    """The settings and the model, for ``run.json``."""
    model = found.model
    months = found.months()
    return {
        "as_of": day_named(_day_of(model)),
        "paths": asked.paths,
        "seed": asked.seed,
        "horizon": asked.horizon,
        "from": months[0],
        "to": months[-1],
        "present": len(model.present.state),
        "states": [[one.service, one.owner, one.level] for one in model.states],
        "months_counted": model.counts.months,
        "borrowed": {
            name: {"cell": rates.own, **{one.name: one.strength for one in rates.margins}}
            for name, rates in (
                ("exits", model.exits),
                ("moves", model.moves),
                ("entries", model.entries),
            )
        },
        "levels": {
            name: {"trend_per_year": levels.trend, "chance_of_drift": levels.drifts}
            for name, levels in zip(("exits", "moves", "entries"), model.levels, strict=True)
        },
        "entries_dispersion": np.asarray(model.dispersion).tolist(),
    }


def _day_of(model: Model) -> int:
    month, part = divmod(model.now, 1)
    first = date(int(month) // 12, int(month) % 12 + 1, 1).toordinal()
    length = date((int(month) + 1) // 12, (int(month) + 1) % 12 + 1, 1).toordinal() - first
    return first + round(part * length) - 1


def from_episodes(given: EpisodesFolder, asked: Asked, told: dict[str, Any]) -> pl.DataFrame:
    """The forecast, told of in ``told``. Raises UnableToFollow and TooMany."""
    found, notes = followed(given, asked)
    told["episodes"] = described(found, asked)
    told.setdefault("from", told["episodes"]["from"])
    told.setdefault("to", told["episodes"]["to"])
    told["fallbacks"] += notes
    try:
        tell_scores(tested(given, asked), told)
    except UnableToFollow as error:
        told["fallbacks"].append(f"not tested on its own past: {error}")
    return episodes_table(found)


def tested(given: EpisodesFolder, asked: Asked) -> list[Scores]:
    """The back-test that a forecast from episodes carries."""
    day = asked.as_of.toordinal() if asked.as_of else given.episodes.last_day
    paths = min(asked.paths, TEST_PATHS)
    return backtest_episodes(given.episodes, day, asked.horizon, paths, asked.seed)
