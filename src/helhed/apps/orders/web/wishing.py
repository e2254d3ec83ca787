"""Pages on which a provider tells that a citizen is away, or asks for another help."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.orders import actions, queries
from helhed.apps.orders.web import forms
from helhed.rules.access.rights import Action


@page(Action.ANSWER_ORDER, "GET", "POST")
def absence(request: Request, order: UUID) -> HttpResponse:
    """Tell that the citizen is away."""
    form = forms.AbsenceForm(request.POST or None, initial={"start": request.actor.today})
    return _wish(request, order, form, "orders/absence.html")


@page(Action.ANSWER_ORDER, "GET", "POST")
def change(request: Request, order: UUID) -> HttpResponse:
    """Ask for more, less, longer or no help."""
    return _wish(request, order, forms.ChangeForm(request.POST or None), "orders/wish.html")


def _wish(
    request: Request, order: UUID, form: forms.AbsenceForm | forms.ChangeForm, template: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        act = partial(actions.wish, request.actor, order=order, wish=form.wish(), text=text)
        if carried_out_by(form, act):
            return redirect("orders:one", order)
    found = queries.order_page(request.actor, order)
    return render(request, template, {"form": form, "found": found, "row": found.row})
