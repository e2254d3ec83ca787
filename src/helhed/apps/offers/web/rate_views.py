"""Pages of rates: the list of all, one with its history, and the VAT of a provider."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.offers import actions, queries
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.web import forms
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

RATES = Table(
    "takster",
    [
        Column(
            "name",
            screen_text("Takst"),
            "said",
            sort="name",
            link=lambda row: reverse("offers:rate", args=[row["id"]]),
        ),
        Column("offer", screen_text("Tilbud"), sort="offer__name_key"),
        Column("provider", screen_text("Leverandør"), sort="offer__provider__name_key"),
        Column("ownership", screen_text("Ejer"), "said", sort="offer__provider__ownership"),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("price", screen_text("Pris i dag, kr."), "price", sort="price"),
        Column("since", screen_text("Siden"), "day", sort="since"),
        Column("vat", screen_text("Heraf moms, kr."), "price"),
        Column("net", screen_text("Uden moms, kr."), "price", only_exported=True),
        Column("base", screen_text("Procent af"), "said", only_exported=True),
        Column("percent", screen_text("Procent"), "quantity", only_exported=True),
    ],
    sort="offer",
    empty=screen_text("Ingen takster her. Skift filtrene, eller tilføj en takst på et tilbud."),
)


@page(Action.SEE_OFFER)
def rate_list(request: Request) -> HttpResponse:
    """All rates that are offered to anybody."""
    form = forms.RateFilterForm(request.GET or None)
    chosen: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    wanted = queries.RateFilter(
        chosen.get("ownership") or "",
        chosen.get("kind") or "",
        chosen.get("words") or "",
        bool(chosen.get("missing")),
    )
    source = Queried(queries.rates(request.actor, wanted), queries.rate_row)
    shown = show(request, RATES, source, _("Takster"))
    if out := exported(request, shown):
        return out
    may_set = may_offers(request.actor, Action.SET_RATE)
    return render(request, "offers/rates.html", {"form": form, "shown": shown, "may_set": may_set})


@page(Action.SEE_OFFER)
def one(request: Request, rate: UUID) -> HttpResponse:
    """One rate with all that was written of it."""
    found = queries.rate_page(request.actor, rate)
    context = {"found": found, "rate": found.shown, "row": found.row.offer}
    return render(request, "offers/one_rate.html", context)


@page(Action.SET_RATE, "GET", "POST")
def set_vat(request: Request, provider: UUID) -> HttpResponse:
    """Write how much of a provider's prices is VAT."""
    found = queries.provider_head(request.actor, provider)
    form = forms.VatShareForm(request.POST or None, initial={"start": request.actor.today})
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form, lambda: actions.set_vat_share(request.actor, provider=provider, **done)
        ):
            return redirect("offers:list")
    return render(request, "offers/vat.html", {"form": form, "found": found})
