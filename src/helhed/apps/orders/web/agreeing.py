"""Page on which it is written what tolerance was agreed in an order."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.orders import agreeing, queries
from helhed.apps.orders.web.agreeing_forms import AgreeForm
from helhed.rules.access.rights import Action


@page(Action.SEND_ORDER, "GET", "POST")
def agree(request: Request, order: UUID) -> HttpResponse:
    """Agree how far the delivered may lie from the ordered."""
    first = request.actor.today.replace(day=1)
    form = AgreeForm(request.POST or None, initial={"start": first})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        act = partial(agreeing.agree_tolerance, request.actor, order=order, start=done["start"])
        if carried_out_by(
            form, lambda: act(promille=form.promille, hours=done["hours"], text=done["text"])
        ):
            return redirect("orders:one", order)
    found = queries.order_page(request.actor, order)
    return render(request, "orders/agree.html", {"form": form, "found": found, "row": found.row})
