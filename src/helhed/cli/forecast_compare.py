"""``helhed forecast compare``: scenarios beside the forecast, on common random numbers."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import polars as pl
import typer
from rich.markup import escape

from helhed.cli.forecast_episodes import Asked, prepared, read_folder, tell_episodes
from helhed.cli.forecast_machines import CLUSTER, machines_at
from helhed.cli.forecast_made import Given
from helhed.cli.forecast_national import one_folder
from helhed.cli.forecast_said import (
    AS_OF,
    COMPARE,
    HORIZON,
    IN,
    JSON,
    OUT,
    PATHS,
    SEED,
    say,
    say_faults,
    say_no,
    write_into,
)
from helhed.cli.one_file import name_of
from helhed.cli.scenario_files import read_scenario
from helhed.exchange.faults import Faults
from helhed.forecast.episodes.follow import (
    QUANTILES,
    Followed,
    as_written,
    follow,
    quantiles,
    series_of,
)
from helhed.forecast.episodes.model import UnableToFollow
from helhed.forecast.episodes.scenarios import NotAScenario, notes_of, with_scenario
from helhed.forecast.episodes.setting import TooMany
from helhed.kernel.clock import SystemClock

BASE = "as it is"
MOST = 4
TAKEN = f"{BASE} is the name of the forecast without it."
_SCENARIOS = typer.Argument(help="One to four scenarios, TOML files.")


def compare(
    scenarios: Annotated[list[Path], _SCENARIOS],
    folder: Annotated[Path, IN],
    out: Annotated[Path, OUT],
    horizon: Annotated[int, HORIZON],
    as_of: Annotated[datetime | None, AS_OF] = None,
    paths: Annotated[int, PATHS] = 200,
    seed: Annotated[int, SEED] = 1,
    at_cluster: Annotated[str | None, CLUSTER] = None,
    as_json: Annotated[bool, JSON] = False,
) -> None:
    """Write compare.csv (scenario,unit,series,period,quantile,value,difference): what comes of each
    scenario, and quantiles of its difference, path by path, from the forecast without it; and
    compare.json (how it was made)."""
    one_folder(folder)
    if len(scenarios) > MOST:
        raise typer.BadParameter(f"at most {MOST} scenarios can be compared.")
    faults = Faults()
    given = read_folder(folder, faults)
    read = [read_scenario(path, faults) for path in scenarios]
    names = [BASE, *(one.name for one in read if one)]
    for path, one in zip(scenarios, read, strict=True):
        if one and names.count(one.name) > 1:
            text = f"another is called {one.name} too." if one.name != BASE else TAKEN
            faults.add(path.name, "same-name", text, "Name each apart.")
    if faults or given is None:
        say_faults(faults, as_json)
    asked = Asked(horizon, as_of.date() if as_of else None, paths, seed, SystemClock().today())
    told: dict[str, Any] = {"version": version("helhed"), "fallbacks": [], "scenarios": names[1:]}
    known = [one for one in read if one]
    files = dict(zip(names[1:], (path.name for path in scenarios), strict=True))
    try:
        with machines_at(at_cluster, as_json) as machines:
            ready = prepared(given, asked, known)
            each, notes = [(ready.model, ready.setting)], []
            for one in known:
                each.append(with_scenario(ready.model, ready.setting, one))
                notes += notes_of(ready.model, ready.setting, one, given.episodes.state)
            followed = [follow(*one, ready.growth, paths, machines) for one in each]
    except NotAScenario as error:
        said_in = files.get(error.scenario, "a scenario")
        say_no(f"nothing can be compared: {said_in}, {error}.", as_json)
    except (UnableToFollow, TooMany) as error:
        named = Given(None, given, episodes_in=name_of(folder, "episodes"))
        say_no(f"nothing can be compared: {named.why(error)}", as_json)
    tell_episodes(followed[0], ready, asked, told)
    told["fallbacks"] += notes
    table = compared(dict(zip(names, followed, strict=True)))
    write_into(out, {"compare.csv": table}, told, told_in=COMPARE)
    if as_json:
        print(json.dumps(told))  # noqa: T201
        return
    say.print(f"{escape(str(out / 'compare.csv'))}: {told['from']} to {told['to']}.")
    for note in told["fallbacks"]:
        say.print(f"Note: {escape(note)}.")


def compared(made: dict[str, Followed]) -> pl.DataFrame:
    """``scenario,unit,series,period,quantile,value,difference``."""
    base = series_of(made[BASE])
    months = made[BASE].months()
    listed = []
    for name, found in made.items():
        for (unit, series), paths in sorted(series_of(found).items()):
            own = quantiles(paths).tolist()
            beside = quantiles(paths - base[unit, series]).tolist()
            for at, month in enumerate(months):
                for q, quantile in enumerate(QUANTILES):
                    numbers = [as_written(series, of[q][at]) for of in (own, beside)]
                    listed.append((name, unit, series, month, quantile, *numbers))
    names = ["scenario", "unit", "series", "period", "quantile", "value", "difference"]
    types = [pl.String()] * 4 + [pl.Float64()] * 3
    return pl.DataFrame(listed, schema=dict(zip(names, types, strict=True)), orient="row")
