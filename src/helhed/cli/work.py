"""``helhed work``: carries out the long work that was asked for on the screens."""

from __future__ import annotations

import os
import threading
import time
from typing import Annotated

import typer
from rich.console import Console

from helhed.cli.house import bring_up_to_date, open_house

SECONDS_BETWEEN_ASKING = 1.0

say = Console(highlight=False)


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what waits, and end.")] = False,
    beside: Annotated[
        int | None, typer.Option(help="End when this process has ended.", hidden=True)
    ] = None,
    database: Annotated[str | None, typer.Option(help="Database URL.")] = None,
) -> None:
    """Count the forecasts and other long runs that wait (``helhed serve`` has one beside it)."""
    open_house(database)
    bring_up_to_date()
    if beside is not None:
        threading.Thread(target=_end_with, args=(beside,), daemon=True).start()
    carry_out(once)


def carry_out(once: bool) -> None:
    """Queue again what an earlier worker left, and work the queue off."""
    from django.core.management import call_command

    from helhed.apps.forecasts.jobs import ask_for_those_left

    left = ask_for_those_left()
    if left and not once:
        say.print(f"{left} runs wait.")
    call_command(
        "db_worker",
        batch=once,
        interval=SECONDS_BETWEEN_ASKING,
        startup_delay=False,
        reload=False,
        verbosity=0,
    )


def _end_with(parent: int) -> None:
    """Ends this process when its parent is gone, even if that was killed."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
