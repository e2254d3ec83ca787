"""How far something is that a worker counts: a page that asks again by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from helhed.apps.access.web.pages import Request
from helhed.apps.forecasts.access import may_forecast
from helhed.apps.forecasts.models import PlacePlan, Run
from helhed.apps.forecasts.web.forms import department_name
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.forecasts.koersel import RunState

_OWN = ("page", "progress", "cancel")


@dataclass(frozen=True, slots=True)
class Addresses:
    """What a run is called, and where it stands, tells how far it is, is stopped, and is listed."""

    title: str
    page: str
    progress: str
    cancel: str
    listed: str


def addresses(row: Run) -> Addresses:
    """The addresses of a run of the forecast or of a plan of places."""
    if isinstance(row, PlacePlan):
        title, listed = screen_text("Plan for pladser"), reverse("forecasts:plans")
        names = ("forecasts:plan", "forecasts:plan-progress", "forecasts:plan-cancel")
    else:
        title, listed = screen_text("Prognose"), reverse("forecasts:overview")
        names = ("forecasts:run", "forecasts:progress", "forecasts:cancel")
    own = {key: reverse(name, args=[row.id]) for key, name in zip(_OWN, names, strict=True)}
    return Addresses(title=title, listed=f"{listed}?afdeling={row.department}", **own)


def waiting(request: Request, row: Run) -> HttpResponse:
    """The page of a run that has said nothing yet: how far it is, or why it says nothing."""
    return render(request, "forecasts/waiting.html", _context(request, row, addresses(row)))


def progress(request: Request, row: Run) -> HttpResponse:
    """The piece of that page that asks again; to the run itself when it is over."""
    of = addresses(row)
    if request.headers.get("HX-Request") != "true":
        return redirect(of.page)
    if RunState.of(row.state).is_over:
        return HttpResponse(status=204, headers={"HX-Redirect": of.page})
    return render(request, "forecasts/progress.html", _context(request, row, of))


def _context(request: Request, row: Run, of: Addresses) -> dict[str, Any]:
    state = RunState.of(row.state)
    may_make = may_forecast(request.actor, Action.MAKE_FORECAST, row.department)
    return {
        "row": row,
        "of": of,
        "name": department_name(row.department),
        "state": state,
        "percent": min(99, 100 * row.done // row.steps) if row.steps else 0,
        "stops": bool(row.cancel_asked_at) and not state.is_over,
        "may_cancel": may_make and not state.is_over and not row.cancel_asked_at,
    }
