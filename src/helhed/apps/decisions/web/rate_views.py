"""Pages where the price of something is written: from a day, corrected, as percent, agreed."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions import queries
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import carried_out_by, made_by
from helhed.rules.access.rights import Action


@page(Action.SET_RATE, "GET", "POST")
def set_rate(request: Request, rate: UUID) -> HttpResponse:
    """Write what a rate is from a day."""
    found = queries.rate_head(request.actor, rate)
    form = forms.RateAmountForm(request.POST or None, initial={"start": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: rates.set_rate(request.actor, rate=rate, **done)):
            if found.rate.offer is not None:
                return redirect("offers:one", found.rate.offer)
            return redirect("offers:rate", rate)
    return render(request, "decisions/set_rate.html", {"form": form, "found": found})


@page(Action.SET_RATE, "GET", "POST")
def correct_amount(request: Request, amount: UUID) -> HttpResponse:
    """Take back an amount that was written wrong."""
    found = queries.amount_head(request.actor, amount)
    form = forms.CorrectAmountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: rates.correct_amount(request.actor, amount=amount, **done)):
            return redirect("offers:rate", found.rate.rate.id)
    return render(request, "decisions/correct_amount.html", {"form": form, "found": found})


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
