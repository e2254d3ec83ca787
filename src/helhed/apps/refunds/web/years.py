"""Pages of account years of refund: closed and opened by two people."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, made_by
from helhed.apps.refunds import queries
from helhed.apps.refunds.actions import years as actions
from helhed.apps.refunds.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.APPROVE_REFUND, "GET", "POST")
def year(request: Request, year: int) -> HttpResponse:
    """An account year, and the form that asks for it to be closed or opened."""
    form = forms.ClosingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        if made_by(form, lambda: actions.ask_year(request.actor, year=year, note=note)):
            return redirect("refunds:year", year)
    context = {"form": form, "found": queries.year_page(request.actor, year)}
    return render(request, "refunds/year.html", context, status=409 if form.errors else 200)


@page(Action.APPROVE_REFUND, "POST")
def close(request: Request, year: int) -> HttpResponse:
    """Close a year that another asked for."""
    carried_out(
        request,
        screen_text("Året er lukket for hjemtagning."),
        lambda: actions.close_year(request.actor, year=year),
    )
    return redirect("refunds:year", year)


@page(Action.APPROVE_REFUND, "POST")
def open_again(request: Request, year: int) -> HttpResponse:
    """Open a year again that another asked for."""
    carried_out(
        request,
        screen_text("Året er åbent igen. Forskellen kommer med i det næste krav."),
        lambda: actions.open_year(request.actor, year=year),
    )
    return redirect("refunds:year", year)


@page(Action.APPROVE_REFUND, "POST")
def leave(request: Request, year: int) -> HttpResponse:
    """Leave a year as it is."""
    carried_out(
        request,
        screen_text("Året bliver, som det er."),
        lambda: actions.leave_year(request.actor, year=year),
    )
    return redirect("refunds:year", year)
