"""Asking for a run, stopping it, and what the counting writes; and making and withdrawing scenarios."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from importlib.metadata import version
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from helhed.apps.access.access import Actor, House
from helhed.apps.audit.actions import wrote
from helhed.apps.forecasts.access import require_forecast
from helhed.apps.forecasts.making import Counted
from helhed.apps.forecasts.models import Forecast, ForecastAnswer, Scenario
from helhed.apps.forecasts.scenarios import read
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import Department
from helhed.rules.forecasts.koersel import (
    RunState,
    UnableToAskForForecast,
    as_of,
    check_asked,
    check_cancel,
)

SEED = 1
SILENT = timedelta(minutes=2)
"""Nothing was told of a run for so long: whoever counted it is gone, and another may."""
ROWS_AT_ONCE = 200


class Stopped(Exception):
    """Somebody asked for the run to be stopped."""


class UnableToWriteScenario(UnableTo):
    """A scenario cannot be kept like this."""


def ask(
    actor: Actor, *, department: str, months: int, paths: int, scenarios: Sequence[UUID]
) -> Forecast:
    """Ask for a run of a department (empty: both), as of the end of last month.

    Raises UnableToAskForForecast.
    """
    with transaction.atomic():
        if department and department not in {one.value for one in Department}:
            raise UnableToAskForForecast(screen_text("Vælg en afdeling fra listen."))
        require_forecast(actor, Action.MAKE_FORECAST, department)
        found = list(_open(department).filter(id__in=scenarios).order_by("name"))
        if len(found) < len(set(scenarios)):
            raise UnableToAskForForecast(screen_text("Et af scenarierne er taget tilbage."))
        check_asked(months, paths, [one.name for one in found])
        made = Forecast.objects.create(
            department=department,
            as_of=as_of(actor.today),
            months=months,
            paths=paths,
            seed=SEED,
            scenarios=[{"name": one.name, "changes": one.changes} for one in found],
            asked_by=actor.user,
            asked_at=actor.now(),
        )
        wrote(actor, "forecast.ask", made, months=months, paths=paths)
    return made


def cancel(actor: Actor, *, forecast: UUID) -> None:
    """Stop a run: at once when nobody counts it yet, else when its next part is done.

    Raises UnableToAskForForecast.
    """
    with transaction.atomic():
        row = Forecast.objects.select_for_update().get(id=forecast)
        require_forecast(actor, Action.MAKE_FORECAST, row.department)
        check_cancel(RunState.of(row.state))
        row.cancel_asked_at = actor.now()
        if row.state == RunState.WAITING.value:
            row.state, row.ended_at = RunState.CANCELLED.value, actor.now()
        row.save()
        wrote(actor, "forecast.cancel", row)


def take(house: House, forecast: UUID) -> Forecast | None:
    """Take a run to count it; None when it is over, or somebody else counts it."""
    with transaction.atomic():
        silent = house.now() - SILENT
        free = Q(state=RunState.WAITING.value) | Q(
            state=RunState.RUNNING.value, seen_at__lt=silent
        )
        row = Forecast.objects.select_for_update().filter(free, id=forecast).first()
        if row is None:
            return None
        row.state, row.done = RunState.RUNNING.value, 0
        row.begun_at = row.seen_at = house.now()
        row.version = version("helhed")
        row.save()
        wrote(house, "forecast.begin", row)
    return row


def tell(house: House, row: Forecast, done: int, steps: int) -> None:
    """Write how far a run is. Raises Stopped when somebody asked for that, or took it over."""
    values = {"done": done, "steps": steps, "seen_at": house.now()}
    still = Forecast.objects.filter(
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
        now.done = now.steps
        now.save()
        wrote(house, "forecast.finish", now)


def fail(house: House, row: Forecast, why: str) -> None:
    """Say why a run came to nothing."""
    _end(house, row, RunState.FAILED, "forecast.fail", why)


def stop(house: House, row: Forecast) -> None:
    """End a run that somebody asked to be stopped."""
    _end(house, row, RunState.CANCELLED, "forecast.stop", "")


def _end(house: House, row: Forecast, state: RunState, action: str, why: str) -> None:
    with transaction.atomic():
        now = _held(row)
        if now is None:
            return
        now.state, now.ended_at, now.why = state.value, house.now(), why
        now.save()
        wrote(house, action, now)


def _held(row: Forecast) -> Forecast | None:
    """The run, held; None when it is no longer counted by the one who has it."""
    rows = Forecast.objects.select_for_update()
    return rows.filter(
        id=row.id, state=RunState.RUNNING.value, begun_at=row.begun_at
    ).first()


def write_scenario(actor: Actor, *, department: str, name: str, changes: str) -> Scenario:
    """Keep a scenario. Raises UnableToWriteScenario, UnableToReadScenario."""
    with transaction.atomic():
        require_forecast(actor, Action.MAKE_FORECAST, department)
        if not name.strip():
            raise UnableToWriteScenario(screen_text("Giv scenariet et navn."))
        read(name.strip(), changes)
        if _open(department).filter(name=name.strip()).exists():
            raise UnableToWriteScenario(
                screen_text("Der er allerede et scenarie med det navn. Vælg et andet.")
            )
        made = Scenario.objects.create(
            department=department,
            name=name.strip(),
            changes=changes,
            made_by=actor.user,
            made_at=actor.now(),
        )
        wrote(actor, "scenario.write", made)
    return made


def withdraw_scenario(actor: Actor, *, scenario: UUID) -> None:
    """Take a scenario back; runs that used it keep what it said."""
    with transaction.atomic():
        row = Scenario.objects.select_for_update().get(id=scenario)
        require_forecast(actor, Action.MAKE_FORECAST, row.department)
        if row.withdrawn_at is None:
            row.withdrawn_at = actor.now()
            row.save(update_fields=["withdrawn_at"])
            wrote(actor, "scenario.withdraw", row)


def _open(department: str) -> models.QuerySet[Scenario, Scenario]:
    return Scenario.objects.filter(department=department, withdrawn_at__isnull=True)
