"""``helhed forecast``: numbers to come with their intervals, from a folder to a folder, without a
database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from helhed.cli.forecast_compare import compare
from helhed.cli.forecast_episodes import Asked
from helhed.cli.forecast_folder import scores_table
from helhed.cli.forecast_machines import CLUSTER, machines_at
from helhed.cli.forecast_made import UNABLE, Given, back_tested, made, read_given
from helhed.cli.forecast_national import (
    UnableToForecastAll,
    is_national,
    one_folder,
    read_all,
    write_all,
)
from helhed.cli.forecast_pictures import (
    PICTURE,
    PICTURE_OF,
    checked,
    drawn_forecast,
    drawn_scores,
    pasts_of,
)
from helhed.cli.forecast_said import (
    AS_OF,
    BACKTEST,
    HORIZON,
    IN,
    JSON,
    KEEP_PATHS,
    OUT,
    PATHS,
    SEED,
    a_folder,
    not_its_own,
    say,
    say_faults,
    say_no,
    say_unwritten,
    write_into,
)
from helhed.cli.forecast_tested import (
    BASELINES,
    Baselines,
    notes_of,
    others_of,
    said,
    shown,
)
from helhed.cli.written import NotWritten
from helhed.exchange.faults import Faults
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
    picture: Annotated[Path | None, PICTURE] = None,
    picture_of: Annotated[str | None, PICTURE_OF] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write forecast.csv (unit,series,period,quantile,value) and run.json (how it was made); of a
    folder of municipalities' folders, one answer each and their sum."""
    a_folder(folder)
    checked(picture)
    if picture is None and picture_of is not None:
        raise typer.BadParameter("name the picture too: --picture.", param_hint="--picture-of")
    not_its_own(folder, out)
    asked = Asked(
        horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today(), keep_paths
    )
    if is_national(folder):
        if picture is not None:
            raise typer.BadParameter("a picture is of one folder.", param_hint="--picture")
        told = _national(folder, out, asked, at_cluster, as_json)
    else:
        drawn = Drawn(picture, picture_of)
        told = _run(folder, out, asked, at_cluster, drawn, as_json)
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'forecast.csv'))}: {told['from']} to {told['to']}.")
    worse = said(told.get("not_better_than_naive", []), told.get("too_narrow", []))
    for note in (*told["fallbacks"], *worse):
        say.print(f"Note: {escape(note)}.")


@dataclass(frozen=True, slots=True)
class Drawn:
    """Which picture is asked for, and of which series."""

    picture: Path | None
    of: str | None


def _run(
    folder: Path, out: Path, asked: Asked, at_cluster: str | None, drawn: Drawn, as_json: bool
) -> dict[str, Any]:
    given = _given(folder, as_json)
    try:
        with machines_at(at_cluster, as_json) as machines:
            found = made(given, asked, machines)
    except UNABLE as error:
        say_no(f"nothing can be forecast: {given.why(error)}", as_json)
    table, pasts = found.tables["forecast.csv"], pasts_of(*found.pasts)
    pictures = drawn_forecast(drawn.picture, table, pasts, drawn.of)
    write_into(out, found.tables, found.told, pictures)
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
        say_no(f"not all can be forecast, and nothing was written; {error}", as_json)
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
    baselines: Annotated[Baselines, BASELINES] = Baselines.PLAIN,
    at_cluster: Annotated[str | None, CLUSTER] = None,
    picture: Annotated[Path | None, PICTURE] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Forecast from every earlier period, score it beside other methods, and write backtest.csv
    and backtest.json (how it was made)."""
    one_folder(folder)
    checked(picture)
    given = _given(folder, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today())
    others = partial(others_of, baselines, as_json)
    try:
        with machines_at(at_cluster, as_json) as machines:
            scores, told = back_tested(given, asked, others, machines)
    except UNABLE as error:
        say_no(f"nothing can be tested: {given.why(error)}", as_json)
    frame = scores_table(scores)
    told["baselines"] = baselines.value
    write_into(out, {"backtest.csv": frame}, told, drawn_scores(picture, scores), BACKTEST)
    if as_json:
        print(json.dumps(frame.to_dicts()))  # noqa: T201
        return
    say.print(shown(scores))
    for note in (*told["fallbacks"], *notes_of(scores)):
        say.print(f"Note: {escape(note)}.")


def _given(folder: Path, as_json: bool) -> Given:
    faults = Faults()
    given = read_given(folder, faults)
    if faults:
        say_faults(faults, as_json)
    return given
