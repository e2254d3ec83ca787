"""A forecast from episodes on the command line: read, fit, simulate, and tell how it was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from helhed.cli.accounts_folder import accounts_table, read_accounts, unused_accounts
from helhed.cli.episodes_folder import (
    day_named,
    episodes_table,
    explained_table,
    paths_table,
    read_episodes,
)
from helhed.cli.forecast_reconciled import Side
from helhed.cli.forecast_tested import tell_scores
from helhed.cli.futures_folder import (
    growth_of,
    inhabitants,
    population_of,
    read_population,
    read_prices,
    unused_prices,
)
from helhed.cli.one_file import Rows
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Scores
from helhed.forecast.episodes.bands import UNKNOWN_BIRTH
from helhed.forecast.episodes.drawn import Growth
from helhed.forecast.episodes.follow import Followed, follow, units_of
from helhed.forecast.episodes.model import Model, UnableToFollow, fit
from helhed.forecast.episodes.noticed import noticed
from helhed.forecast.episodes.refunded import limits_of
from helhed.forecast.episodes.scenarios import Scenario, states_with
from helhed.forecast.episodes.setting import Setting
from helhed.forecast.episodes.tested import backtest_episodes, months_told
from helhed.forecast.episodes.told import OPEN, Episodes, distinct
from helhed.forecast.machines import Machines
from helhed.forecast.plain import Method

TEST_PATHS = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """What a forecast from episodes is asked: months ahead, as of which day (None: the last one
    told of), how many paths, and the seed."""

    horizon: int
    as_of: date | None
    paths: int
    seed: int
    today: date = date.max
    keep_paths: bool = False


@dataclass(frozen=True, slots=True)
class EpisodesFolder:
    """The tables of a folder that a forecast from episodes takes; ``rows`` are those in which the
    episodes stand."""

    episodes: Episodes
    rows: list[int]
    population: Rows
    prices: Rows
    accounts: Rows


def read_folder(folder: Path, faults: Faults) -> EpisodesFolder | None:
    """All tables; None, with every fault named, when something is wrong."""
    stays = read_episodes(folder, faults)
    population = read_population(folder, faults)
    prices = read_prices(folder, faults)
    accounts = read_accounts(folder, faults)
    if stays is None or population is None or prices is None or accounts is None or faults:
        return None
    return EpisodesFolder(stays.episodes, stays.rows, population, prices, accounts)


@dataclass(frozen=True, slots=True)
class Ready:
    """What a simulation takes, and what had to be assumed for it."""

    model: Model
    setting: Setting
    growth: Growth
    notes: list[str]


def prepared(given: EpisodesFolder, asked: Asked, scenarios: Sequence[Scenario] = ()) -> Ready:
    """The fitted model and its setting. Raises UnableToFollow, TooMany and NotAScenario."""
    told = given.episodes
    day = day_of(given, asked)
    states = states_with(sorted(distinct(told.known_on(day).state)), scenarios)
    model = fit(told, day, states, inhabitants(given.population))
    plain = Setting.of(model, asked.horizon, asked.seed)
    came = (model.counts.entries.sum(axis=(0, 1)) > 0).tolist()
    population, of_population = population_of(given.population, model, plain.steps, came)
    growth, of_prices = growth_of(given.prices, model, plain.steps)
    limits, of_limits = limits_of(plain.month, plain.steps)
    setting = Setting.of(model, asked.horizon, asked.seed, population, limits=limits)
    notes = _left_out(told, day, asked) + noticed(told, day, given.rows)
    notes += list(model.notes) + of_population + unused(given, model)
    if not model.prices.told:
        return Ready(
            model, setting, growth, [*notes, "no price is told; what it costs is not forecast"]
        )
    if model.prices.guessed:
        text = "who are there have no price; their state's mean is used"
        notes.append(f"{model.prices.guessed} {text}")
    birth = model.present.birth[model.present.birth != UNKNOWN_BIRTH]
    old = int((setting.month - birth > 12 * 67).sum()) if limits is not None else 0
    if old:
        notes.append(f"{old} are over 67; no refund is counted for them")
    return Ready(model, setting, growth, notes + of_prices + of_limits)


def made_do_with(given: EpisodesFolder, asked: Asked) -> list[str]:
    """What is odd in the episodes and had to be made do with, for a back-test: it takes nothing
    but the episodes, for the other files tell of days to come. Raises UnableToFollow."""
    told, day = given.episodes, day_of(given, asked)
    notes = [*_left_out(told, day, asked), *noticed(told, day, given.rows), *fit(told, day).notes]
    beside = {"population": given.population, "prices": given.prices, "accounts": given.accounts}
    notes += [f"{name} is not used in a back-test" for name, one in beside.items() if one.is_there]
    if asked.paths > TEST_PATHS:
        notes.append(f"a back-test is made with {TEST_PATHS} paths, and no more")
    return notes


def unused(given: EpisodesFolder, model: Model) -> list[str]:
    """Rows of the other files that name what no episode does, and what they leave out."""
    return unused_prices(given.prices, model) + unused_accounts(given.accounts, model.states)


def day_of(given: EpisodesFolder, asked: Asked) -> int:
    """The day the forecast is made as of: the one asked for, or the last on which something began
    or ended. What is told of days after today is planned and has not come."""
    if asked.as_of:
        return asked.as_of.toordinal()
    today = asked.today.toordinal()
    last = given.episodes.last_by(today)
    return today if last is None else last


def _left_out(told: Episodes, day: int, asked: Asked) -> list[str]:
    """The day where none was asked for, and how much is told of days after it."""
    begin = int((told.start > day).sum())
    end = int(((told.start <= day) & (told.end > day) & (told.end < OPEN)).sum())
    notes = []
    if not asked.as_of:
        which = "told of that has come" if begin or end else "that is told of"
        notes.append(f"as of {day_named(day)}, the last day {which}")
    if begin:
        notes.append(f"{begin} episodes begin after the day and are not used")
    if end:
        notes.append(f"{end} ends after the day are not used")
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


@dataclass(frozen=True, slots=True)
class Made:
    """The forecast, what else is written with it, the months told of before it, and its paths."""

    side: Side
    others: dict[str, pl.DataFrame]
    past: Counts
    followed: Followed


def from_episodes(
    given: EpisodesFolder, asked: Asked, told: dict[str, Any], machines: Machines
) -> Made:
    """The forecast and what explains it, told of in ``told``. Raises UnableToFollow and TooMany,
    and what the machines raise."""
    ready = prepared(given, asked)
    found = follow(ready.model, ready.setting, ready.growth, asked.paths, machines)
    tell_episodes(found, ready, asked, told)
    scores: list[Scores] = []
    try:
        scores = tested(given, asked, None, machines)
        tell_scores(scores, told)
    except UnableToFollow as error:
        told["fallbacks"].append(f"not tested on its own past: {error}")
    tables = {"explained.csv": explained_table(found)}
    if given.accounts.is_there:
        tables["accounts.csv"] = accounts_table(found, given.accounts)
    if asked.keep_paths:
        tables["paths.parquet"] = paths_table(found)
    return Made(
        Side(episodes_table(found), scores), tables, _past(given, asked, found.model), found
    )


def _past(given: EpisodesFolder, asked: Asked, model: Model) -> Counts:
    """The whole months of every unit, as they are known."""
    day, names = day_of(given, asked), ("persons", "places")
    units = list(units_of(model))
    first = model.counts.first
    return months_told(given.episodes, day, units, names, first, int(model.now))


def tell_episodes(found: Followed, ready: Ready, asked: Asked, told: dict[str, Any]) -> None:
    """Put the settings and what was assumed into what is told."""
    told["episodes"] = described(found, asked)
    names = ("as_of", "horizon", "paths", "seed")
    told["settings"] = {name: told["episodes"][name] for name in names}
    told.setdefault("from", told["episodes"]["from"])
    told.setdefault("to", told["episodes"]["to"])
    told["fallbacks"] += ready.notes


def tested(
    given: EpisodesFolder,
    asked: Asked,
    others: Mapping[str, Method] | None,
    machines: Machines,
) -> list[Scores]:
    """The back-test of a forecast from episodes, beside ``others`` (None: the plain methods).

    Raises UnableToFollow, and what the machines raise.
    """
    paths = min(asked.paths, TEST_PATHS)
    day = day_of(given, asked)
    return backtest_episodes(
        given.episodes, day, asked.horizon, paths, asked.seed, others, machines
    )
