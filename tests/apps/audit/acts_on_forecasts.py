"""What is asked of the forecast: runs, plans of places, and scenarios."""

from __future__ import annotations

from uuid import UUID, uuid4

from helhed.apps.forecasts import actions
from helhed.apps.forecasts.actions import ScenarioMoved, UnableToNameScenario
from helhed.apps.forecasts.projecting import take_in_population
from helhed.apps.forecasts.projections import UnableToTakeInPopulation
from helhed.apps.forecasts.scenarios import UnableToReadScenario, mark
from helhed.rules.forecasts.koersel import UnableToAskForForecast
from helhed.rules.forecasts.pladsplan import AskedChange, UnableToPlanPlaces
from tests.apps.audit.act import Act, Arguments, no
from tests.apps.town import SECRET, Town

NOT_FORECASTS = ("anna", "leader", "childrens_head", "visitation", "admin", "provider", "nobody")
NOT_BOTH = (*NOT_FORECASTS, "head")
CHANGES = '[[change]]\nkind = "price"\nfrom = "2027-01"\nfactor = 1.1\n'
SERVICE = "botilbud_107"


def _run(town: Town) -> Arguments:
    return {"department": "adults", "months": 12, "paths": 100, "scenarios": []}


def _done(town: Town) -> UUID:
    row = actions.ask(town.finance, **_run(town))
    row.state = "done"
    row.save(update_fields=["state"])
    return row.id


def _plan(town: Town) -> Arguments:
    return {
        "department": "adults",
        "services": [SERVICE],
        "changes": [AskedChange("", SERVICE, 4, 2, 100_00)],
        "fixed_share": 80,
    }


def _scenario(town: Town) -> Arguments:
    return {"department": "adults", "name": SECRET, "changes": CHANGES}


def _written(town: Town) -> Arguments:
    row = actions.write_scenario(town.finance, **_scenario(town))
    return {"scenario": row.id, "seen": mark(row.changes)}


def _another(town: Town) -> Arguments:
    return {**_written(town), "changes": CHANGES * 2}


ACTS = (
    Act(
        actions.ask,
        _run,
        who="finance",
        strangers=NOT_FORECASTS,
        refuses=(
            no(UnableToAskForForecast, department="nowhere"),
            no(UnableToAskForForecast, months=7),
            no(UnableToAskForForecast, paths=7),
            no(UnableToAskForForecast, scenarios=[uuid4()]),
        ),
    ),
    Act(
        actions.cancel,
        lambda town: {"forecast": actions.ask(town.finance, **_run(town)).id},
        who="head",
        strangers=NOT_FORECASTS,
    ),
    Act(
        actions.put_first,
        lambda town: {"forecast": _done(town)},
        who="finance",
        strangers=NOT_FORECASTS,
    ),
    Act(
        actions.ask_plan,
        _plan,
        who="head",
        strangers=NOT_FORECASTS,
        refuses=(no(UnableToPlanPlaces, services=[]), no(UnableToPlanPlaces, changes=[])),
    ),
    Act(
        actions.cancel_plan,
        lambda town: {"placeplan": actions.ask_plan(town.finance, **_plan(town)).id},
        who="finance",
        strangers=NOT_FORECASTS,
    ),
    Act(
        actions.write_scenario,
        _scenario,
        who="finance",
        strangers=NOT_FORECASTS,
        refuses=(
            no(UnableToNameScenario, name=" "),
            no(UnableToReadScenario, changes="x"),
        ),
    ),
    Act(
        take_in_population,
        lambda town: {"text": "year,age,persons\n2026,17,900\n", "source": "Statistik"},
        who="finance",
        strangers=NOT_BOTH,
        refuses=(
            no(UnableToTakeInPopulation, text="x"),
            no(UnableToTakeInPopulation, source=" "),
        ),
    ),
    Act(
        actions.change_scenario,
        _another,
        who="finance",
        strangers=NOT_FORECASTS,
        refuses=(
            no(ScenarioMoved, seen="another"),
            no(UnableToReadScenario, changes="x"),
        ),
    ),
    Act(
        actions.rename_scenario,
        lambda town: {**_written(town), "name": f"{SECRET} igen"},
        who="finance",
        strangers=NOT_FORECASTS,
        refuses=(
            no(ScenarioMoved, seen="another"),
            no(UnableToNameScenario, name=" "),
        ),
    ),
    Act(
        actions.withdraw_scenario,
        lambda town: {"scenario": actions.write_scenario(town.finance, **_scenario(town)).id},
        who="finance",
        strangers=NOT_FORECASTS,
    ),
)
