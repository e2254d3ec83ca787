"""Pages of offers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.offers import actions, queries
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind
from helhed.rules.offers.ejerforhold import Ownership
from helhed.rules.offers.tilbud import OfferKind

OFFERS = Table(
    "tilbud",
    [
        Column(
            "name",
            screen_text("Tilbud"),
            sort="name_key",
            link=lambda row: reverse("offers:one", args=[row["id"]]),
        ),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("provider", screen_text("Leverandør"), sort="provider__name_key"),
        Column("ownership", screen_text("Ejer"), "said", sort="provider__ownership"),
        Column("district", screen_text("Bydel"), sort="district"),
        Column("places", screen_text("Pladser"), "number", sort="place_count"),
    ],
    sort="name",
    empty=screen_text("Ingen tilbud her. Skift filtrene, eller tilføj et tilbud."),
)


@page(Action.SEE_OFFER)
def offer_list(request: Request) -> HttpResponse:
    """All offers."""
    form = forms.OfferFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.OfferFilter(
        chosen.get("kind") or "", chosen.get("ownership") or "", chosen.get("words") or ""
    )
    source = Queried(queries.offers(request.actor, wanted), queries.offer_row)
    shown = show(request, OFFERS, source, _("Tilbud"))
    if out := exported(request, shown):
        return out
    may_edit = may_offers(request.actor, Action.EDIT_OFFER)
    return render(request, "offers/list.html", {"form": form, "shown": shown, "may_edit": may_edit})


@page(Action.SEE_OFFER)
def one(request: Request, offer: UUID) -> HttpResponse:
    """One offer with places and rates."""
    found = queries.offer_page(request.actor, offer)
    return render(request, "offers/one.html", {"found": found, "row": found.row})


@page(Action.EDIT_OFFER, "GET", "POST")
def add_provider(request: Request) -> HttpResponse:
    """Add a provider."""
    form = forms.ProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = {**form.cleaned_data, "ownership": Ownership(form.cleaned_data["ownership"])}
        if carried_out_by(form, lambda: actions.add_provider(request.actor, **done)):
            return redirect("offers:add")
    return render(request, "offers/provider.html", {"form": form})


@page(Action.EDIT_OFFER, "GET", "POST")
def add(request: Request) -> HttpResponse:
    """Add an offer."""
    listed = [(str(p.id), p.name) for p in queries.providers(request.actor)]
    form = forms.OfferForm(
        request.POST or None, providers=listed, initial={"start": request.actor.today}
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        offer = made_by(
            form,
            lambda: actions.add_offer(
                request.actor,
                provider=UUID(done["provider"]),
                name=done["name"],
                kind=OfferKind.of(done["kind"]),
                address=done["address"],
                about=done["about"],
                start=done["start"],
            ),
        )
        if offer is not None:
            return redirect("offers:one", offer.id)
    return render(request, "offers/add.html", {"form": form})


@page(Action.EDIT_OFFER, "GET", "POST")
def add_place(request: Request, offer: UUID) -> HttpResponse:
    """Add a place."""
    found = queries.offer_page(request.actor, offer)
    form = forms.PlaceForm(request.POST or None, initial={"start": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.add_place(request.actor, offer=offer, **done)):
            return redirect("offers:one", offer)
    return render(request, "offers/place.html", {"form": form, "row": found.row})


@page(Action.SET_RATE, "GET", "POST")
def add_rate(request: Request, offer: UUID) -> HttpResponse:
    """Add a rate; its first amount comes next."""
    found = queries.offer_page(request.actor, offer)
    form = forms.RateForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, kind = form.cleaned_data["name"], PriceKind(form.cleaned_data["kind"])
        rate = made_by(
            form, lambda: actions.add_rate(request.actor, offer=offer, name=name, kind=kind)
        )
        if rate is not None:
            return redirect("payments:set-rate", rate.id)
    return render(request, "offers/rate.html", {"form": form, "row": found.row})
