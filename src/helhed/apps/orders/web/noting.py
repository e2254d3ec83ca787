"""Pages of the provider's own notes and of its status on the goals."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.orders import noting, queries
from helhed.apps.orders.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action


@page(Action.ANSWER_ORDER, "GET", "POST")
def note(request: Request, order: UUID) -> HttpResponse:
    """Write a note of a day."""
    form = forms.NoteForm(request.POST or None, initial={"day": request.actor.today})
    if request.method == "POST" and form.is_valid():
        act = partial(noting.note, request.actor, order=order)
        if carried_out_by(form, lambda: act(**form.cleaned_data)):
            return redirect("orders:one", order)
    found = queries.order_page(request.actor, order)
    return render(request, "orders/note.html", {"form": form, "found": found, "row": found.row})


@page(Action.ANSWER_ORDER, "POST")
def share(request: Request, order: UUID, note: UUID) -> HttpResponse:
    """Let the authority read a note."""
    carried_out(
        request,
        screen_text("Notatet er delt med kommunen."),
        lambda: noting.share(request.actor, note=note),
    )
    return redirect("orders:one", order)


@page(Action.ANSWER_ORDER, "GET", "POST")
def status(request: Request, order: UUID) -> HttpResponse:
    """Tell how it goes, goal by goal."""
    found = queries.order_page(request.actor, order)
    given = request.POST or None
    goals = [(goal, forms.StatusForm(given, prefix=str(goal.id))) for goal in found.goals]
    form = forms.NothingForm(given)
    if request.method == "POST" and form.is_valid() and all(one.is_valid() for _, one in goals):
        told = [told for goal, one in goals if (told := one.told(goal.id)) is not None]
        if carried_out_by(form, lambda: noting.tell_goals(request.actor, order=order, told=told)):
            return redirect("orders:one", order)
    context = {"form": form, "goals": goals, "found": found, "row": found.row}
    return render(request, "orders/status.html", context)
