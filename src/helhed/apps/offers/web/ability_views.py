"""Pages of what an offer can, and of how far it is between districts."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from helhed.apps.access.web.lists import exported
from helhed.apps.access.web.pages import Request, page
from helhed.apps.layout.web.answers import carried_out_by
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.offers import actions, queries
from helhed.apps.offers.access import may_offers
from helhed.apps.offers.web.forms import AbilitiesForm, DistanceForm
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

DISTANCES = Table(
    "afstande",
    [
        Column("one", screen_text("Fra bydel"), sort="one"),
        Column("other", screen_text("Til bydel"), sort="other"),
        Column("metres", screen_text("Meter"), "number", sort="metres"),
    ],
    sort="one",
    empty=screen_text("Ingen afstande endnu. En ukendt afstand tæller som den længste."),
)


@page(Action.EDIT_OFFER, "GET", "POST")
def abilities(request: Request, offer: UUID) -> HttpResponse:
    """Which target groups an offer takes, and how much support it gives in each theme."""
    row, found = queries.abilities_page(request.actor, offer)
    form = AbilitiesForm(
        request.POST or None,
        initial={
            "start": request.actor.today,
            "groups": sorted(found.groups),
            **{f"level_{theme}": str(level) for theme, level in found.levels.items()},
        },
    )
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(
            form,
            lambda: actions.set_abilities(
                request.actor,
                offer=offer,
                groups=done["groups"],
                levels=form.levels(),
                start=done["start"],
            ),
        ):
            return redirect("offers:one", offer)
    return render(request, "offers/abilities.html", {"form": form, "row": row})


@page(Action.SEE_OFFER)
def distances(request: Request) -> HttpResponse:
    """How far it is between districts."""
    source = Queried(queries.distances(request.actor), queries.distance_row)
    shown = show(request, DISTANCES, source, _("Afstande mellem bydele"))
    if out := exported(request, shown):
        return out
    may_edit = may_offers(request.actor, Action.EDIT_OFFER)
    return render(request, "offers/distances.html", {"shown": shown, "may_edit": may_edit})


@page(Action.EDIT_OFFER, "GET", "POST")
def set_distance(request: Request) -> HttpResponse:
    """Write how far it is between two districts."""
    form = DistanceForm(request.POST or None, districts=queries.districts())
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        if carried_out_by(form, lambda: actions.set_distance(request.actor, **done)):
            return redirect("offers:distances")
    return render(request, "offers/set_distance.html", {"form": form})
