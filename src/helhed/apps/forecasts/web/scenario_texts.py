"""Pages of a scenario as text: taken in from a file, given as a file, and written as it is."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header

from helhed.apps.access.web.pages import Request, page
from helhed.apps.forecasts import actions, queries
from helhed.apps.forecasts.models import Scenario
from helhed.apps.forecasts.scenarios import (
    UnableToReadScenario,
    changes_of,
    mark,
    name_in,
    named,
)
from helhed.apps.forecasts.web.forms import department_name
from helhed.apps.forecasts.web.scenarios import AT_NAME
from helhed.apps.forecasts.web.text_forms import TextForm
from helhed.apps.forecasts.web.views import department_asked
from helhed.apps.layout.web.answers import made_by
from helhed.rules.access.rights import Action


@page(Action.SEE_FORECAST)
def download(request: Request, scenario: UUID) -> HttpResponse:
    """A scenario as the file that the command line reads."""
    row = queries.scenario_of(request.actor, scenario)
    answer = HttpResponse(_whole(row), content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, f"{row.name}.toml")
    return answer


def _whole(row: Scenario) -> str:
    """The text with its name; of one that cannot be read any more as it stands."""
    return named(row.name, row.changes) if changes_of(row.changes) else row.changes


@page(Action.MAKE_FORECAST, "GET", "POST")
def take_in(request: Request) -> HttpResponse:
    """A new scenario of a file or a text; or everything that is wrong with it."""
    department = department_asked(request)
    form = TextForm(request.POST or None, request.FILES or None, is_new=True)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        name = form.cleaned_data["name"] or name_in(text)
        write = lambda: actions.write_scenario(  # noqa: E731
            request.actor, department=department, name=name, changes=text
        )
        made = _made(form, write)
        if made is not None:
            return redirect("forecasts:scenario", made.id)
    context = {"form": form, "department": department, "name": department_name(department)}
    return render(request, "forecasts/scenario_text.html", context)


@page(Action.MAKE_FORECAST, "GET", "POST")
def write(request: Request, scenario: UUID) -> HttpResponse:
    """Let a scenario say what a file or a text says."""
    row = queries.scenario_of(request.actor, scenario)
    form = TextForm(
        request.POST or None, request.FILES or None, is_new=False, initial={"text": _whole(row)}
    )
    if request.method == "POST" and form.is_valid():
        change = lambda: actions.change_scenario(  # noqa: E731
            request.actor,
            scenario=row.id,
            changes=form.cleaned_data["text"],
            seen=mark(row.changes),
        )
        if _made(form, change) is not None:
            return redirect("forecasts:scenario", row.id)
    context = {"form": form, "row": row, "department": row.department}
    return render(request, "forecasts/scenario_text.html", context)


def _made(form: TextForm, act: Callable[[], Scenario]) -> Scenario | None:
    """What was made; or None, with every fault of the text on the form."""

    def telling() -> Scenario:
        try:
            return act()
        except UnableToReadScenario as error:
            form.add_faults(error.faults)
            raise

    return made_by(form, telling, AT_NAME)
