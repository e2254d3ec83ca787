"""Who does the work of a forecast, as the command line is told, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from helhed.cli.forecast_said import say_no
from helhed.forecast.cluster import NotACluster, UnableToSpread, cluster
from helhed.forecast.machines import ALONE, Done, Job, Machines, Shared

CLUSTER = typer.Option(
    "--cluster",
    metavar="ADDRESS",
    help="Spread the work over the Dask cluster there (tls://host:8786, or tcp:// on this "
    "machine); the answer is the same, bit for bit. Needs the extra `cluster`.",
)


class Watched:
    """Machines whose work is seen."""

    def __init__(self, machines: Machines, bar: Progress) -> None:
        self.machines, self.bar = machines, bar

    @property
    def at_once(self) -> int:
        return self.machines.at_once

    def each(
        self, what: str, work: Callable[[Shared, Job], Done], shared: Shared, jobs: Sequence[Job]
    ) -> Iterator[tuple[int, Done]]:
        shown = self.bar.add_task(f"Counting {what}", total=len(jobs))
        for number, done in self.machines.each(what, work, shared, jobs):
            self.bar.advance(shown)
            yield number, done
        self.bar.remove_task(shown)


@contextmanager
def machines_at(address: str | None, as_json: bool) -> Iterator[Machines]:
    """This process, or the cluster at an address; what it cannot do is said, and ends."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    try:
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
            if address is None:
                yield Watched(ALONE, bar)
                return
            with cluster(address) as found:
                yield Watched(found, bar)
    except NotACluster as error:
        raise typer.BadParameter(f"{error}.", param_hint="--cluster") from None
    except UnableToSpread as error:
        say_no(f"nothing was written, because the cluster failed: {error}.", as_json)
