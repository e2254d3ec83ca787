"""Pages of recommendations and efforts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.efforts import actions, queries
from helhed.apps.efforts.web import forms
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.efforts.indsats import Agreement, Standing


@page(Action.WRITE_PLAN, "POST")
def begin(request: Request, case: UUID) -> HttpResponse:
    """Begin a recommendation."""
    row = made(request, lambda: actions.begin(request.actor, case=case))
    return redirect("efforts:one", row.id) if row else redirect("desk:case", case)


@page(Action.SEE_CASE, "GET", "POST")
def one(request: Request, recommendation: UUID) -> HttpResponse:
    """One recommendation: to write in until it is handed on, then to read."""
    found = queries.recommendation_page(request.actor, recommendation)
    initial = {
        "text": found.row.text,
        "agreement": found.row.agreement,
        "citizens_words": found.row.citizens_words,
    }
    form = forms.RecommendationForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.write(
                request.actor,
                recommendation=recommendation,
                text=done["text"],
                agreement=Agreement.of(done["agreement"]),
                citizens_words=done["citizens_words"],
            ),
        ):
            return redirect("efforts:one", recommendation)
    context = {"found": found, "row": found.row, "case": found.case, "form": form}
    return render(request, "efforts/one.html", context)


@page(Action.WRITE_PLAN, "GET", "POST")
def add(request: Request, recommendation: UUID) -> HttpResponse:
    """Add an effort or an alternative."""
    found = queries.recommendation_page(request.actor, recommendation)
    initial = {"standing": Standing.RECOMMENDED.value}
    form = forms.EffortForm(
        request.POST or None, initial=initial, department=found.row.case.department
    )
    if request.method == "POST" and form.is_valid():
        words = _words(form.cleaned_data)
        if carried_out_by(
            form,
            lambda: actions.add_effort(request.actor, recommendation=recommendation, words=words),
        ):
            return redirect("efforts:one", recommendation)
    return render(
        request, "efforts/effort.html", {"form": form, "found": found, "case": found.case}
    )


@page(Action.WRITE_PLAN, "GET", "POST")
def change(request: Request, effort: UUID) -> HttpResponse:
    """Change an effort."""
    found, row, codes = queries.effort_to_change(request.actor, effort)
    names = ("standing", "offer_kind", "extent", "starts_on", "ends_on", "yearly_oere", "reason")
    initial = {name: getattr(row, name) for name in names}
    initial |= {"codes": codes, "law": f"{row.service}|{row.citation}"}
    form = forms.EffortForm(
        request.POST or None, initial=initial, department=found.row.case.department
    )
    if request.method == "POST" and form.is_valid():
        words = _words(form.cleaned_data)
        if carried_out_by(
            form, lambda: actions.change_effort(request.actor, effort=effort, words=words)
        ):
            return redirect("efforts:one", row.recommendation_id)
    context = {"form": form, "found": found, "case": found.case, "changes": True}
    return render(request, "efforts/effort.html", context)


def _words(done: dict[str, Any]) -> actions.EffortWords:
    service, _, citation = done["law"].partition("|")
    return actions.EffortWords(
        standing=Standing.of(done["standing"]),
        offer_kind=done["offer_kind"],
        codes=done["codes"],
        service=service,
        citation=citation,
        extent=done["extent"],
        reason=done["reason"],
        yearly_oere=done["yearly_oere"],
        starts_on=done["starts_on"],
        ends_on=done["ends_on"],
    )


@page(Action.WRITE_PLAN, "POST")
def drop(request: Request, effort: UUID) -> HttpResponse:
    """Take an effort out."""
    found, row, _ = queries.effort_to_change(request.actor, effort)
    carried_out(
        request,
        screen_text("Indsatsen er taget ud."),
        lambda: actions.drop_effort(request.actor, effort=row.id),
    )
    return redirect("efforts:one", found.row.id)


@page(Action.WRITE_PLAN, "POST")
def hand_on(request: Request, recommendation: UUID) -> HttpResponse:
    """Hand the recommendation on."""
    carried_out(
        request,
        screen_text("Indstillingen er givet videre. Nu kan der træffes afgørelse."),
        lambda: actions.hand_on(request.actor, recommendation=recommendation),
    )
    return redirect("efforts:one", recommendation)


@page(Action.WRITE_PLAN, "GET", "POST")
def end(request: Request, effort: UUID) -> HttpResponse:
    """End an effort."""
    found, row, _ = queries.effort_to_change(request.actor, effort)
    form = forms.EndForm(request.POST or None, initial={"on": request.actor.today})
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["on"]
        if carried_out_by(form, lambda: actions.end_effort(request.actor, effort=effort, on=on)):
            return redirect("desk:case", found.case.id)
    shown = next(one for one in found.efforts if one.id == row.id)
    context = {"form": form, "found": found, "case": found.case, "effort": shown}
    return render(request, "efforts/end.html", context)
