"""The whole answer of ``forecast run`` and of ``forecast backtest`` to one folder: from counts,
from episodes, or from both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from helhed.cli.episodes_folder import day_named, has_episodes
from helhed.cli.forecast_counts import GrowsBeyond, from_counts, told_by
from helhed.cli.forecast_counts import made_do_with as counts_made_do_with
from helhed.cli.forecast_episodes import (
    TEST_PATHS,
    Asked,
    EpisodesFolder,
    day_of,
    from_episodes,
    made_do_with,
    read_folder,
    tested,
)
from helhed.cli.forecast_episodes import Made as FromEpisodes
from helhed.cli.forecast_folder import has_counts, read_counts
from helhed.cli.forecast_reconciled import APART_IN, Both, Side, reconciled
from helhed.cli.forecast_tested import tell_scores
from helhed.cli.one_file import has_file, name_of
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Scores, Step, UnableToForecast, backtest, forecast
from helhed.forecast.episodes.follow import Followed
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TooMany
from helhed.forecast.episodes.tested import AHEAD
from helhed.forecast.machines import ALONE, Machines
from helhed.forecast.plain import Method

OF_EPISODES = ("population", "prices", "accounts")
OF_EACH = (
    "The folders in it have counts: a run of many municipalities needs episodes of each; counts of "
    "many stand in one counts.csv, each as a unit."
)
Others = Callable[[Step], Mapping[str, Method]]
"""The methods that a back-test sets the forecast beside, by how many periods there are in a
year."""
MORE_EPISODES = "Add earlier stays, also of those who have left, or name a later day with --as-of."
MORE_COUNTS = "Add earlier periods of the same units, or name a later day with --as-of."
UNABLE = (UnableToForecast, UnableToFollow, TooMany)


@dataclass(frozen=True, slots=True)
class Given:
    """What stood in a folder, what of it is not used, and what its files are called."""

    counts: Counts | None
    episodes: EpisodesFolder | None
    notes: tuple[str, ...] = ()
    counts_in: str = "counts.csv"
    episodes_in: str = "episodes.csv"

    def why(self, error: Exception) -> str:
        """Why nothing comes of it: of which file, and what to do, where the error does not say."""
        if isinstance(error, UnableToFollow):
            return f"{self.episodes_in}: {error}. {MORE_EPISODES}"
        if isinstance(error, UnableToForecast) and not isinstance(error, GrowsBeyond):
            return f"{self.counts_in}: {error}. {MORE_COUNTS}"
        return f"{error}."


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
    files = name_of(folder, "counts"), name_of(folder, "episodes")
    if with_episodes:
        return Given(counts, read_folder(folder, faults), (), *files)
    beside = [name for name in OF_EPISODES if has_file(folder, name)]
    notes = tuple(f"{one} is not used: it is for episodes" for one in beside)
    return Given(counts, None, notes, *files)


def made(given: Given, asked: Asked, machines: Machines = ALONE) -> Made:
    """The forecast. Raises what is ``UNABLE``, and what the machines raise."""
    told = _told(given, asked)
    counts = given.counts
    if counts is not None:
        counts, notes = told_by(counts, asked.as_of, asked.today)
        told["fallbacks"] += notes
    lived = from_episodes(given.episodes, asked, told, machines) if given.episodes else None
    counted = from_counts(counts, asked.horizon, told) if counts else None
    others = lived.others if lived else {}
    tables = {**_tables(lived, counted, counts, told), **others}
    pasts = [one for one in (lived and lived.past, counts) if one]
    if APART_IN in tables:
        pasts.reverse()  # the forecast is the episodes' there, and so is its past
    return Made(tables, told, pasts, lived.followed if lived else None)


def _told(given: Given, asked: Asked) -> dict[str, Any]:
    """What is told of every answer, before anything is counted."""
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": [*given.notes]}
    told |= {"not_better_than_naive": [], "beaten_by": [], "too_narrow": [], "backtest": []}
    return {**told, "seed": asked.seed, "settings": {}}


def back_tested(
    given: Given, asked: Asked, others: Others, machines: Machines = ALONE
) -> tuple[list[Scores], dict[str, Any]]:
    """The scores of the forecast made again as of earlier days, beside others, and how they were
    made. Raises what is ``UNABLE``, and what the machines raise."""
    told = _told(given, asked)
    told["settings"] = {"horizon": asked.horizon, "seed": asked.seed}
    told["settings"]["as_of"] = str(asked.as_of) if asked.as_of else None
    scores: list[Scores] = []
    if given.counts is not None:
        counts, notes = told_by(given.counts, asked.as_of, asked.today)
        told["settings"]["counts_to"] = counts.name(counts.periods - 1)
        scores += backtest(counts, asked.horizon, others=others(counts.step))
        told["fallbacks"] += notes + counts_made_do_with(forecast(counts, asked.horizon))
        told["fallbacks"] += _untested(scores, range(1, asked.horizon + 1), counts.step)
    if given.episodes is not None:
        lived = tested(given.episodes, asked, others(Step.MONTH), machines)
        told["settings"]["as_of"] = day_named(day_of(given.episodes, asked))
        told["settings"]["paths"] = min(asked.paths, TEST_PATHS)
        told["fallbacks"] += made_do_with(given.episodes, asked)
        told["fallbacks"] += _untested(lived, AHEAD, Step.MONTH, asked.horizon)
        scores += lived
    tell_scores(scores, told)
    return scores, told


def _untested(
    scores: Sequence[Scores], aheads: Sequence[int], step: Step, horizon: int | None = None
) -> list[str]:
    """That the past is too short to test as far ahead as is asked for."""
    asked = [one for one in aheads if horizon is None or one <= horizon]
    furthest = max((one.ahead for one in scores), default=0)
    if furthest >= max(asked):
        return []
    of = "years" if step is Step.YEAR else "months"
    return [f"tested no further than {furthest} {of} ahead: the past is too short for more"]


def _tables(
    lived: FromEpisodes | None, counted: Side | None, counts: Counts | None, told: dict[str, Any]
) -> dict[str, pl.DataFrame]:
    """What is forecast from counts, from episodes, or from both, reconciled."""
    if lived is None or counted is None or counts is None:
        return {"forecast.csv": (counted or lived.side).table}  # type: ignore[union-attr]
    if counts.step is Step.YEAR:
        far = told["settings"]["horizon"]
        told["fallbacks"].append(
            f"{far} ahead is {far} months of episodes and {far} years of counts"
        )
    return reconciled(Both(lived.side, counted, counts, lived.past), told)
