"""``helhed forecast``: numbers to come with their intervals, from a folder to a folder, without a
database."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table as Shown

from helhed.cli.forecast_compare import compare
from helhed.cli.forecast_counts import not_better
from helhed.cli.forecast_episodes import Asked, tested
from helhed.cli.forecast_folder import scores_table
from helhed.cli.forecast_machines import CLUSTER, machines_at
from helhed.cli.forecast_made import UNABLE, Given, made, read_given
from helhed.cli.forecast_national import (
    UnableToForecastAll,
    is_national,
    one_folder,
    read_all,
    write_all,
)
from helhed.cli.forecast_said import (
    AS_OF,
    HORIZON,
    IN,
    JSON,
    KEEP_PATHS,
    OUT,
    PATHS,
    SEED,
    a_folder,
    say,
    say_faults,
    say_no,
    say_unwritten,
    write_into,
)
from helhed.cli.written import NotWritten
from helhed.exchange.faults import Faults
from helhed.forecast import Scores, backtest
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
    at_cluster: Annotated[str | None, CLUSTER] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write forecast.csv (unit,series,period,quantile,value) and run.json (how it was made); of a
    folder of municipalities' folders, one answer each and their sum."""
    a_folder(folder)
    asked = Asked(
        horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today(), keep_paths
    )
    if is_national(folder):
        told = _national(folder, out, asked, at_cluster, as_json)
    else:
        told = _run(folder, out, asked, at_cluster, as_json)
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'forecast.csv'))}: {told['from']} to {told['to']}.")
    for note in (*told["fallbacks"], *_warnings(told.get("not_better_than_naive", []))):
        say.print(f"Note: {escape(note)}.")


def _run(
    folder: Path, out: Path, asked: Asked, at_cluster: str | None, as_json: bool
) -> dict[str, Any]:
    given = _given(folder, as_json)
    try:
        with machines_at(at_cluster, as_json) as machines:
            found = made(given, asked, machines)
    except UNABLE as error:
        say_no(f"nothing can be forecast: {error}.", as_json)
    write_into(out, found.tables, found.told)
    return found.told


def _national(
    folder: Path, out: Path, asked: Asked, at_cluster: str | None, as_json: bool
) -> dict[str, Any]:
    faults = Faults()
    municipalities = read_all(folder, asked, faults)
    if faults:
        say_faults(faults, as_json)
    try:
        with machines_at(at_cluster, as_json) as machines:
            return write_all(out, municipalities, asked, machines)
    except UnableToForecastAll as error:
        say_no(f"not all can be forecast, and nothing was written; {error}.", as_json)
    except NotWritten as error:
        say_unwritten(error)


@forecasts.command("backtest")
def back_test(
    folder: Annotated[Path, IN],
    out: Annotated[Path, OUT],
    horizon: Annotated[int, HORIZON] = 3,
    as_of: Annotated[datetime | None, AS_OF] = None,
    paths: Annotated[int, PATHS] = 100,
    seed: Annotated[int, SEED] = 1,
    at_cluster: Annotated[str | None, CLUSTER] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Forecast from every earlier period, score it beside plain methods, and write backtest.csv."""
    one_folder(folder)
    given = _given(folder, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today())
    scores: list[Scores] = []
    try:
        with machines_at(at_cluster, as_json) as machines:
            if given.counts is not None:
                scores += backtest(given.counts, horizon)
            if given.episodes is not None:
                scores += tested(given.episodes, asked, machines)
    except UNABLE as error:
        say_no(f"nothing can be tested: {error}.", as_json)
    frame = scores_table(scores)
    write_into(out, {"backtest.csv": frame}, None)
    if as_json:
        print(json.dumps(frame.to_dicts()))  # noqa: T201
        return
    say.print(_shown(scores))
    for note in _warnings(not_better(scores)):
        say.print(f"Note: {escape(note)}.")


def _given(folder: Path, as_json: bool) -> Given:
    faults = Faults()
    given = read_given(folder, faults)
    if faults:
        say_faults(faults, as_json)
    return given


def _warnings(worse: list[str]) -> list[str]:
    return [f"{one}: no better than the last value" for one in worse]


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
