"""Counting what waits: the tasks of the worker (``helhed work``), each safe to run twice."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import UUID

from django_tasks import task

from helhed.apps.access.access import House
from helhed.apps.access.queries import NoMunicipality, clock_of, municipality
from helhed.apps.forecasts import running
from helhed.apps.forecasts.known import known
from helhed.apps.forecasts.making import UnableToCount, counted
from helhed.apps.forecasts.models import Forecast, PlacePlan, Run
from helhed.apps.forecasts.planning import planned
from helhed.apps.forecasts.scenarios import UnableToReadScenario
from helhed.kernel.words import screen_text
from helhed.rules.forecasts.koersel import RunState

SECONDS_BETWEEN_TELLING = 0.5


@task()
def count(forecast: str) -> None:
    """Count one run of the forecast, if it still waits."""
    carry_out(House(clock_of(municipality())), Forecast, UUID(forecast))


@task()
def plan(places: str) -> None:
    """Count one plan of places, if it still waits."""
    carry_out(House(clock_of(municipality())), PlacePlan, UUID(places))


def enqueue(row: Run) -> None:
    """Let the worker count a run; a row of the transaction that asks for it."""
    of = plan if isinstance(row, PlacePlan) else count
    of.enqueue(str(row.id))


def carry_out(house: House, kind: type[Run], run: UUID) -> None:
    """Take a run, count it, and keep what it came to or why it came to nothing."""
    row = running.take(house, kind, run)
    if row is None:
        return
    try:
        _count(house, row)
    except running.Stopped:
        running.stop(house, row)
    except (UnableToCount, UnableToReadScenario) as error:
        running.fail(house, row, str(error))
    except Exception:
        running.fail(house, row, screen_text("Beregningen gik i stå. Se husets fejllog."))
        raise


def _count(house: House, row: Run) -> None:
    if isinstance(row, PlacePlan):
        answer = planned(row, known(row.department), _teller(house, row))
        running.finish_plan(house, row, answer)
    elif isinstance(row, Forecast):
        made = counted(row, known(row.department), _teller(house, row))
        running.finish(house, row, made)


def _teller(house: House, row: Run) -> Callable[[int, int], None]:
    """Tells how far the counting is, but not more often than anybody looks."""
    last = [0.0]

    def tell(done: int, steps: int) -> None:
        now = time.monotonic()
        if done in (0, steps) or now - last[0] >= SECONDS_BETWEEN_TELLING:
            last[0] = now
            running.tell(house, row, done, steps)

    return tell


def ask_for_those_left() -> int:
    """Ask for the month's runs, and queue again what waits or is counted by nobody: how many.
    Called when a worker begins."""
    try:
        running.ask_monthly(House(clock_of(municipality())))
    except NoMunicipality:
        return 0
    open_states = [RunState.WAITING.value, RunState.RUNNING.value]
    found: list[Run] = []
    for kind in (Forecast, PlacePlan):
        found += kind._default_manager.filter(state__in=open_states).order_by("asked_at")
    for one in found:
        enqueue(one)
    return len(found)
