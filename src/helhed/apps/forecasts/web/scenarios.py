"""Pages of scenarios: those of a department, one with its changes, and writing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from helhed.apps.access.web.pages import Request, page
from helhed.apps.forecasts import actions, queries
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import changes_of, mark, mark_of, place_of, written
from helhed.apps.forecasts.web.change_forms import ChangeForm, NameForm, initial_of
from helhed.apps.forecasts.web.change_words import told
from helhed.apps.forecasts.web.fetched import Fetched, fetched, offered
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.kinds import KINDS, Kind
from helhed.apps.forecasts.web.place_choices import (
    SAME,
    people_by_unit,
    place_choices,
    service_choices,
    source_choices,
)
from helhed.apps.forecasts.web.views import department_asked
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.forecast.episodes.scenarios import Change
from helhed.kernel.finding import UnableTo
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.forecasts.koersel import UnableToChangeThen

AT_NAME: dict[type[UnableTo], str] = {actions.UnableToNameScenario: "name"}
AT_MONTH: dict[type[UnableTo], str] = {UnableToChangeThen: "since"}


def list_of(department: str) -> str:
    """The address of a department's scenarios."""
    return f"{reverse('forecasts:scenarios')}?afdeling={department}"


@page(Action.SEE_FORECAST)
def overview(request: Request) -> HttpResponse:
    """The scenarios of a department."""
    department = department_asked(request)
    seen = queries.seen_departments(request.actor)
    listed = queries.scenarios(request.actor, department)
    context = {
        "listed": [(one, told(changes_of(one.changes), request.actor.today)) for one in listed],
        "department": department,
        "departments": [(one, department_name(one)) for one in seen],
        "name": department_name(department),
        "may_make": may_forecast(request.actor, Action.MAKE_FORECAST, department),
    }
    return render(request, "forecasts/scenarios.html", context)


@page(Action.SEE_FORECAST)
def one(request: Request, scenario: UUID) -> HttpResponse:
    """One scenario with its changes."""
    row = queries.scenario_of(request.actor, scenario)
    return render(request, "forecasts/scenario.html", _context(request, row))


def _context(request: Request, row: Scenario) -> dict[str, Any]:
    return {
        "row": row,
        "department": row.department,
        "name": department_name(row.department),
        "changes": told(
            changes_of(row.changes),
            request.actor.today,
            people_by_unit(request.actor, row.department),
        ),
        "seen": mark(row.changes),
        "kinds": KINDS.values(),
        "may_make": may_forecast(request.actor, Action.MAKE_FORECAST, row.department),
    }


@page(Action.MAKE_FORECAST, "GET", "POST")
def new(request: Request) -> HttpResponse:
    """Write a scenario: which kind of change first, then its fields."""
    department = department_asked(request)
    context: dict[str, Any] = {"department": department, "name": department_name(department)}
    kind = KINDS.get(request.GET.get("slags", ""))
    if kind is None:
        return render(
            request, "forecasts/kinds.html", {**context, "kinds": KINDS.values(), "is_new": True}
        )
    chosen = _chosen(request, department, kind)
    form = _form(request, department, kind, chosen=chosen, is_new=True)
    if request.method == "POST" and form.is_valid() and form.change:
        name, change = form.cleaned_data["name"], form.change
        made = made_by(
            form,
            lambda: actions.write_scenario(
                request.actor, department=department, name=name, changes=written(name, [change])
            ),
            AT_NAME | AT_MONTH,
        )
        if made is not None:
            return redirect("forecasts:scenario", made.id)
    context |= {"form": form, "kind": kind} | _to_fetch(request, department, kind, chosen)
    return render(request, "forecasts/change.html", context)


def _chosen(request: Request, department: str, kind: Kind) -> Fetched | None:
    return fetched(request.actor, department, request.GET) if kind.key == "measure" else None


def _to_fetch(
    request: Request, department: str, kind: Kind, chosen: Fetched | None
) -> dict[str, Any]:
    """What of the budget a new change can be, and what it is now."""
    listed = offered(request.actor, department) if kind.key == "measure" else None
    return {"offered": listed, "chosen": chosen, "can_fetch": listed is not None}


def _form(
    request: Request,
    department: str,
    kind: Kind,
    change: Change | None = None,
    chosen: Fetched | None = None,
    is_new: bool = False,
) -> ChangeForm:
    also = [change.where, change.to] if change else [chosen.change.where] if chosen else []
    places = place_choices(request.actor, department, also)
    choices: dict[str, list[Any]] = {"where": places, "to": places}
    people: dict[tuple[str, str], int] = {}
    initial = {"name": chosen.name, **initial_of(chosen.change)} if chosen else {}
    if kind.key == "house":
        choices["service"] = service_choices(department, [one.service for one in also[:1]])
        choices["to"] = source_choices(request.actor, department, change)
        people = people_by_unit(request.actor, department)
        initial |= {} if change else {"to": SAME}
    return ChangeForm(
        request.POST or None,
        kind=kind,
        choices=choices,
        change=change,
        is_new=is_new,
        people=people,
        initial=initial,
    )


