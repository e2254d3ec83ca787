"""Pages where a price is written from a day or corrected. What it moves in months that are paid is
shown first, and saved when that was seen."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.actions import rates
from helhed.apps.decisions.queries import amount_head, rate_head
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.forms import HouseForm
from helhed.apps.payments import queries
from helhed.apps.payments.queries.late import LateEffect
from helhed.apps.payments.web import forms
from helhed.rules.access.rights import Action


@page(Action.SET_RATE, "GET", "POST")
def set_rate(request: Request, rate: UUID) -> HttpResponse:
    """Write what a rate is from a day."""
    found = rate_head(request.actor, rate)
    form = forms.RateAmountForm(request.POST or None, initial={"start": request.actor.today})
    effect = None
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        effect = queries.late_rate(request.actor, rate, **done)
        act = lambda: rates.set_rate(request.actor, rate=rate, **done)  # noqa: E731
        if _saved(request, form, effect, act):
            return redirect("offers:rate", rate)
    context = {"form": form, "found": found, "effect": effect}
    return render(request, "payments/set_rate.html", context)


@page(Action.SET_RATE, "GET", "POST")
def correct_amount(request: Request, amount: UUID) -> HttpResponse:
    """Take back an amount that was written wrong."""
    found = amount_head(request.actor, amount)
    form = forms.CorrectAmountForm(request.POST or None)
    effect = None
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        effect = queries.late_correction(request.actor, amount, done["oere"])
        act = lambda: rates.correct_amount(request.actor, amount=amount, **done)  # noqa: E731
        if _saved(request, form, effect, act):
            return redirect("offers:rate", found.rate.rate.id)
    context = {"form": form, "found": found, "effect": effect}
    return render(request, "payments/correct_amount.html", context)


def _saved(
    request: Request, form: HouseForm, effect: LateEffect | None, act: Callable[[], object]
) -> bool:
    """Save it, unless it moves paid months in a way that was not seen yet."""
    if effect is not None and request.POST.get("seen") != effect.seen:
        return False
    if not carried_out_by(form, act):
        return False
    late = _("Prisen er gemt. Forskellen for de betalte måneder kommer med den næste kørsel.")
    messages.success(request, late if effect and effect.parts else _("Prisen er gemt."))
    return True
