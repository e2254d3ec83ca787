"""What the counting of a run writes: that it began, how far it is, and what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from importlib.metadata import version
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from helhed.apps.access.access import House
from helhed.apps.audit.actions import wrote
from helhed.apps.forecasts.making import Counted
from helhed.apps.forecasts.models import Forecast, ForecastAnswer, PlacePlan, Run, Scenario
from helhed.apps.forecasts.scenarios import can_be_read
from helhed.rules.decisions.ydelser import Department
from helhed.rules.forecasts.koersel import MOST_SCENARIOS, RunState, as_of

SILENT = timedelta(minutes=2)
"""Nothing was told of a run for so long: whoever counted it is gone, and another may."""
ROWS_AT_ONCE = 200
MONTHLY_MONTHS, MONTHLY_PATHS, SEED = 24, 200, 1
"""What the run is asked that the house makes by itself each month."""


R = TypeVar("R", bound=Run)


class Stopped(Exception):
    """Somebody asked for the run to be stopped."""


def ask_monthly(house: House) -> None:
    """Ask for this month's run of each department and of both, unless the house did already,
    whatever others asked for; and the first time for the month before's as well, so that there is
    something that it moved from."""
    day, own = as_of(house.today), Forecast.objects.filter(asked_by__isnull=True)
    departments = ("", *(one.value for one in Department))
    with transaction.atomic():
        for department in departments:
            if not own.filter(department=department, as_of=day).exists():
                ask_of_itself(house, department, MONTHLY_PATHS)
        for department in departments:
            if not own.filter(department=department, as_of__lt=day).exists():
                ask_afterwards(house, department, MONTHLY_PATHS)


def ask_of_itself(house: House, department: str, paths: int) -> Forecast:
    """A run that no person asked for, with the department's standing scenarios beside it; one that
    cannot be read any more is left out, so that it does not take the forecast with it."""
    standing = Scenario.objects.filter(department=department, withdrawn_at__isnull=True)
    named = standing.order_by("name").values_list("name", "changes")
    listed = [{"name": name, "changes": changes} for name, changes in named]
    scenarios = [one for one in listed if can_be_read(one)][:MOST_SCENARIOS]
    return _asked(house, department, paths, as_of(house.today), scenarios)


def ask_afterwards(house: House, department: str, paths: int) -> Forecast:
    """The run of the month before, as it would have been made then; without scenarios, for nobody
    had asked what if."""
    return _asked(house, department, paths, as_of(as_of(house.today)), [])


def _asked(
    house: House, department: str, paths: int, day: date, scenarios: list[dict[str, str]]
) -> Forecast:
    with transaction.atomic():
        made = Forecast.objects.create(
            department=department,
            as_of=day,
            months=MONTHLY_MONTHS,
            paths=paths,
            seed=SEED,
            scenarios=scenarios,
            asked_at=house.now(),
        )
        wrote(house, "forecast.ask", made, months=MONTHLY_MONTHS, paths=paths)
    return made


def take(house: House, kind: type[R], run: UUID) -> R | None:
    """Take a run to count it; None when it is over, or somebody else counts it."""
    with transaction.atomic():
        silent = house.now() - SILENT
        free = Q(state=RunState.WAITING.value) | Q(state=RunState.RUNNING.value, seen_at__lt=silent)
        row = kind._default_manager.select_for_update().filter(free, id=run).first()
        if row is None:
            return None
        row.state, row.done = RunState.RUNNING.value, 0
        row.begun_at = row.seen_at = house.now()
        row.version = version("helhed")
        row.save()
        wrote(house, "forecast.begin", row)
    return row


def tell(house: House, row: Run, done: int, steps: int) -> None:
    """Write how far a run is. Raises Stopped when somebody asked for that, or took it over."""
    values = {"done": done, "steps": steps, "seen_at": house.now()}
    still = type(row)._default_manager.filter(
        id=row.id,
        state=RunState.RUNNING.value,
        begun_at=row.begun_at,
        cancel_asked_at__isnull=True,
    )
    if not still.update(**values):
        raise Stopped


def finish(house: House, row: Forecast, made: Counted) -> None:
    """Keep what a run came to; nothing of one that was stopped meanwhile."""
    with transaction.atomic():
        now = _held(row)
        if now is None:
            raise Stopped
        rows = [
            ForecastAnswer(
                forecast=now,
                scenario=one.scenario,
                service=one.key[0],
                owner=one.key[1],
                figures=one.figures,
            )
            for one in made.answers
        ]
        ForecastAnswer.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        now.state, now.ended_at = RunState.DONE.value, house.now()
        now.notes, now.scores = made.notes, made.scores
        now.scenarios = [one for one in now.scenarios if one["name"] not in made.left_out]
        now.done = now.steps
        now.save()
        wrote(house, "forecast.finish", now)


def finish_plan(house: House, row: PlacePlan, answer: dict[str, Any]) -> None:
    """Keep what a plan of places came to."""
    with transaction.atomic():
        now = _held(row)
        if now is None:
            raise Stopped
        now.state, now.ended_at, now.answer = RunState.DONE.value, house.now(), answer
        now.done = now.steps
        now.save()
        wrote(house, "forecast.finish", now)


def fail(house: House, row: Run, why: str) -> None:
    """Say why a run came to nothing."""
    with transaction.atomic():
        if (now := _ended(house, row, RunState.FAILED, why)) is not None:
            wrote(house, "forecast.fail", now)


def stop(house: House, row: Run) -> None:
    """End a run that somebody asked to be stopped."""
    with transaction.atomic():
        if (now := _ended(house, row, RunState.CANCELLED, "")) is not None:
            wrote(house, "forecast.stop", now)


def _ended(house: House, row: R, state: RunState, why: str) -> R | None:
    now = _held(row)
    if now is not None:
        now.state, now.ended_at, now.why = state.value, house.now(), why
        now.save()
    return now


def _held(row: R) -> R | None:
    """The run, held; None when it is no longer counted by the one who has it."""
    rows = type(row)._default_manager.select_for_update()
    return rows.filter(id=row.id, state=RunState.RUNNING.value, begun_at=row.begun_at).first()
