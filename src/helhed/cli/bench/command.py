"""The command: which benchmarks there are, the table and the JSON."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from helhed.cli.bench.demo import bench_demo
from helhed.cli.bench.measured import Measured
from helhed.cli.bench.pages import bench_pages
from helhed.cli.bench.reports import bench_reports
from helhed.cli.bench.running import HELHED
from helhed.cli.bench.search import bench_search
from helhed.cli.bench.speed import bench_speed
from helhed.cli.bench.speed_page import write_page
from helhed.cli.bench.totals import bench_totals

FOLDER = Path("var/bench")
NAMES = (
    *("kernel", "commitments", "files", "forecast", "placing", "fhir"),
    *("demo", "reports", "totals", "speed", "pages", "search", "cluster"),
)
ON_PAGE = (
    *("commitments", "files", "forecast", "placing", "fhir"),
    *("reports", "totals", "speed", "search", "cluster"),
)


def bench(
    name: Annotated[str, typer.Argument(help=f"all, or one of {', '.join(NAMES)}.")],
    scale: Annotated[float, typer.Option(help="Scale of the demonstration.")] = 0.1,
    database: Annotated[
        str | None, typer.Option(help="Measure this demonstration instead.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, no table.")] = False,
) -> None:
    """Measure the house; a table on screen, JSON in var/bench, exit 1 for a broken promise."""
    if name not in (*NAMES, "all"):
        raise typer.BadParameter(f"there is all, {', '.join(NAMES)}", param_hint="NAME")
    if name == "all":
        raise typer.Exit(_each_by_itself(scale, database, as_json=as_json))
    # The engines bring NumPy, which no other command should wait for.
    from helhed.cli.bench.cluster import bench_cluster
    from helhed.cli.bench.engine_files import bench_files
    from helhed.cli.bench.engines import bench_commitments, bench_kernel
    from helhed.cli.bench.fhir import bench_fhir
    from helhed.cli.bench.forecast import bench_forecast
    from helhed.cli.bench.placing import bench_placing

    made: dict[str, Callable[[], Measured]] = {
        "kernel": bench_kernel,
        "commitments": bench_commitments,
        "files": lambda: bench_files(FOLDER),
        "forecast": lambda: bench_forecast(FOLDER),
        "placing": bench_placing,
        "fhir": bench_fhir,
        "demo": lambda: bench_demo(FOLDER, scale),
        "reports": lambda: bench_reports(FOLDER, scale, database),
        "totals": lambda: bench_totals(FOLDER, scale, database),
        "speed": lambda: bench_speed(FOLDER, scale, database),
        "pages": lambda: bench_pages(FOLDER, scale, database),
        "search": lambda: bench_search(FOLDER, database),
        "cluster": lambda: bench_cluster(FOLDER),
    }
    say = Console(highlight=False, emoji=False, markup=False, stderr=as_json)
    with say.status(f"{name} …"):
        found = made[name]()
    path = found.write(FOLDER)
    if as_json:
        typer.echo(path.read_text(encoding="utf-8"), nl=False)
    else:
        _show(say, found)
    if name in ON_PAGE:
        write_page(FOLDER)
    raise typer.Exit(1 if found.faults else 0)


def _each_by_itself(scale: float, database: str | None, *, as_json: bool) -> int:
    """Every benchmark in a process of its own: a process opens one house for life, and its memory
    is its own. The worst of their exit codes."""
    more = ["--scale", f"{scale:g}"]
    more += ["--database", database] if database else []
    more += ["--json"] if as_json else []
    return max(subprocess.call([*HELHED, "bench", name, *more]) for name in NAMES)  # noqa: S603


WIDEST = 10_000
"""Wider than any table."""


def _show(say: Console, found: Measured) -> None:
    table = found.table()
    if say.measure(table, options=say.options.update(max_width=WIDEST)).maximum <= say.width:
        say.print(table)
    else:
        for line in found.listed():
            say.print(line)
    for name, value in found.facts.items():
        say.print(f"{name}: {value}", soft_wrap=True)
    for fault in found.faults:
        say.print(f"broken promise: {fault}", style="bold", soft_wrap=True)
