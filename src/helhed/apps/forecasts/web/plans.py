"""Pages of plans of places: asking for one, and reading its frontier."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.budgets.queries import service_name
from helhed.apps.budgets.web.several import shown_by_name
from helhed.apps.forecasts import actions, queries
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.places import bought_now, services_with_places
from helhed.apps.forecasts.tested import MONEY
from helhed.apps.forecasts.web import plan_rows
from helhed.apps.forecasts.web.forecast_tables import of_department, of_run
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.judged import judged, own_test
from helhed.apps.forecasts.web.plan_edge import edges
from helhed.apps.forecasts.web.plan_forms import FIXED_SHARE, PlanForm
from helhed.apps.forecasts.web.plan_notes import case_notes, cost_notes
from helhed.apps.forecasts.web.plan_tables import ASKED, CASES, KINDS, MOVES, PLANS, STEPS, WISHES
from helhed.apps.forecasts.web.progress import progress as how_far
from helhed.apps.forecasts.web.progress import waiting
from helhed.apps.forecasts.web.views import department_asked
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.layout.web.tables import Listed, show
from helhed.apps.offers.queries import districts
from helhed.kernel.words import danish_sort_key, screen_text
from helhed.rules.access.rights import Action


@page(Action.SEE_FORECAST, "GET", "POST")
def overview(request: Request) -> HttpResponse:
    """The plans of a department, and a form to ask for another."""
    department = department_asked(request)
    own = services_with_places(request.actor.today, department)
    bought = bought_now(own, request.actor.today)
    services = _named(bought)
    form = PlanForm(
        request.POST or None,
        services=services,
        districts=districts(),
        initial={"fixed_share": FIXED_SHARE},
    )
    if request.method == "POST" and form.is_valid():
        row = made_by(
            form,
            lambda: actions.ask_plan(request.actor, department=department, **form.done()),
        )
        if row is not None:
            return redirect("forecasts:plan", row.id)
    listed = plan_rows.asked_rows(queries.plans(request.actor, department))
    shown = show(request, of_department(WISHES, department), Listed(listed), _("Planer"))
    if out := exported(request, shown):
        return out
    seen = queries.seen_departments(request.actor)
    context = {
        "form": form,
        "shown": shown,
        "left_out": [words for _key, words in _named(key for key in own if key not in bought)],
        "department": department,
        "departments": [(one, department_name(one)) for one in seen],
        "name": department_name(department),
        "may_make": may_forecast(request.actor, Action.MAKE_FORECAST, department),
    }
    return render(request, "forecasts/plans.html", context)


def _named(keys: Iterable[str]) -> list[tuple[str, str]]:
    """Services with their names, by name."""
    named = ((key, _(service_name(key))) for key in keys)
    return sorted(named, key=lambda pair: danish_sort_key(pair[1]))


@page(Action.SEE_FORECAST)
def one(request: Request, placeplan: UUID) -> HttpResponse:
    """One plan: how far it is, or its frontier and what each change gives."""
    row = queries.plan_of(request.actor, placeplan)
    if not row.answer:
        return waiting(request, row)
    listed = (
        (ASKED, plan_rows.option_rows(row), _("Det, der er bedt om")),
        (PLANS, plan_rows.plan_rows(row.answer), _("Fra billigst til sikrest")),
        (STEPS, plan_rows.step_rows(row), _("Hvad der skal gøres")),
        (MOVES, plan_rows.move_rows(row.answer), _("Hvad det gør for borgerne")),
        (CASES, plan_rows.case_rows(row), _("Hvad hver ændring giver")),
        (KINDS, plan_rows.kind_rows(row.answer), _("Pladser og priser")),
    )
    shown, out = shown_by_name(
        request, *((of_run(table, row), Listed(found), words) for table, found, words in listed)
    )
    if out:
        return out
    tested = queries.latest(request.actor, row.department)
    context = {
        "row": tested or row,
        "plan": row,
        "tested": tested is not None,
        "judged": judged(tested, MONEY) if tested else [],
        "own_test": own_test(tested, row.services) if tested else None,
        "name": department_name(row.department),
        "edges": edges(row.answer),
        "cost_notes": cost_notes(row.answer),
        "case_notes": case_notes(row),
        "asked": shown[ASKED.name],
        "plans": shown[PLANS.name],
        "steps": shown[STEPS.name],
        "moves": shown[MOVES.name],
        "cases": shown[CASES.name],
        "kinds": shown[KINDS.name],
        "nothing_helps": not any(one["steps"] for one in row.answer["plans"]),
    }
    return render(request, "forecasts/plan.html", context)


@page(Action.SEE_FORECAST)
def progress(request: Request, placeplan: UUID) -> HttpResponse:
    """How far a plan is."""
    row = queries.plan_of(request.actor, placeplan)
    return how_far(request, row)


@page(Action.MAKE_FORECAST, "POST")
def cancel(request: Request, placeplan: UUID) -> HttpResponse:
    """Stop a plan."""
    carried_out(
        request,
        screen_text("Planen bliver afbrudt."),
        lambda: actions.cancel_plan(request.actor, placeplan=placeplan),
    )
    return redirect("forecasts:plan", placeplan)
