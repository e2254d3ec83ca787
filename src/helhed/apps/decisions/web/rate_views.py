"""Pages where a price is written as percent of another, or agreed for one citizen."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import made_by
from helhed.rules.access.rights import Action


@page(Action.SET_RATE, "GET", "POST")
def add_supplement(request: Request, rate: UUID) -> HttpResponse:
    """Add a rate that is so many percent of this one."""
    found = queries.rate_head(request.actor, rate)
    form = forms.SupplementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        made = made_by(form, lambda: rates.add_supplement(request.actor, base=rate, **done))
        if made is not None:
            return redirect("offers:rate", made.id)
    return render(request, "decisions/add_supplement.html", {"form": form, "found": found})


@page(Action.PREPARE_DECISION, "GET", "POST")
def agree_price(request: Request, grant: UUID, rate: UUID) -> HttpResponse:
    """Write a price that was agreed for the citizen of a decision, in place of a rate."""
    found = queries.agreed_page(request.actor, grant, rate)
    start = {"start": found.start or request.actor.today, "agreed_on": request.actor.today}
    form = forms.AgreedPriceForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if made_by(
            form,
            lambda: rates.agree_price(request.actor, grant=grant, instead_of=rate, **done),
        ):
            return redirect("decisions:one", found.decision)
    context = {"form": form, "found": found, "case": found.case}
    return render(request, "decisions/agree_price.html", context)
