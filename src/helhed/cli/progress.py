"""Progress of work on many tables, on the error stream so that answers stay clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


@contextmanager
def tables_at_work(verb: str) -> Iterator[Callable[[str, int, int], None]]:
    """Shows which table is at work, and how many of how many are done (0: not known yet)."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task(verb, total=None)

        def tell(table: str, done: int, total: int) -> None:
            shown = f"{verb} {table}" if total else f"Checking {table}"
            bar.update(task, description=shown, completed=done, total=total or None)

        yield tell
