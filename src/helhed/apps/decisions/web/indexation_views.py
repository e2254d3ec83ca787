"""Pages of indexation: the runs, a new one, and one with before and after."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.decisions.actions import indexation as indexing
from helhed.apps.decisions.queries import indexation as queries
from helhed.apps.decisions.web import forms
from helhed.apps.layout.web.answers import carried_out, carried_out_by, made_by
from helhed.apps.layout.web.tables import Column, Listed, Queried, Table, show
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.queries import providers
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action
from helhed.rules.decisions.ydelser import PriceKind

RUNS = Table(
    "indekseringer",
    [
        Column(
            "year",
            screen_text("Fra 1. januar"),
            sort="year",
            link=lambda row: reverse("decisions:indexation", args=[row["id"]]),
        ),
        Column("owner", screen_text("Hvis takster"), "said", sort="owner"),
        Column("kind", screen_text("Slags"), "said"),
        Column("provider", screen_text("Leverandør")),
        Column("percent", screen_text("Procent"), "quantity", sort="percent"),
        Column("state", screen_text("Tilstand"), "state", sort="state", state_key="state_key"),
        Column("made_by", screen_text("Lavet af")),
        Column("made_at", screen_text("Lavet"), "day", sort="made_at"),
        Column("approved_by", screen_text("Godkendt af")),
        Column("approved_at", screen_text("Godkendt"), "day", sort="approved_at"),
    ],
    sort="-made_at",
    empty=screen_text("Ingen indekseringer endnu. Lav den første."),
)

LINES = Table(
    "indeksering",
    [
        Column(
            "name",
            screen_text("Takst"),
            "said",
            sort="name",
            link=lambda row: "" if row["own"] else reverse("offers:rate", args=[row["id"]]),
        ),
        Column("offer", screen_text("Tilbud"), sort="offer"),
        Column("provider", screen_text("Leverandør"), sort="provider"),
        Column("kind", screen_text("Slags"), "said", sort="kind"),
        Column("before", screen_text("Før, kr."), "price", sort="before"),
        Column("after", screen_text("Efter, kr."), "price", sort="after"),
        Column("more", screen_text("Forskel, kr."), "price", sort="more"),
        Column("skipped", screen_text("Springes over"), "said", sort="skipped"),
    ],
    sort="offer",
    empty=screen_text("Ingen takster her."),
)


@page(Action.SEE_OFFER)
def run_list(request: Request) -> HttpResponse:
    """All runs."""
    source = Queried(queries.indexations(request.actor), queries.indexation_row)
    shown = show(request, RUNS, source, _("Indekseringer"))
    if out := exported(request, shown):
        return out
    may_set = may_offers(request.actor, Action.SET_RATE)
    return render(request, "decisions/indexations.html", {"shown": shown, "may_set": may_set})


@page(Action.SET_RATE, "GET", "POST")
def prepare(request: Request) -> HttpResponse:
    """Write down which rates are to be raised."""
    listed = [(str(p.id), p.name) for p in providers(request.actor)]
    form = forms.IndexationForm(request.POST or None, today=request.actor.today, providers=listed)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        done["year"] = int(done["year"])
        done["kind"] = PriceKind(done["kind"]) if done["kind"] else None
        done["provider"] = UUID(done["provider"]) if done["provider"] else None
        made = made_by(form, lambda: indexing.prepare_indexation(request.actor, **done))
        if made is not None:
            return redirect("decisions:indexation", made.id)
    context = {"form": form, "proposals": forms.proposals(request.actor.today.year + 1)}
    return render(request, "decisions/indexation_new.html", context)


@page(Action.SEE_OFFER)
def one(request: Request, indexation: UUID) -> HttpResponse:
    """One run with before and after."""
    found = queries.indexation_page(request.actor, indexation)
    shown = show(request, LINES, Listed(found.rows), _("Takster"))
    if out := exported(request, shown, indexation=str(indexation)):
        return out
    context = {"found": found, "run": found.row, "shown": shown}
    return render(request, "decisions/indexation.html", context)


@page(Action.SET_RATE, "POST")
def approve(request: Request, indexation: UUID) -> HttpResponse:
    """Carry out a run that another prepared."""
    seen = request.POST.get("seen", "")
    carried_out(
        request,
        screen_text("Taksterne er indekseret, og bevillingerne er regnet om."),
        lambda: indexing.approve_indexation(request.actor, indexation=indexation, seen=seen),
    )
    return redirect("decisions:indexation", indexation)


@page(Action.SET_RATE, "GET", "POST")
def withdraw(request: Request, indexation: UUID) -> HttpResponse:
    """Take back what a run raised."""
    found = queries.indexation_page(request.actor, indexation)
    form = forms.WithdrawIndexationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: indexing.withdraw_indexation(request.actor, indexation=indexation, **done),
        ):
            return redirect("decisions:indexation", indexation)
    context = {"form": form, "found": found, "run": found.row}
    return render(request, "decisions/indexation_withdraw.html", context)


@page(Action.SET_RATE, "POST")
def drop(request: Request, indexation: UUID) -> HttpResponse:
    """Give a run up."""
    carried_out(
        request,
        screen_text("Indekseringen er kasseret. Ingen priser er ændret."),
        lambda: indexing.drop_indexation(request.actor, indexation=indexation),
    )
    return redirect("decisions:indexation", indexation)
