"""Pages of scenarios: writing one, comparing them, and why a forecast moved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import actions, queries
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.moved import moved, years_of
from helhed.apps.forecasts.queries import owner_name
from helhed.apps.forecasts.web import differs, rows
from helhed.apps.forecasts.web.forecast_tables import COMPARED, DIFFERENCES, MOVED
from helhed.apps.forecasts.web.forms import ScenarioForm, department_name
from helhed.apps.forecasts.web.judged import judged
from helhed.apps.forecasts.web.views import department_asked
from helhed.apps.forecasts.web.written import as_toml
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.layout.web.tables import Listed, Source, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.SEE_FORECAST)
def scenarios(request: Request) -> HttpResponse:
    """The scenarios of a department."""
    department = department_asked(request)
    seen = queries.seen_departments(request.actor)
    context = {
        "listed": queries.scenarios(request.actor, department),
        "department": department,
        "departments": [(one, department_name(one)) for one in seen],
        "name": department_name(department),
        "may_make": may_forecast(request.actor, Action.MAKE_FORECAST, department),
    }
    return render(request, "forecasts/scenarios.html", context)


@page(Action.MAKE_FORECAST, "GET", "POST")
def new(request: Request) -> HttpResponse:
    """Write a scenario of one change."""
    department = department_asked(request)
    form = ScenarioForm(request.POST or None, units=_units(request, department))
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = made_by(
            form,
            lambda: actions.write_scenario(
                request.actor,
                department=department,
                name=values["name"],
                changes=as_toml(values["name"], values),
            ),
        )
        if made is not None:
            return redirect(f"{reverse('forecasts:scenarios')}?afdeling={department}")
    context = {"form": form, "department": department, "name": department_name(department)}
    return render(request, "forecasts/scenario.html", context)


def _units(request: Request, department: str) -> list[tuple[str, str]]:
    """The services and owners that can be named: those of the latest run."""
    row = queries.latest(request.actor, department)
    if row is None:
        return []
    units = [one for one in queries.answers(row, 0) if not one.is_total]
    services = {one.service: _(one.service_name) for one in units}
    whole = list(services.items())
    parts = [
        (f"{one.service}/{one.owner}", f"{_(one.service_name)}: {_(owner_name(one.owner))}")
        for one in units
    ]
    return sorted([*whole, *parts], key=lambda pair: pair[1])


@page(Action.MAKE_FORECAST, "POST")
def withdraw(request: Request, scenario: UUID) -> HttpResponse:
    """Take a scenario back."""
    carried_out(
        request,
        screen_text("Scenariet er taget tilbage. Kørsler, der har brugt det, beholder deres tal."),
        lambda: actions.withdraw_scenario(request.actor, scenario=scenario),
    )
    return redirect("forecasts:scenarios")


@page(Action.SEE_FORECAST)
def compared(request: Request, forecast: UUID) -> HttpResponse:
    """The scenarios of a run beside the forecast without them: year by year, and the fan of what
    one of them differs by."""
    row = queries.run_of(request.actor, forecast)
    totals = queries.totals(row)
    beside = differs.chosen(row, totals, request.GET.get("scenarie", ""))
    listed: list[tuple[Table, Source, str]] = [
        (COMPARED, Listed(differs.compared_rows(row, totals)), _("Scenarier"))
    ]
    if beside:
        listed.append((DIFFERENCES, Listed(differs.month_rows(beside)), _("Forskellen")))
    shown, out = shown_by_name(request, *listed)
    if out:
        return out
    context = {
        "row": row,
        "shown": shown[COMPARED.name],
        "beside": beside,
        "months": shown.get(DIFFERENCES.name),
        "name": department_name(row.department),
        "judged": judged(row, "oere, total"),
    }
    return render(request, "forecasts/compared.html", context)


@page(Action.SEE_FORECAST)
def why(request: Request, forecast: UUID) -> HttpResponse:
    """Why a run says something else than the one of an earlier month."""
    row = queries.run_of(request.actor, forecast)
    before = queries.earlier(row)
    years = years_of(before, row) if before else []
    context: dict[str, Any] = {
        "row": row,
        "before": before,
        "years": years,
        "name": department_name(row.department),
        "judged": judged(row, "oere, total"),
    }
    if before is not None and years:
        asked = request.GET.get("year", "")
        year = int(asked) if asked.isdecimal() and int(asked) in years else years[0]
        found = moved(before, row, year)
        listed = Listed(rows.moved_rows(found))
        shown = show(request, MOVED, listed, _("Hvorfor flyttede den sig?"))
        if out := exported(request, shown):
            return out
        context |= {"found": found, "shown": shown}
    return render(request, "forecasts/why.html", context)
