"""What the commands of the forecast share: what they are asked, how they say no, where
they write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import polars as pl
import typer
from rich.console import Console
from rich.markup import escape

from helhed.cli.episodes_folder import COLUMNS as EPISODE_COLUMNS
from helhed.cli.forecast_folder import COLUMNS
from helhed.cli.forecast_reconciled import APART_IN
from helhed.cli.written import NotWritten, write_tables
from helhed.exchange.faults import Faults

RUN, BACKTEST, COMPARE = "run.json", "backtest.json", "compare.json"
"""How an answer was made, by command: each has a file of its own, so that none tells of another's
table."""
BESIDE = ("explained.csv", "accounts.csv", "paths.parquet", APART_IN)
"""What a forecast may write beside itself."""
say = Console(highlight=False, soft_wrap=True)
warn = Console(stderr=True, highlight=False, soft_wrap=True)
IN = typer.Option(
    "--in",
    help=f"A folder with counts ({COLUMNS}), episodes ({EPISODE_COLUMNS}) or both, as CSV or "
    "Parquet; besides, population (year,age,persons) and prices.",
)
OUT = typer.Option("--out", help="The folder to write in; made when it is not there.")
HORIZON = typer.Option(min=1, max=240, help="How many periods ahead; of episodes, months.")
AS_OF = typer.Option(
    "--as-of",
    formats=["%Y-%m-%d"],
    help="What was known at the end of this day; else all that is told (of episodes: on the last "
    "day, not after today, on which one began or ended). Counts of periods that begin later are "
    "not used.",
)
PATHS = typer.Option(
    "--paths",
    min=10,
    max=10_000,
    help="Of episodes: how many paths; fewer than ten tell no interval.",
)
SEED = typer.Option("--seed", min=0, max=2**63 - 1, help="Of episodes: the seed of chance.")
KEEP_PATHS = typer.Option(
    "--keep-paths", help="Of episodes: write every path as well (paths.parquet)."
)
JSON = typer.Option("--json", help="For machines.")


def a_folder(folder: Path) -> None:
    """Raises typer.BadParameter when it is none."""
    if not folder.is_dir():
        raise typer.BadParameter(f"{folder} is not a folder.", param_hint="--in")


def not_its_own(folder: Path, out: Path) -> None:
    """Raises typer.BadParameter where the answer would be written over a table that was given."""
    if out.resolve() == folder.resolve() and (folder / "accounts.csv").exists():
        text = "accounts.csv would be written over the one that is given; name another folder."
        raise typer.BadParameter(text, param_hint="--out")


def say_faults(faults: Faults, as_json: bool) -> NoReturn:
    """Say what is wrong with the input, and end."""
    if as_json:
        print(json.dumps({"faults": [fault.as_json() for fault in faults.listed]}))  # noqa: T201
    for fault in faults.listed:
        warn.print(escape(str(fault)))
    raise typer.Exit(3)


def say_no(text: str, as_json: bool, status: int = 3) -> NoReturn:
    """Say what cannot be done, and end."""
    if as_json:
        print(json.dumps({"error": text}))  # noqa: T201
    warn.print(f"helhed: {escape(text)}")
    raise typer.Exit(status)


def write_into(
    out: Path,
    tables: dict[str, pl.DataFrame],
    told: dict[str, Any],
    pictures: Mapping[Path, str] = MappingProxyType({}),
    told_in: str = RUN,
) -> None:
    """Write tables, how they were made, and pictures: all of it or nothing."""
    try:
        write_answer(out, tables, told, pictures, told_in)
    except NotWritten as error:
        say_unwritten(error)
    except OSError as error:
        warn.print(f"helhed: {escape(str(out))} cannot be made: {error.strerror}.")
        raise typer.Exit(3) from None


def write_answer(
    out: Path,
    tables: dict[str, pl.DataFrame],
    told: dict[str, Any],
    pictures: Mapping[Path, str] = MappingProxyType({}),
    told_in: str = RUN,
) -> None:
    """The same for a folder among many. Raises NotWritten and OSError."""
    text = json.dumps(told, ensure_ascii=False, indent=1) + "\n"
    out.mkdir(parents=True, exist_ok=True)
    answer: dict[str, pl.DataFrame | str] = {**tables, told_in: text}
    write_tables({**{out / name: one for name, one in answer.items()}, **pictures})
    if "forecast.csv" in tables:
        for name in set(BESIDE) - set(tables):
            _take_away(out / name)


def _take_away(path: Path) -> None:
    """An earlier answer's table beside a new forecast would be taken for a part of it."""
    if path.is_file() and not (path.parent / "episodes.csv").exists():
        path.unlink()


def say_unwritten(error: NotWritten) -> NoReturn:
    """Say which file could not be written, and end."""
    warn.print(f"helhed: {escape(str(error))}. No file was changed.")
    raise typer.Exit(3)
