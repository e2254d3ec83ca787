"""The whole answer of ``forecast run`` to one folder: from counts, from episodes, or from both."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from helhed.cli.episodes_folder import has_episodes
from helhed.cli.forecast_counts import from_counts, told_by
from helhed.cli.forecast_episodes import Asked, EpisodesFolder, from_episodes, read_folder
from helhed.cli.forecast_episodes import Made as FromEpisodes
from helhed.cli.forecast_folder import has_counts, read_counts
from helhed.cli.forecast_reconciled import Both, Side, reconciled
from helhed.cli.one_file import has_file
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Step, UnableToForecast
from helhed.forecast.episodes.follow import Followed
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TooMany
from helhed.forecast.machines import ALONE, Machines

OF_EPISODES = ("population", "prices", "accounts")
OF_EACH = (
    "The folders in it have counts: a run of many municipalities needs episodes of each; counts of "
    "many stand in one counts.csv, each as a unit."
)
UNABLE = (UnableToForecast, UnableToFollow, TooMany)


@dataclass(frozen=True, slots=True)
class Given:
    """What stood in a folder, and what of it is not used."""

    counts: Counts | None
    episodes: EpisodesFolder | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Made:
    """The tables to write by file, how they were made, what was told of before, and the paths where
    there are any."""

    tables: dict[str, pl.DataFrame]
    told: dict[str, Any]
    pasts: list[Counts]
    followed: Followed | None


def read_given(folder: Path, faults: Faults) -> Given:
    """Counts, episodes or both; a folder with neither is told so."""
    with_episodes = has_episodes(folder)
    if not with_episodes and not has_counts(folder):
        text = "the file is missing, and so is episodes.csv."
        inside = folder.is_dir() and any(has_counts(one) for one in folder.iterdir())
        to_do = OF_EACH if inside else "Add one or both, as CSV or Parquet."
        faults.add("counts.csv", "missing-file", text, to_do)
        return Given(None, None)
    counts = None if with_episodes and not has_counts(folder) else read_counts(folder, faults)
    if with_episodes:
        return Given(counts, read_folder(folder, faults))
    beside = [name for name in OF_EPISODES if has_file(folder, name)]
    return Given(counts, None, tuple(f"{one} is not used: it is for episodes" for one in beside))


def made(given: Given, asked: Asked, machines: Machines = ALONE) -> Made:
    """The forecast. Raises what is ``UNABLE``, and what the machines raise."""
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": []}
    told |= {"not_better_than_naive": [], "beaten_by": [], "too_narrow": [], "backtest": []}
    told |= {"seed": asked.seed, "settings": {}}
    told["fallbacks"] += given.notes
    counts = given.counts
    if counts is not None:
        counts, notes = told_by(counts, asked.as_of)
        told["fallbacks"] += notes
    lived = from_episodes(given.episodes, asked, told, machines) if given.episodes else None
    counted = from_counts(counts, asked.horizon, told) if counts else None
    others = lived.others if lived else {}
    tables = {"forecast.csv": _one_table(lived, counted, counts, told), **others}
    pasts = [one for one in (lived and lived.past, counts) if one]
    return Made(tables, told, pasts, lived.followed if lived else None)


def _one_table(
    lived: FromEpisodes | None, counted: Side | None, counts: Counts | None, told: dict[str, Any]
) -> pl.DataFrame:
    """What is forecast from counts, from episodes, or from both, reconciled."""
    if lived is None or counted is None or counts is None:
        return (counted or lived.side).table  # type: ignore[union-attr]
    if counts.step is Step.YEAR:
        far = told["settings"]["horizon"]
        told["fallbacks"].append(
            f"{far} ahead is {far} months of episodes and {far} years of counts"
        )
    return reconciled(Both(lived.side, counted, counts, lived.past), told)
