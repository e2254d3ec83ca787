"""Pages of the parts of a plan that are handed to providers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.orders import handed, handing, queries
from helhed.apps.orders.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.SEND_ORDER, "GET", "POST")
def hand(request: Request, order: UUID) -> HttpResponse:
    """Hand a part of the plan to the provider."""
    form = forms.HandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data["asked"]
        if carried_out_by(form, lambda: handing.hand(request.actor, order=order, asked=asked)):
            return redirect("orders:one", order)
    found = queries.order_page(request.actor, order)
    return render(request, "orders/hand.html", {"form": form, "found": found, "row": found.row})


@page(Action.ANSWER_ORDER, "GET", "POST")
def part(request: Request, order: UUID, handedpart: UUID) -> HttpResponse:
    """Write the provider's part of the plan."""
    found = queries.order_page(request.actor, order)
    shown = next((one for one in found.handed if one.id == handedpart), None)
    if shown is None:
        raise Http404
    form = forms.PartForm(request.POST or None, initial={"text": shown.told})
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        act = handing.write_part
        if carried_out_by(form, lambda: act(request.actor, handedpart=handedpart, text=text)):
            return redirect("orders:one", order)
    context = {"form": form, "found": found, "row": found.row, "part": shown}
    return render(request, "orders/part.html", context)


@page(Action.SEND_ORDER, "POST")
def take_back(request: Request, order: UUID, handedpart: UUID) -> HttpResponse:
    """Take a part back."""
    carried_out(
        request,
        screen_text("Delen er taget tilbage. Det, der blev skrevet, er gemt."),
        lambda: handing.take_back(request.actor, handedpart=handedpart),
    )
    return redirect("orders:one", order)


@page(Action.SEE_CASE)
def of_plan(request: Request, plan: UUID) -> HttpResponse:
    """What providers wrote of a plan: as a piece of its page, or as a page of its own."""
    parts = handed.handed_of_plan(request.actor, plan)
    piece = request.headers.get("HX-Request") == "true"
    name = "orders/handed_of_plan.html" if piece else "orders/handed_of_plan_page.html"
    return render(request, name, {"parts": parts, "plan": plan})
