"""Pages of orders that came as messages."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from helhed.apps.access.web.pages import Request, page
from helhed.apps.audit.actions import read_citizens
from helhed.apps.layout.web.tables import Column, Queried, Table, show
from helhed.apps.orders import taking_in
from helhed.apps.orders.errors import OrderRefused
from helhed.apps.orders.received import received_orders, received_page, received_row
from helhed.apps.orders.taking_in import teams_to_take_in
from helhed.apps.orders.web.forms import OrderFileForm
from helhed.kernel.words import screen_text
from helhed.rules.access.rights import Action

MOST_SHOWN = 500
"""How many faults of one file a page lists; a file with more of them is made wrong throughout."""

RECEIVED = Table(
    "modtagne-bestillinger",
    [
        Column(
            "received_at",
            screen_text("Modtaget"),
            "moment",
            sort="received_at",
            link=lambda row: reverse("orders:received-one", args=[row["id"]]),
        ),
        Column("citizen", screen_text("Borger"), sort="case__citizen__name_key"),
        Column("number", screen_text("Sag"), sort="case__number"),
        Column("sender", screen_text("Afsender"), sort="sender"),
        Column("wanted_start", screen_text("Ønsket start"), "day", sort="wanted_start"),
        Column("unplaced", screen_text("Uden plads i sagen"), "number"),
    ],
    sort="-received_at",
    empty=screen_text("Ingen bestillinger er modtaget fra andre."),
)


@page(Action.SEE_CASE)
def received_list(request: Request) -> HttpResponse:
    """The orders that came."""
    with transaction.atomic():
        shown = show(
            request,
            RECEIVED,
            Queried(received_orders(request.actor), received_row),
            _("Modtagne bestillinger"),
        )
        citizens = [row["citizen_id"] for row in shown.rows]
        read_citizens(request.actor, "order.received_list", citizens, **shown.facts)
    context = {"shown": shown, "may_take_in": bool(teams_to_take_in(request.actor))}
    return shown.export or render(request, "orders/received_list.html", context)


@page(Action.OPEN_CASE, "GET", "POST")
def take_in(request: Request) -> HttpResponse:
    """Upload an order message: it lands on a case, or every fault of it is listed."""
    teams = teams_to_take_in(request.actor)
    form = OrderFileForm(
        request.POST or None,
        request.FILES or None,
        teams=[(str(team.id), team.name) for team in teams],
    )
    refused = None
    if request.method == "POST" and form.is_valid():
        done = form.cleaned_data
        content, unit = done["file"].read(), UUID(done["unit"])
        try:
            row = taking_in.take_in(request.actor, content=content, unit=unit)
        except OrderRefused as error:
            refused = error
        else:
            messages.success(request, _("Bestillingen er modtaget og lagt på sagen."))
            return redirect("orders:received-one", row.id)
    faults = refused.faults if refused else []
    context = {
        "form": form,
        "refused": refused,
        "faults": faults[:MOST_SHOWN],
        "more": max(0, len(faults) - MOST_SHOWN),
    }
    return render(request, "orders/take_in.html", context)


@page(Action.SEE_CASE)
def received_one(request: Request, received: UUID) -> HttpResponse:
    """One order that came, and what the record had no place for."""
    found = received_page(request.actor, received)
    return render(request, "orders/received.html", {"found": found, "row": found.row})
