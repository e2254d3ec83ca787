"""Pages on which somebody takes or leaves a place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out, carried_out_by
from helhed.apps.layout.web.forms import HouseForm
from helhed.apps.placements import actions, queries
from helhed.apps.placements.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

Places = Sequence[tuple[str, str]]


def _day_asked(request: Request, name: str) -> date | None:
    """The day that was written, so that the places which are free on it can be shown."""
    try:
        return django_forms.DateField(required=False).clean(request.POST.get(name, ""))
    except django_forms.ValidationError:
        return None


def _let_choose(form: HouseForm, places: Places) -> None:
    """Set the places that can be chosen. A posted form takes any place of the offer: one that is
    not free any more is answered by the act, in words; then the free ones are shown again."""
    if "place" in form.fields:
        form.choose_from("place", [("", _("Vælg en plads")), *places])


@page(Action.ANSWER_ORDER, "GET", "POST")
def start(request: Request, order: UUID) -> HttpResponse:
    """The provider starts an accepted order, in a place when there are places."""
    found = queries.start_page(request.actor, order, _day_asked(request, "day"))
    form = forms.StartForm(
        request.POST or None,
        takes_place=found.takes_place,
        initial={
            "day": request.actor.today,
            "place": str(found.planned.place_id) if found.planned else "",
        },
    )
    _let_choose(form, found.places)
    if request.method == "POST" and form.is_valid():
        place = form.cleaned_data.get("place")
        if carried_out_by(
            form,
            lambda: actions.start_in_place(
                request.actor,
                order=order,
                day=form.cleaned_data["day"],
                place=UUID(place) if place else None,
            ),
        ):
            return redirect("orders:one", order)
    _let_choose(form, found.free)
    return render(request, "placements/start.html", {"form": form, "found": found})


@page(Action.SEE_ORDER, "GET", "POST")
def of_order(request: Request, order: UUID) -> HttpResponse:
    """The place of an order: where the citizen is, and a place kept until the start."""
    found = queries.placing_page(
        request.actor, order, _day_asked(request, "start"), _day_asked(request, "end")
    )
    form = forms.PlanForm(
        request.POST or None,
        initial={
            "start": found.planned.start if found.planned else found.wanted_start,
            "end": found.planned.end if found.planned else None,
            "place": str(found.planned.place_id) if found.planned else "",
        },
    )
    _let_choose(form, found.places)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.plan(
                request.actor,
                order=order,
                place=UUID(done["place"]),
                start=done["start"],
                end=done["end"],
            ),
        ):
            return redirect("placements:of-order", order)
    _let_choose(form, found.free)
    return render(request, "placements/of_order.html", {"form": form, "found": found})


@page(Action.SEE_ORDER, "POST")
def drop_plan(request: Request, order: UUID) -> HttpResponse:
    """Give up a place that was kept."""
    carried_out(
        request,
        screen_text("Pladsen er ikke længere holdt."),
        lambda: actions.drop_plan(request.actor, order=order),
    )
    return redirect("placements:of-order", order)


@page(Action.SEE_ORDER, "GET", "POST")
def stop(request: Request, order: UUID) -> HttpResponse:
    """Stop what runs."""
    found = queries.move_page(request.actor, order)
    form = forms.StopForm(request.POST or None, initial={"day": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.stop(
                request.actor, order=order, day=done["day"], reason=done["reason"]
            ),
        ):
            return redirect("orders:one", order)
    return render(request, "placements/stop.html", {"form": form, "found": found})


@page(Action.SEND_ORDER, "GET", "POST")
def withdraw(request: Request, order: UUID) -> HttpResponse:
    """Take an order back."""
    found = queries.move_page(request.actor, order)
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if carried_out_by(
            form, lambda: actions.withdraw(request.actor, order=order, reason=reason)
        ):
            return redirect("orders:one", order)
    return render(request, "placements/withdraw.html", {"form": form, "found": found})


@page(Action.SEE_ORDER, "GET", "POST")
def move(request: Request, stay: UUID) -> HttpResponse:
    """Move somebody to another place in the same offer."""
    found = queries.stay_page(request.actor, stay, _day_asked(request, "day"))
    form = forms.MoveForm(
        request.POST or None, initial={"day": max(request.actor.today, found.period.start)}
    )
    _let_choose(form, found.places)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.move(
                request.actor, stay=stay, place=UUID(done["place"]), day=done["day"]
            ),
        ):
            if found.order is not None:
                return redirect("placements:of-order", found.order)
            return redirect(f"{reverse('placements:board')}?offer={found.offer_id}")
    _let_choose(form, found.free)
    return render(request, "placements/move.html", {"form": form, "found": found})
