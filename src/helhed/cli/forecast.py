"""``helhed forecast``: numbers to come with their intervals, from a folder to a folder, without a
database."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.markup import escape

from helhed.cli.episodes_folder import has_episodes
from helhed.cli.forecast_compare import compare
from helhed.cli.forecast_counts import from_counts
from helhed.cli.forecast_episodes import (
    Asked,
    EpisodesFolder,
    Made,
    from_episodes,
    read_folder,
    tested,
)
from helhed.cli.forecast_folder import has_counts, read_counts, scores_table
from helhed.cli.forecast_pictures import (
    PICTURE,
    PICTURE_OF,
    checked,
    drawn_forecast,
    drawn_scores,
    pasts_of,
)
from helhed.cli.forecast_reconciled import Both, Side, reconciled
from helhed.cli.forecast_said import (
    AS_OF,
    HORIZON,
    IN,
    JSON,
    KEEP_PATHS,
    OUT,
    PATHS,
    SEED,
    say,
    say_faults,
    say_no,
    write_into,
)
from helhed.cli.forecast_tested import (
    BASELINES,
    Baselines,
    not_better,
    others_of,
    shown,
    tell_scores,
)
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Scores, Step, UnableToForecast, backtest
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TooMany
from helhed.kernel.clock import SystemClock

forecasts = typer.Typer(help="Forecast numbers with calibrated intervals, and test that.")
forecasts.command()(compare)


@forecasts.command()
def run(
    folder: Annotated[Path, IN],
    out: Annotated[Path, OUT],
    horizon: Annotated[int, HORIZON],
    as_of: Annotated[datetime | None, AS_OF] = None,
    paths: Annotated[int, PATHS] = 200,
    seed: Annotated[int, SEED] = 1,
    keep_paths: Annotated[bool, KEEP_PATHS] = False,
    picture: Annotated[Path | None, PICTURE] = None,
    picture_of: Annotated[str | None, PICTURE_OF] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write forecast.csv (unit,series,period,quantile,value) and run.json (how it was made)."""
    checked(picture)
    counts, episodes = _given(folder, as_json)
    asked = Asked(
        horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today(), keep_paths
    )
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": []}
    told |= {"not_better_than_naive": [], "beaten_by": [], "backtest": []}
    try:
        made = from_episodes(episodes, asked, told) if episodes is not None else None
        found = from_counts(counts, horizon, told) if counts is not None else None
    except (UnableToForecast, UnableToFollow, TooMany) as error:
        say_no(f"nothing can be forecast: {error}.", as_json)
    table = _one_table(made, found, counts, told)
    others = made.others if made else {}
    known = [one for one in (made and made.past, counts) if one]
    drawn = drawn_forecast(picture, table, pasts_of(*known), picture_of)
    write_into(out, {"forecast.csv": table, **others}, told, drawn)
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'forecast.csv'))}: {told['from']} to {told['to']}.")
    for note in (*told["fallbacks"], *_warnings(told["not_better_than_naive"])):
        say.print(f"Note: {escape(note)}.")


@forecasts.command("backtest")
def back_test(
    folder: Annotated[Path, IN],
    out: Annotated[Path, OUT],
    horizon: Annotated[int, HORIZON] = 3,
    as_of: Annotated[datetime | None, AS_OF] = None,
    paths: Annotated[int, PATHS] = 100,
    seed: Annotated[int, SEED] = 1,
    baselines: Annotated[Baselines, BASELINES] = Baselines.PLAIN,
    picture: Annotated[Path | None, PICTURE] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Forecast from every earlier period, score it beside other methods, and write backtest.csv
    and run.json."""
    checked(picture)
    counts, episodes = _given(folder, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today())
    scores: list[Scores] = []
    try:
        if counts is not None:
            others = others_of(baselines, counts.step, as_json)
            scores += backtest(counts, horizon, others=others)
        if episodes is not None:
            scores += tested(episodes, asked, others_of(baselines, Step.MONTH, as_json))
    except (UnableToForecast, UnableToFollow, TooMany) as error:
        say_no(f"nothing can be tested: {error}.", as_json)
    frame = scores_table(scores)
    told: dict[str, Any] = {"version": version("helhed"), "baselines": baselines.value}
    told |= {"not_better_than_naive": [], "beaten_by": [], "backtest": []}
    tell_scores(scores, told)
    write_into(out, {"backtest.csv": frame}, told, drawn_scores(picture, scores))
    if as_json:
        print(json.dumps(frame.to_dicts()))  # noqa: T201
        return
    say.print(shown(scores))
    for note in _warnings(not_better(scores)):
        say.print(f"Note: {escape(note)}.")


def _given(folder: Path, as_json: bool) -> tuple[Counts | None, EpisodesFolder | None]:
    """Counts, episodes or both; a folder with neither is short of counts."""
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.")
    faults = Faults()
    with_episodes = has_episodes(folder)
    counts = None if with_episodes and not has_counts(folder) else read_counts(folder, faults)
    episodes = read_folder(folder, faults) if with_episodes else None
    if faults:
        say_faults(faults, as_json)
    return counts, episodes


def _one_table(
    made: Made | None, found: Side | None, counts: Counts | None, told: dict[str, Any]
) -> pl.DataFrame:
    """What is forecast from counts, from episodes, or from both, reconciled."""
    if made is None or found is None or counts is None:
        return (found or made.side).table  # type: ignore[union-attr]
    return reconciled(Both(made.side, found, counts, made.past), told)


def _warnings(worse: list[str]) -> list[str]:
    return [f"{one}: no better than the last value" for one in worse]
