"""Pages of forecasts: asking for one, watching it, and reading it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import actions, queries
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.figures import OERE
from helhed.apps.forecasts.front import front
from helhed.apps.forecasts.queries import RunPage
from helhed.apps.forecasts.tested import MONEY
from helhed.apps.forecasts.web import rows
from helhed.apps.forecasts.web.forecast_tables import (
    MONTHS,
    RUNS,
    SCORES,
    UNITS,
    YEARS,
    of_department,
    of_run,
)
from helhed.apps.forecasts.web.forms import AskForm, department_name
from helhed.apps.forecasts.web.judged import judged, told
from helhed.apps.forecasts.web.progress import progress as how_far
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.layout.web.tables import Listed, Table, show
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


def department_asked(request: Request) -> str:
    """The department that an address asks for; the first that may be seen when it asks for none."""
    seen = queries.seen_departments(request.actor)
    asked = request.GET.get("afdeling")
    if asked is not None and asked in seen:
        return asked
    return seen[0]


@page(Action.SEE_FORECAST, "GET", "POST")
def overview(request: Request) -> HttpResponse:
    """The latest forecast of a department, its runs, and a form to ask for another."""
    department = department_asked(request)
    may_make = may_forecast(request.actor, Action.MAKE_FORECAST, department)
    seen = queries.seen_departments(request.actor)
    form = AskForm(
        request.POST or None,
        departments=seen,
        scenarios=queries.scenarios(request.actor, department),
        initial={"department": department, "months": 24, "paths": 200},
    )
    if request.method == "POST" and form.is_valid():
        row = made_by(form, lambda: actions.ask(request.actor, **form.done()))
        if row is not None:
            return redirect("forecasts:run", row.id)
    listed = rows.run_rows(queries.runs(request.actor, department))
    shown = show(request, of_department(RUNS, department), Listed(listed), _("Kørsler"))
    if out := exported(request, shown):
        return out
    row = queries.latest(request.actor, department)
    context: dict[str, Any] = {
        "form": form,
        "runs": shown,
        "department": department,
        "departments": [(one, department_name(one)) for one in seen],
        "name": department_name(department),
        "may_make": may_make,
    }
    if row is not None:
        context |= headline(queries.run_page(request.actor, row))
    return render(request, "forecasts/overview.html", context)


def headline(found: RunPage) -> dict[str, Any]:
    """What stands at the top of a run: the fan, the years, and how well it did before."""
    total = found.total
    money = total.figures.get(OERE) if total else None
    return {
        "found": found,
        "each_year": [(one, told(one.tested) if one.tested else None) for one in found.years],
        "row": found.row,
        "name": department_name(found.row.department),
        "by": rows.asked_by(found.row),
        "fan": rows.money_fan(found, money["months"], _("Udgift måned for måned"))
        if money
        else None,
        "legend": rows.legend(True),
        "notes": rows.notes_of(found.row),
        "judged": judged(found.row, MONEY),
    }


@page(Action.SEE_FORECAST)
def run(request: Request, forecast: UUID) -> HttpResponse:
    """One run: how far it is, or what it says."""
    row = queries.run_of(request.actor, forecast)
    found = queries.run_page(request.actor, row)
    if found.total is None:
        return waiting(request, row)
    context = headline(found)
    money = found.total.figures.get(OERE)
    listed: list[tuple[Table, Any, str]] = [
        (of_run(UNITS, row), Listed(rows.unit_rows(found)), _("Ydelser")),
        (of_run(YEARS, row), Listed(rows.year_rows(found)), _("År")),
    ]
    if money:
        months = rows.month_rows(money["months"], found.months, found.frames)
        listed.append((of_run(MONTHS, row), Listed(months), _("Måneder")))
    shown, out = shown_by_name(request, *listed)
    if out:
        return out
    context |= {
        "units": shown[UNITS.name],
        "years": shown[YEARS.name],
        "months": shown.get(MONTHS.name),
        "earlier": queries.earlier(row),
        "stands_first": front(row.department) == row,
    }
    return render(request, "forecasts/run.html", context)


@page(Action.SEE_FORECAST)
def progress(request: Request, forecast: UUID) -> HttpResponse:
    """How far a run is."""
    row = queries.run_of(request.actor, forecast)
    return how_far(request, row)


@page(Action.MAKE_FORECAST, "POST")
def cancel(request: Request, forecast: UUID) -> HttpResponse:
    """Stop a run."""
    carried_out(
        request,
        screen_text("Kørslen bliver afbrudt."),
        lambda: actions.cancel(request.actor, forecast=forecast),
    )
    return redirect("forecasts:run", forecast)


@page(Action.MAKE_FORECAST, "POST")
def put_first(request: Request, forecast: UUID) -> HttpResponse:
    """Let a run stand first for all of its department."""
    carried_out(
        request,
        screen_text("Kørslen står nu på forsiden for alle, der ser afdelingens prognose."),
        lambda: actions.put_first(request.actor, forecast=forecast),
    )
    return redirect("forecasts:run", forecast)


@page(Action.SEE_FORECAST)
def scores(request: Request, forecast: UUID) -> HttpResponse:
    """The whole back-test of a run."""
    row = queries.run_of(request.actor, forecast)
    if not row.is_done:
        return waiting(request, row)
    shown = show(
        request, of_run(SCORES, row), Listed(rows.score_rows(row)), _("Hvor godt ramte den?")
    )
    if out := exported(request, shown):
        return out
    context = {
        "row": row,
        "name": department_name(row.department),
        "shown": shown,
        "no_better": rows.no_better(row),
    }
    return render(request, "forecasts/scores.html", context)
