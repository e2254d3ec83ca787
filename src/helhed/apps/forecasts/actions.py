"""Asking for a run and stopping it; writing a scenario, changing it and taking it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from helhed.apps.access.access import Actor
from helhed.apps.audit.actions import wrote
from helhed.apps.forecasts import jobs
from helhed.apps.forecasts.access import require_forecast
from helhed.apps.forecasts.models import Forecast, PlacePlan, Run, Scenario
from helhed.apps.forecasts.scenarios import (
    changes_of,
    mark,
    month_of,
    named,
    read_all,
    read_scenario,
    renamed,
)
from helhed.forecast.episodes.scenarios import Change
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
    check_first,
    check_since,
)
from helhed.rules.forecasts.pladsplan import AskedChange, check_plan

SEED = 1
PLAN_MONTHS, PLAN_PATHS = 48, 200
LONGEST_NAME = 80
TAKEN = screen_text("Der er allerede et scenarie med det navn. Vælg et andet.")
SET_ASIDE = "{name} (taget tilbage{again})"
"""What a scenario that was taken back is called when another takes its name: nobody reads it, but
the record of who did what tells of it still."""


class UnableToWriteScenario(UnableTo):
    """A scenario cannot be kept like this."""


class UnableToNameScenario(UnableToWriteScenario):
    """A scenario cannot be called that."""


class ScenarioMoved(UnableToWriteScenario):
    """Somebody else changed the scenario since it was seen."""


def ask(
    actor: Actor, *, department: str, months: int, paths: int, scenarios: Sequence[UUID]
) -> Forecast:
    """Ask for a run of a department (empty: both), as of the end of last month.

    Raises UnableToAskForForecast, UnableToReadScenario.
    """
    with transaction.atomic():
        if department and department not in {one.value for one in Department}:
            raise UnableToAskForForecast(screen_text("Vælg en afdeling fra listen."))
        require_forecast(actor, Action.MAKE_FORECAST, department)
        found = list(_open(department).filter(id__in=scenarios).order_by("name"))
        if len(found) < len(set(scenarios)):
            raise UnableToAskForForecast(screen_text("Et af scenarierne er taget tilbage."))
        check_asked(months, paths, [one.name for one in found])
        asked = [{"name": one.name, "changes": one.changes} for one in found]
        read_all(asked)
        made = Forecast.objects.create(
            department=department,
            as_of=as_of(actor.today),
            months=months,
            paths=paths,
            seed=SEED,
            scenarios=asked,
            asked_by=actor.user,
            asked_at=actor.now(),
        )
        wrote(actor, "forecast.ask", made, months=months, paths=paths)
        jobs.enqueue(made)
    return made


def ask_plan(
    actor: Actor,
    *,
    department: str,
    services: Sequence[str],
    changes: Sequence[AskedChange],
    fixed_share: int,
) -> PlacePlan:
    """Ask which places to convert, open or close over four years. Raises UnableToAskForForecast."""
    with transaction.atomic():
        require_forecast(actor, Action.MAKE_FORECAST, department)
        check_plan(services, changes, fixed_share)
        made = PlacePlan.objects.create(
            department=department,
            as_of=as_of(actor.today),
            months=PLAN_MONTHS,
            paths=PLAN_PATHS,
            seed=SEED,
            services=list(services),
            changes=[asdict(one) for one in changes],
            fixed_share=fixed_share,
            asked_by=actor.user,
            asked_at=actor.now(),
        )
        wrote(actor, "placeplan.ask", made)
        jobs.enqueue(made)
    return made


def cancel_plan(actor: Actor, *, placeplan: UUID) -> None:
    """Stop the counting of a plan of places. Raises UnableToAskForForecast."""
    with transaction.atomic():
        row = PlacePlan.objects.select_for_update().get(id=placeplan)
        _cancel(actor, row)
        wrote(actor, "placeplan.cancel", row)


def cancel(actor: Actor, *, forecast: UUID) -> None:
    """Stop a run: at once when nobody counts it yet, else when its next part is done.

    Raises UnableToAskForForecast.
    """
    with transaction.atomic():
        row = Forecast.objects.select_for_update().get(id=forecast)
        _cancel(actor, row)
        wrote(actor, "forecast.cancel", row)


def put_first(actor: Actor, *, forecast: UUID) -> None:
    """Let a run stand first for all of its department, until the house's next or another is chosen.

    Raises UnableToAskForForecast.
    """
    with transaction.atomic():
        row = Forecast.objects.select_for_update().get(id=forecast)
        require_forecast(actor, Action.MAKE_FORECAST, row.department)
        check_first(RunState.of(row.state))
        row.front_at = actor.now()
        row.save(update_fields=["front_at"])
        wrote(actor, "forecast.first", row)


def _cancel(actor: Actor, row: Run) -> None:
    require_forecast(actor, Action.MAKE_FORECAST, row.department)
    check_cancel(RunState.of(row.state))
    row.cancel_asked_at = actor.now()
    if row.state == RunState.WAITING.value:
        row.state, row.ended_at = RunState.CANCELLED.value, actor.now()
    row.save(update_fields=["state", "ended_at", "cancel_asked_at"])


def write_scenario(actor: Actor, *, department: str, name: str, changes: str) -> Scenario:
    """Keep a scenario. Raises UnableToNameScenario, UnableToReadScenario, UnableToChangeThen."""
    with transaction.atomic():
        require_forecast(actor, Action.MAKE_FORECAST, department)
        _check_since(actor, read_scenario(name, changes).changes)
        name = _checked_name(department, name)
        _free(actor, department, name)
        with _named_alone():
            made = Scenario.objects.create(
                department=department,
                name=name,
                changes=named(name, changes),
                made_by=actor.user,
                made_at=actor.now(),
            )
        wrote(actor, "scenario.write", made)
    return made


def _check_since(actor: Actor, now: Sequence[Change], before: Sequence[Change] = ()) -> None:
    """What stood there before may stand."""
    check_since([month_of(one) for one in now if one not in before and one.month], actor.today)


def _checked_name(department: str, told: str, own: UUID | None = None) -> str:
    name = " ".join(told.split())
    if not name:
        raise UnableToNameScenario(screen_text("Giv scenariet et navn."))
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise UnableToNameScenario(
            screen_text("Navnet skal være en linje på højst %(most)s tegn."), most=LONGEST_NAME
        )
    others = _open(department).filter(name=name)
    if (others.exclude(id=own) if own else others).exists():
        raise UnableToNameScenario(TAKEN)
    return name


def _free(actor: Actor, department: str, name: str) -> None:
    """Let a scenario that was taken back leave its name to another."""
    named_so = Scenario.objects.filter(department=department)
    row = named_so.filter(name=name, withdrawn_at__isnull=False).select_for_update().first()
    if row is None:
        return
    taken = set(named_so.values_list("name", flat=True))
    row.name = next(
        aside
        for again in ("", *(f" {n}" for n in range(2, len(taken) + 3)))
        if (aside := SET_ASIDE.format(name=name[: LONGEST_NAME - 25], again=again)) not in taken
    )
    row.save(update_fields=["name"])
    wrote(actor, "scenario.rename", row)


@contextmanager
def _named_alone() -> Iterator[None]:
    """Another may have kept the name since it was looked for."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise UnableToNameScenario(TAKEN) from error


