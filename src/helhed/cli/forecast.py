"""``helhed forecast``: numbers to come with their intervals, from a folder to a folder, without a
database."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Shown

from helhed.cli.forecast_folder import COLUMNS, forecast_table, not_read, read_counts, scores_table
from helhed.cli.written import NotWritten, write_tables
from helhed.exchange.faults import Faults
from helhed.forecast import (
    Counts,
    Scores,
    Settings,
    UnableToForecast,
    backtest,
    forecast,
)

say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)
forecasts = typer.Typer(help="Forecast numbers with calibrated intervals, and test that.")
_IN = typer.Option("--in", help=f"A folder with counts ({COLUMNS}), as CSV or Parquet.")
_OUT = typer.Option("--out", help="The folder to write in; made when it is not there.")
_HORIZON = typer.Option(min=1, max=240, help="How many periods ahead.")
_JSON = typer.Option("--json", help="For machines.")


@forecasts.command()
def run(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    horizon: Annotated[int, _HORIZON],
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Write forecast.csv (unit,series,period,quantile,value) and run.json (how it was made)."""
    counts = _given(folder, as_json)
    try:
        found = forecast(counts, horizon)
        scores = _tested(counts, min(horizon, 3 * int(counts.step)))
    except UnableToForecast as error:
        _say_no(f"nothing can be forecast: {error}.", as_json)
    _into(out, {"forecast.csv": forecast_table(found)})
    left = [f"{name} is not read: only counts are forecast" for name in not_read(folder)]
    notes = [*left, *found.notes]
    told = {
        "version": version("helhed"),
        "settings": {**asdict(Settings()), "horizon": horizon, "quantiles": found.quantiles},
        "units": len(counts.units),
        "series": list(counts.series),
        "from": counts.name(counts.periods),
        "to": counts.name(counts.periods + horizon - 1),
        "fallbacks": notes + ([] if scores else ["too short a past to test it on"]),
        "not_better_than_naive": _not_better(scores),
        "backtest": scores_table(scores).to_dicts() if scores else [],
    }
    (out / "run.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'forecast.csv'))}: {told['from']} to {told['to']}.")
    for note in (*notes, *_warnings(scores)):
        say.print(f"Note: {escape(note)}.")


@forecasts.command("backtest")
def back_test(
    folder: Annotated[Path, _IN],
    out: Annotated[Path, _OUT],
    horizon: Annotated[int, _HORIZON] = 3,
    as_json: Annotated[bool, _JSON] = False,
) -> None:
    """Forecast from every earlier period, score it beside plain methods, and write backtest.csv."""
    counts = _given(folder, as_json)
    try:
        scores = backtest(counts, horizon)
    except UnableToForecast as error:
        _say_no(f"nothing can be tested: {error}.", as_json)
    frame = scores_table(scores)
    _into(out, {"backtest.csv": frame})
    if as_json:
        print(json.dumps(frame.to_dicts()))  # noqa: T201
        return
    say.print(_shown(scores))
    for note in _warnings(scores):
        say.print(f"Note: {escape(note)}.")


def _given(folder: Path, as_json: bool) -> Counts:
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.")
    faults = Faults()
    counts = read_counts(folder, faults)
    if counts is None:
        if as_json:
            print(json.dumps({"faults": [fault.as_json() for fault in faults.listed]}))  # noqa: T201
        for fault in faults.listed:
            warn.print(escape(str(fault)))
        raise typer.Exit(3)
    return counts


def _say_no(text: str, as_json: bool) -> NoReturn:
    if as_json:
        print(json.dumps({"error": text}))  # noqa: T201
    warn.print(f"helhed: {escape(text)}")
    raise typer.Exit(3)


def _tested(counts: Counts, horizon: int) -> list[Scores]:
    """The back-test that a forecast carries; none when the past is too short for one."""
    try:
        return backtest(counts, horizon)
    except UnableToForecast:
        return []


def _not_better(scores: list[Scores]) -> list[str]:
    naive = {(one.series, one.ahead): one.wape for one in scores if one.method == "naive"}
    ours = [one for one in scores if one.method == "helhed"]
    worse = [one for one in ours if not one.wape < naive[one.series, one.ahead]]
    return [f"{one.series}, {one.ahead} ahead" for one in worse]


def _warnings(scores: list[Scores]) -> list[str]:
    return [f"{one}: no better than the last value" for one in _not_better(scores)]


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
