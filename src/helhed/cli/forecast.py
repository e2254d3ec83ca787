"""``helhed forecast``: numbers to come with their intervals, from a folder to a folder, without a
database."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from helhed.cli.episodes_folder import COLUMNS as EPISODE_COLUMNS
from helhed.cli.episodes_folder import has_episodes
from helhed.cli.forecast_counts import from_counts, not_better
from helhed.cli.forecast_episodes import Asked, EpisodesFolder, from_episodes, read_folder, tested
from helhed.cli.forecast_folder import COLUMNS, has_counts, read_counts, scores_table
from helhed.cli.written import NotWritten, write_tables
from helhed.exchange.faults import Faults
from helhed.forecast import Counts, Scores, UnableToForecast, backtest
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.setting import TooMany

say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)
forecasts = typer.Typer(help="Forecast numbers with calibrated intervals, and test that.")
_IN = typer.Option(
    "--in",
    help=f"A folder with counts ({COLUMNS}), episodes ({EPISODE_COLUMNS}) or both, as CSV or "
    "Parquet; besides, population (year,age,persons) and prices.",
)
_OUT = typer.Option("--out", help="The folder to write in; made when it is not there.")
_HORIZON = typer.Option(min=1, max=240, help="How many periods ahead; of episodes, months.")
_AS_OF = typer.Option(
    "--as-of",
    formats=["%Y-%m-%d"],
    help="Of episodes: what was known at the end of this day; else of the last day told of.",
)
_PATHS = typer.Option("--paths", min=10, max=10_000, help="Of episodes: how many paths.")
_SEED = typer.Option("--seed", min=0, max=2**63 - 1, help="Of episodes: the seed of chance.")
_JSON = typer.Option("--json", help="For machines.")


@forecasts.command()
def run(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    horizon: Annotated[int, _HORIZON],
    as_of: Annotated[datetime | None, _AS_OF] = None,
    paths: Annotated[int, _PATHS] = 200,
    seed: Annotated[int, _SEED] = 1,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Write forecast.csv (unit,series,period,quantile,value) and run.json (how it was made)."""
    counts, episodes = _given(folder, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed)
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": []}
    told |= {"not_better_than_naive": [], "backtest": []}
    tables = []
    try:
        if counts is not None:
            tables.append(from_counts(counts, horizon, told))
        if episodes is not None:
            tables.append(from_episodes(episodes, asked, told))
    except (UnableToForecast, UnableToFollow, TooMany) as error:
        _say_no(f"nothing can be forecast: {error}.", as_json)
    _into(out, {"forecast.csv": pl.concat(tables)})
    (out / "run.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'forecast.csv'))}: {told['from']} to {told['to']}.")
    for note in (*told["fallbacks"], *_warnings(told["not_better_than_naive"])):
        say.print(f"Note: {escape(note)}.")


@forecasts.command("backtest")
def back_test(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    horizon: Annotated[int, _HORIZON] = 3,
    as_of: Annotated[datetime | None, _AS_OF] = None,
    paths: Annotated[int, _PATHS] = 100,
    seed: Annotated[int, _SEED] = 1,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Forecast from every earlier period, score it beside plain methods, and write backtest.csv."""
    counts, episodes = _given(folder, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed)
    scores: list[Scores] = []
    try:
        if counts is not None:
            scores += backtest(counts, horizon)
        if episodes is not None:
            scores += tested(episodes, asked)
    except (UnableToForecast, UnableToFollow, TooMany) as error:
        _say_no(f"nothing can be tested: {error}.", as_json)
    frame = scores_table(scores)
    _into(out, {"backtest.csv": frame})
    if as_json:
        print(json.dumps(frame.to_dicts()))  # noqa: T201
        return
    say.print(_shown(scores))
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
        if as_json:
            print(json.dumps({"faults": [fault.as_json() for fault in faults.listed]}))  # noqa: T201
        for fault in faults.listed:
            warn.print(escape(str(fault)))
        raise typer.Exit(3)
    return counts, episodes


def _say_no(text: str, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"error": text}))  # noqa: T201
    warn.print(f"helhed: {escape(text)}")
    raise typer.Exit(3)


def _warnings(worse: list[str]) -> list[str]:
    return [f"{one}: no better than the last value" for one in worse]


def _into(out: Path, tables: dict[str, pl.DataFrame]) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        write_tables({out / name: frame for name, frame in tables.items()})
    except NotWritten as error:
        warn.print(f"helhed: {escape(str(error))}. No file was changed.")
        raise typer.Exit(3) from None
    except OSError as error:
        warn.print(f"helhed: {escape(str(out))} cannot be made: {error.strerror}.")
        raise typer.Exit(3) from None


def _shown(scores: list[Scores]) -> Shown:
    table = Shown(title="Back-test: shares of the sum of what came")
    for name in ("series", "ahead", "method", "forecasts", "WAPE", "bias", "WIS", "80 % covers"):
        table.add_column(name, justify="left" if name in ("series", "method") else "right")
    for one in scores:
        numbers = [_percent(value) for value in (one.wape, one.bias, one.wis, one.cover_80)]
        table.add_row(one.series, str(one.ahead), one.method, str(one.count), *numbers)
    return table


def _percent(share: float) -> str:
    return f"{100 * share:.2f} %" if share == share else "–"
