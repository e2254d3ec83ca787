"""The whole answer of ``forecast run`` to one folder: from counts, from episodes, or from both."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from helhed.cli.episodes_folder import has_episodes
from helhed.cli.forecast_counts import from_counts
from helhed.cli.forecast_episodes import Asked, EpisodesFolder, from_episodes, read_folder
from helhed.cli.forecast_folder import has_counts, read_counts
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, UnableToForecast
from helhed.forecast.episodes.follow import Followed
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TooMany
from helhed.forecast.machines import ALONE, Machines

UNABLE = (UnableToForecast, UnableToFollow, TooMany)


@dataclass(frozen=True, slots=True)
class Given:
    """What stood in a folder."""

    counts: Counts | None
    episodes: EpisodesFolder | None


@dataclass(frozen=True, slots=True)
class Made:
    """The tables to write by file, how they were made, and the paths where there are any."""

    tables: dict[str, pl.DataFrame]
    told: dict[str, Any]
    followed: Followed | None


def read_given(folder: Path, faults: Faults) -> Given:
    """Counts, episodes or both; a folder with neither is short of counts."""
    with_episodes = has_episodes(folder)
    counts = None if with_episodes and not has_counts(folder) else read_counts(folder, faults)
    return Given(counts, read_folder(folder, faults) if with_episodes else None)


def made(given: Given, asked: Asked, machines: Machines = ALONE) -> Made:
    """The forecast. Raises what is ``UNABLE``, and what the machines raise."""
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": []}
    told |= {"not_better_than_naive": [], "backtest": []}
    tables: dict[str, pl.DataFrame] = {}
    followed = None
    if given.episodes is not None:
        tables, followed = from_episodes(given.episodes, asked, told, machines)
    if given.counts is not None:
        counted = from_counts(given.counts, asked.horizon, told)
        others = [tables["forecast.csv"]] if tables else []
        tables["forecast.csv"] = pl.concat([counted, *others])
    return Made(tables, told, followed)
