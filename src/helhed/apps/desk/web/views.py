"""Pages of the day, the search, the citizen and the case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render

from helhed.apps.access.access import may_at_all
from helhed.apps.access.web.pages import Open, Request, page
from helhed.apps.cases.web.forms import WhatMattersForm
from helhed.apps.desk.queries import case as case_queries
from helhed.apps.desk.queries import citizen as citizen_queries
from helhed.apps.desk.queries import texts as text_queries
from helhed.apps.desk.queries.day import day_page
from helhed.apps.desk.queries.thing import ThingKind
from helhed.apps.desk.queries.timeline import timeline as timeline_of
from helhed.apps.desk.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

KINDS = (
    ("", screen_text("Alt")),
    ("journal", screen_text("Journal")),
    ("document", screen_text("Dokumenter")),
    ("assessment", screen_text("Udredning")),
    ("plan", screen_text("Plan")),
    ("decision", screen_text("Afgørelser")),
    ("order", screen_text("Indsats")),
)


@page(Open.TO_SIGNED_IN)
def day(request: Request) -> HttpResponse:
    """What waits today, the most urgent first."""
    return render(request, "desk/day.html", {"found": day_page(request.actor)})


@page(Action.SEE_CITIZEN, "GET", "POST")
def search(request: Request) -> HttpResponse:
    """Find a citizen."""
    form = forms.SearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        found = citizen_queries.search(request.actor, form.cleaned_data["words"])
    context = {
        "form": form,
        "found": found,
        "most": citizen_queries.MOST_FOUND,
        "may_correct": may_at_all(request.actor, Action.EDIT_CITIZEN),
        "may_search_texts": may_at_all(request.actor, Action.SEE_CASE),
        "may_register": may_at_all(request.actor, Action.OPEN_CASE),
    }
    return render(request, "desk/search.html", context)


@page(Action.SEE_CASE, "GET", "POST")
def search_texts(request: Request) -> HttpResponse:
    """Find what was written."""
    form = forms.TextSearchForm(request.POST or None)
    found = None
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        found = text_queries.search_texts(request.actor, done["words"], done["before"])
    return render(request, "desk/search_texts.html", {"form": form, "found": found})


@page(Action.SEE_CITIZEN)
def citizen(request: Request, citizen: UUID) -> HttpResponse:
    """One citizen."""
    found = citizen_queries.citizen_page(request.actor, citizen)
    return render(request, "desk/citizen.html", {"found": found, "person": found.person})


@page(Action.SEE_CASE)
def timeline(request: Request, citizen: UUID) -> HttpResponse:
    """Everything on a citizen in the order of days."""
    kinds = {kind.value: kind for kind in ThingKind}
    kind = kinds.get(request.GET.get("vis", ""))
    page = request.GET.get("side", "1")
    asked = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
    found = timeline_of(request.actor, citizen, kind, asked)
    context = {"found": found, "kind": kind, "kinds": list(kinds.values())}
    return render(request, "desk/timeline.html", context)


@page(Action.SEE_CASE)
def case(request: Request, case: UUID) -> HttpResponse:
    """One case on one page."""
    found = case_queries.case_page(request.actor, case)
    kind = request.GET.get("vis", "")
    context = {
        "found": found,
        "case": found.head,
        "words_form": WhatMattersForm(initial={"words": found.head.matters_to_me}, auto_id="%s"),
        "person": found.person,
        "phases": found.phases,
        "events": [event for event in found.events if kind in ("", event.kind)],
        "kinds": KINDS,
        "kind": kind,
    }
    return render(request, "desk/case.html", context)
