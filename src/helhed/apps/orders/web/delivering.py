"""Pages on which a provider writes down what was delivered, and the authority settles it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.orders import delivering, queries
from helhed.apps.orders.delivered import choices_of, lines_delivered
from helhed.apps.orders.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.ANSWER_ORDER, "GET", "POST")
def deliver(request: Request, order: UUID) -> HttpResponse:
    """Write down how much was delivered in a month or a week."""
    found = queries.order_page(request.actor, order)
    options = [
        (line, choices_of(found.row, line, request.actor.today))
        for line in lines_delivered(found.row)
    ]
    form = forms.DeliveredForm(request.POST or None, options=options)
    if request.method == "POST" and form.is_valid():
        grant, period = form.chosen()
        done = form.cleaned_data
        act = partial(delivering.deliver, request.actor, order=order, grant=grant, period=period)
        if carried_out_by(form, lambda: act(quantity=done["quantity"], text=done["text"])):
            return redirect("orders:one", order)
    return render(request, "orders/deliver.html", {"form": form, "found": found, "row": found.row})


@page(Action.SEND_ORDER, "POST")
def settle(request: Request, order: UUID, delivered: UUID) -> HttpResponse:
    """Say how what deviates was settled."""
    why = request.POST.get("explanation", "")
    carried_out(
        request,
        screen_text("Leveringen er afklaret."),
        lambda: delivering.settle(request.actor, delivered=delivered, explanation=why),
    )
    return redirect("orders:one", order)