def change_scenario(actor: Actor, *, scenario: UUID, changes: str, seen: str) -> Scenario:
    """Let a scenario say something else. ``seen`` is the mark of the text that was seen, so that
    what another wrote meanwhile stands. Runs that used it keep what it said.

    Raises ScenarioMoved, UnableToWriteScenario, UnableToReadScenario, UnableToChangeThen.
    """
    with transaction.atomic():
        row = _as_seen(actor, scenario, seen)
        text = named(row.name, changes)
        _check_since(actor, changes_of(text), changes_of(row.changes))
        if text != row.changes:
            row.changes = text
            row.save(update_fields=["changes"])
            wrote(actor, "scenario.change", row)
    return row


def rename_scenario(actor: Actor, *, scenario: UUID, name: str, seen: str) -> Scenario:
    """Call a scenario something else; ``seen`` as in ``change_scenario``. Runs that used it keep
    the name that it had.

    Raises ScenarioMoved, UnableToNameScenario, UnableToWriteScenario, UnableToReadScenario.
    """
    with transaction.atomic():
        row = _as_seen(actor, scenario, seen)
        name = _checked_name(row.department, name, row.id)
        if name != row.name:
            _free(actor, row.department, name)
            row.changes, row.name = renamed(name, row.changes), name
            with _named_alone():
                row.save(update_fields=["name", "changes"])
            wrote(actor, "scenario.rename", row)
    return row


def _as_seen(actor: Actor, scenario: UUID, seen: str) -> Scenario:
    """A scenario that the actor may write and that nobody changed since it was seen."""
    row = Scenario.objects.select_for_update().get(id=scenario)
    require_forecast(actor, Action.MAKE_FORECAST, row.department)
    if row.withdrawn_at is not None:
        raise UnableToWriteScenario(screen_text("Scenariet er taget tilbage. Skriv et nyt."))
    if mark(row.changes) != seen:
        raise ScenarioMoved(
            screen_text("En anden har ændret scenariet imens. Intet er gemt endnu.")
        )
    return row


def withdraw_scenario(actor: Actor, *, scenario: UUID) -> None:
    """Take a scenario back; runs that used it keep what it said."""
    with transaction.atomic():
        row = Scenario.objects.select_for_update().get(id=scenario)
        require_forecast(actor, Action.MAKE_FORECAST, row.department)
        if row.withdrawn_at is None:
            row.withdrawn_at = actor.now()
            row.save(update_fields=["withdrawn_at"])
            wrote(actor, "scenario.withdraw", row)


def _open(department: str) -> QuerySet[Scenario, Scenario]:
    return Scenario.objects.filter(department=department, withdrawn_at__isnull=True)