@page(Action.MAKE_FORECAST, "GET", "POST")
def add(request: Request, scenario: UUID) -> HttpResponse:
    """Add a change to a scenario: which kind first, then its fields."""
    row = queries.scenario_of(request.actor, scenario)
    kind = KINDS.get(request.GET.get("slags", ""))
    if kind is None:
        return render(request, "forecasts/kinds.html", _context(request, row))
    return _change(request, row, kind, None)


@page(Action.MAKE_FORECAST, "GET", "POST")
def edit(request: Request, scenario: UUID, number: int) -> HttpResponse:
    """Write one change of a scenario anew. The address tells its kind as well, so that what was
    written stands in its form whatever another did to the change meanwhile."""
    row = queries.scenario_of(request.actor, scenario)
    changes = changes_of(row.changes)
    change = changes[number - 1] if 0 < number <= len(changes) else None
    if request.method == "POST":
        at = place_of(request.POST.get("own", ""), changes)
        change = changes[at - 1] if at else None
    kind = KINDS[change.kind] if change else KINDS.get(request.GET.get("slags", ""))
    if kind is None:
        raise Http404
    return _change(request, row, kind, change)


def _change(request: Request, row: Scenario, kind: Kind, change: Change | None) -> HttpResponse:
    """The form of a change, new or not; and, where another was there first, what stands now."""
    chosen = None if change else _chosen(request, row.department, kind)
    form, context = _form(request, row.department, kind, change, chosen), _context(request, row)
    own = mark_of(change) if change else request.POST.get("own", "")
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        context["seen"] = seen
        if form.is_valid() and form.change:
            if _changed(request, row, form, change):
                return redirect("forecasts:scenario", row.id)
            row = queries.scenario_of(request.actor, row.id)
            context = _context(request, row)
            context["has_moved"] = context["seen"] != seen
            if own and place_of(own, changes_of(row.changes)) is None:
                context["is_gone"], own = True, ""
    context |= {"form": form, "kind": kind, "own": own}
    if not own:
        context |= _to_fetch(request, row.department, kind, chosen)
    return render(request, "forecasts/change.html", context)


def _changed(request: Request, row: Scenario, form: ChangeForm, change: Change | None) -> bool:
    changes = list(changes_of(row.changes))
    assert form.change is not None
    if change is None:
        changes.append(form.change)
    else:
        changes[changes.index(change)] = form.change
    made = made_by(
        form,
        lambda: actions.change_scenario(
            request.actor,
            scenario=row.id,
            changes=written(row.name, changes),
            seen=request.POST.get("seen", ""),
        ),
        AT_MONTH,
    )
    return made is not None


@page(Action.MAKE_FORECAST, "POST")
def remove(request: Request, scenario: UUID, number: int) -> HttpResponse:
    """Take one change out of a scenario."""
    row = queries.scenario_of(request.actor, scenario)
    changes = list(changes_of(row.changes))
    if not 0 < number <= len(changes):
        raise Http404
    del changes[number - 1]
    carried_out(
        request,
        screen_text("Ændringen er fjernet."),
        lambda: actions.change_scenario(
            request.actor,
            scenario=row.id,
            changes=written(row.name, changes),
            seen=request.POST.get("seen", ""),
        ),
    )
    return redirect("forecasts:scenario", row.id)


@page(Action.MAKE_FORECAST, "GET", "POST")
def rename(request: Request, scenario: UUID) -> HttpResponse:
    """Call a scenario something else; or say why not, and what stands now."""
    row = queries.scenario_of(request.actor, scenario)
    form, seen = NameForm(request.POST or None, initial={"name": row.name}), mark(row.changes)
    if request.method == "POST" and form.is_valid():
        given = {"name": form.cleaned_data["name"], "seen": request.POST.get("seen", "")}
        act = lambda: actions.rename_scenario(request.actor, scenario=row.id, **given)  # noqa: E731
        if made_by(form, act, AT_NAME) is not None:
            return redirect("forecasts:scenario", row.id)
        context = {"has_moved": given["seen"] != seen}
    else:
        context = {}
    context |= {"form": form, **_context(request, row)}
    return render(request, "forecasts/scenario_name.html", context)


@page(Action.MAKE_FORECAST, "POST")
def withdraw(request: Request, scenario: UUID) -> HttpResponse:
    """Take a scenario back."""
    row = queries.scenario_of(request.actor, scenario)
    carried_out(
        request,
        screen_text("Scenariet er taget tilbage. Kørsler, der har brugt det, beholder deres tal."),
        lambda: actions.withdraw_scenario(request.actor, scenario=scenario),
    )
    return redirect(list_of(row.department))
